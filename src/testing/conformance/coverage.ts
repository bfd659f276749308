/** Coverage: which actions were exercised in which pairs of statuses. */
import {
  type ActionType,
  actionTypes,
  type CompleteAction,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  toRequest,
} from '../../lifecycle';
import { mustMoveOn, pairOf } from './pairs';

/** An action as coverage tells it apart: a forced stop counts apart from a graceful one. */
export type CoverageColumn = ActionType | 'stop?force=true';

/** The columns, in the order of the vocabulary. */
export const columns: readonly CoverageColumn[] = Object.freeze(
  actionTypes.flatMap((type): CoverageColumn[] =>
    type === 'stop' ? [type, 'stop?force=true'] : [type],
  ),
);

/** The column of an action. Pure. */
export function coverageColumnOf(action: CompleteAction): CoverageColumn {
  return action.type === 'stop' && action.force ? 'stop?force=true' : action.type;
}

const actionsByColumn = new Map(
  columns.map((column) => [
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

/** A pair of statuses, with the number of times that each action was decided in it. */
export interface CoverageRow {
  /** `Running/Paused`. */
  readonly pair: string;
  /**
   * Calls that got a clear answer while the pipeline was certainly in this pair. A call that may
   * have been decided elsewhere is not counted.
   */
  readonly counts: Readonly<Record<CoverageColumn, number>>;
  /** True if a poll has shown this pair, and no other could be meant. */
  readonly wasSeen: boolean;
  /** Why not every action was exercised here; null if every one was. */
  readonly why: string | null;
}

/** The pairs of statuses × actions that were exercised. */
export interface CoverageReport {
  readonly rows: readonly CoverageRow[];
  /** How many of the pairs × actions were exercised, and how many there are. */
  readonly covered: number;
  readonly total: number;
}

/**
 * How often an action is tried in a pair before it is given up: the runner may never rest there.
 */
const triesMax = 12;

/** Counts what was exercised, and what was tried in vain. */
export class Coverage {
  readonly #counts = new Map<string, Map<CoverageColumn, number>>();
  readonly #exercised = new Map<string, Set<CompleteAction>>();
  readonly #wanted = new Map<string, readonly CoverageColumn[]>();
  readonly #tries = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #resting: ReadonlySet<string>;
  /** One for each pair of statuses. */
  readonly #deployments: readonly Deployment[];

  /** Takes every deployment that can occur. */
  constructor(deployments: readonly Deployment[]) {
    for (const pair of deployments.map(pairOf)) {
      this.#counts.set(pair, new Map(columns.map((column) => [column, 0])));
    }
    this.#deployments = [...new Map(deployments.map((each) => [pairOf(each), each])).values()];
    this.#resting = new Set(deployments.filter((each) => !mustMoveOn(each)).map(pairOf));
  }

  /** Counts a call that was decided in this pair. */
  exercised(pair: string, action: CompleteAction): void {
    const counts = this.#counts.get(pair);
    const column = coverageColumnOf(action);
    counts?.set(column, (counts.get(column) ?? 0) + 1);
    this.#exercisedIn(pair, column).add(action);
    this.#wanted.delete(pair);
  }

  #exercisedIn(pair: string, column: CoverageColumn): Set<CompleteAction> {
    const key = `${pair} ${column}`;
    const actions = this.#exercised.get(key) ?? new Set();
    this.#exercised.set(key, actions);
    return actions;
  }

  /** The actions of a column that are still wanted in the pair of a deployment. */
  actionsWanted(deployment: Deployment, column: CoverageColumn): readonly CompleteAction[] {
    const pair = pairOf(deployment);
    const exercised = this.#exercisedIn(pair, column);
    // Where a pipeline rests there is time for every parameter; elsewhere any one will do.
    if (!this.#resting.has(pair) && exercised.size > 0) return [];
    return actionsOf(column).filter((action) => !exercised.has(action));
  }

  /** Notes that a poll has shown this pair. */
  saw(pair: string): void {
    this.#seen.add(pair);
  }

  /** Notes an attempt to exercise an action, whether or not it succeeds. */
  tried(deployment: Deployment, column: CoverageColumn): void {
    const pair = pairOf(deployment);
    this.#wanted.delete(pair);
    this.#tries.set(`${pair} ${column}`, this.#triesOf(pair, column) + 1);
  }

  #triesOf(pair: string, column: CoverageColumn): number {
    return this.#tries.get(`${pair} ${column}`) ?? 0;
  }

  /** The columns that are still wanted in the pair of a deployment. */
  wantedIn(deployment: Deployment): readonly CoverageColumn[] {
    const pair = pairOf(deployment);
    // Asked of every deployment at every step, and the answer seldom changes.
    const known = this.#wanted.get(pair);
    if (known !== undefined) return known;
    const wanted = columns.filter(
      (column) =>
        !this.#isGivenUp(pair, column) && this.actionsWanted(deployment, column).length > 0,
    );
    this.#wanted.set(pair, wanted);
    return wanted;
  }

  #isGivenUp(pair: string, column: CoverageColumn): boolean {
    const triesPerAction = this.#resting.has(pair) ? actionsOf(column).length : 1;
    return this.#triesOf(pair, column) >= triesMax * triesPerAction;
  }

  /** True if nothing is left that is worth trying. */
  get isExhausted(): boolean {
    return this.#deployments.every((each) => this.wantedIn(each).length === 0);
  }

  /** The coverage so far. */
  report(): CoverageReport {
    const order = deploymentStatuses.flatMap((status) =>
      desiredStatuses.map((desiredStatus) => pairOf({ status, desiredStatus })),
    );
    const rows = order
      .filter((pair) => this.#counts.has(pair))
      .map((pair): CoverageRow => {
        const counts = Object.fromEntries(this.#counts.get(pair) ?? []) as Record<
          CoverageColumn,
          number
        >;
        return { pair, counts, wasSeen: this.#seen.has(pair), why: this.#whyNot(pair, counts) };
      });
    const cells = rows.flatMap(({ counts }) => Object.values(counts));
    return { rows, covered: cells.filter((count) => count > 0).length, total: cells.length };
  }

  #whyNot(pair: string, counts: Readonly<Record<CoverageColumn, number>>): string | null {
    const missing = columns.filter((column) => counts[column] === 0);
    const wasSeen = this.#seen.has(pair);
    if (missing.length === 0) return null;
    if (pair.startsWith('AwaitingApproval') && !wasSeen) {
      return 'no pipeline came up modified since its checkpoint';
    }
    if (!this.#resting.has(pair)) return 'the runner never rests here: a call must come in time';
    if (missing.every((column) => this.#isGivenUp(pair, column))) {
      return `given up: no call was certain to be decided here in ${triesMax} tries or more`;
    }
    return wasSeen ? 'not every action within the budget' : 'not reached within the budget';
  }
}
