/** Actions as coverage tells them apart: a forced stop counts apart from a graceful one. */
import {
  type ActionType,
  actionTypes,
  type CompleteAction,
  everyAction,
  toRequest,
} from '../../../lifecycle';

/** The type of an action; a forced stop has its own. */
export type CoverageColumn = ActionType | 'stop?force=true';

/** The columns, in the order of the vocabulary. */
export const coverageColumns: readonly CoverageColumn[] = Object.freeze(
  actionTypes.flatMap((type): CoverageColumn[] =>
    type === 'stop' ? [type, 'stop?force=true'] : [type],
  ),
);

/** The column of an action. Pure. */
export function coverageColumnOf(action: CompleteAction): CoverageColumn {
  return action.type === 'stop' && action.force ? 'stop?force=true' : action.type;
}

const actionsByColumn = new Map(
  coverageColumns.map((column) => [
    column,
    everyAction.filter((each) => coverageColumnOf(each) === column),
  ]),
);

/** The actions of a column, with all their parameters. Pure. */
export function actionsOf(column: CoverageColumn): readonly CompleteAction[] {
  return actionsByColumn.get(column) ?? [];
}

/** The request by which a column is named in a report. Pure. */
export function columnName(column: CoverageColumn): string {
  const [action] = actionsOf(column);
  return action === undefined ? column : toRequest(action).replace(/\?(?!force).*/, '');
}
