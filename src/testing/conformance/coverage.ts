/** What was exercised: each action in each pair of statuses that can occur. */
import {
  type ActionType,
  actionTypes,
  type Capabilities,
  type CompleteAction,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  reachableDeployments,
  toRequest,
} from '../../lifecycle';
import { runnerStep } from '../../verify/exploration';

/** An action as coverage tells it apart: a forced stop is another than a graceful one. */
export type Column = ActionType | 'stop?force=true';

/** The columns, in the order of the vocabulary. */
export const columns: readonly Column[] = Object.freeze(
  actionTypes.flatMap((type): Column[] => (type === 'stop' ? [type, 'stop?force=true'] : [type])),
);

/** The column of an action. Pure. */
export function columnOf(action: CompleteAction): Column {
  return action.type === 'stop' && action.force ? 'stop?force=true' : action.type;
}

/** The actions of a column, with all their parameters. Pure. */
export function actionsOf(column: Column): readonly CompleteAction[] {
  return everyAction.filter((action) => columnOf(action) === column);
}

/** A pair of statuses, with how often each action was called in it. */
export interface CoverageRow {
  /** `Running/Paused`. */
  readonly pair: string;
  readonly counts: Readonly<Record<Column, number>>;
  /** Whether a pipeline was ever known to be in it. */
  readonly wasSeen: boolean;
  /** Why nothing, or not everything, was called here; null where everything was. */
  readonly why: string | null;
}

/** What was exercised of all that there is. */
export interface CoverageReport {
  readonly rows: readonly CoverageRow[];
  /** How many of the pairs × actions were exercised, and how many there are. */
  readonly covered: number;
  readonly total: number;
}

/** How often something is tried before it is given up: the runner may never rest there. */
const triesMax = 12;

/** Counts what was exercised, and what was tried in vain. */
export class Coverage {
  readonly #counts = new Map<string, Map<Column, number>>();
  readonly #called = new Map<string, Set<CompleteAction>>();
  readonly #wanted = new Map<string, readonly Column[]>();
  readonly #tries = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #resting: ReadonlySet<string>;
  /** One for each pair of statuses. */
  readonly #deployments: readonly Deployment[];
  readonly #capabilities: Capabilities;

  constructor(capabilities: Capabilities) {
    this.#capabilities = capabilities;
    const deployments = reachableDeployments(capabilities);
    for (const deployment of deployments) {
      const pair = pairOf(deployment);
      if (!this.#counts.has(pair))
        this.#counts.set(pair, new Map(columns.map((each) => [each, 0])));
    }
    this.#deployments = [...new Map(deployments.map((each) => [pairOf(each), each])).values()];
    const rests = deployments.filter((each) =>
      ['idle', 'awaitApproval'].includes(runnerStep(each) ?? ''),
    );
    this.#resting = new Set(rests.map(pairOf));
  }

  /** An action was called in a deployment. */
  count(deployment: Deployment, action: CompleteAction): void {
    const pair = pairOf(deployment);
    const counts = this.#counts.get(pair);
    const column = columnOf(action);
    counts?.set(column, (counts.get(column) ?? 0) + 1);
    this.#calledIn(pair, column).add(action);
    this.#wanted.delete(pair);
  }

  #calledIn(pair: string, column: Column): Set<CompleteAction> {
    const key = `${pair} ${column}`;
    const called = this.#called.get(key) ?? new Set();
    this.#called.set(key, called);
    return called;
  }

  /** The actions of a column that are still wanted in the pair of a deployment; none if it is done. */
  actionsWanted(deployment: Deployment, column: Column): readonly CompleteAction[] {
    const pair = pairOf(deployment);
    const called = this.#calledIn(pair, column);
    // Where a pipeline rests there is time for every parameter; elsewhere any one will do.
    if (!this.#resting.has(pair) && called.size > 0) return [];
    return actionsOf(column).filter((action) => !called.has(action));
  }

  /** A pipeline is known to be in this pair. */
  sawPair(deployment: Deployment): void {
    this.#seen.add(pairOf(deployment));
  }

  /** Something was tried there, whether or not it comes off. */
  tried(deployment: Deployment, column: Column): void {
    const pair = pairOf(deployment);
    const key = `${pair} ${column}`;
    this.#wanted.delete(pair);
    this.#tries.set(key, (this.#tries.get(key) ?? 0) + 1);
  }

  /** The columns that are still wanted in the pair of a deployment. */
  wantedIn(deployment: Deployment): readonly Column[] {
    const pair = pairOf(deployment);
    // Asked of every deployment at every step, and seldom another answer.
    const known = this.#wanted.get(pair);
    if (known !== undefined) return known;
    const wanted = columns.filter(
      (column) =>
        !this.#isGivenUp(pair, column) && this.actionsWanted(deployment, column).length > 0,
    );
    this.#wanted.set(pair, wanted);
    return wanted;
  }

  #isGivenUp(pair: string, column: Column): boolean {
    const triesPerAction = this.#resting.has(pair) ? actionsOf(column).length : 1;
    return (this.#tries.get(`${pair} ${column}`) ?? 0) >= triesMax * triesPerAction;
  }

  /** Whether nothing is left that is worth trying. */
  get isExhausted(): boolean {
    return this.#deployments.every((each) => this.wantedIn(each).length === 0);
  }

  /** What was exercised so far. */
  report(): CoverageReport {
    const order = deploymentStatuses.flatMap((status) =>
      desiredStatuses.map((desiredStatus) => pairOf({ status, desiredStatus })),
    );
    const rows = order
      .filter((pair) => this.#counts.has(pair))
      .map((pair): CoverageRow => {
        const counts = Object.fromEntries(this.#counts.get(pair) ?? []) as Record<Column, number>;
        const isComplete = columns.every((column) => counts[column] > 0);
        const wasSeen = this.#seen.has(pair);
        return { pair, counts, wasSeen, why: isComplete ? null : this.#whyNot(pair, wasSeen) };
      });
    const cells = rows.flatMap(({ counts }) => Object.values(counts));
    return { rows, covered: cells.filter((count) => count > 0).length, total: cells.length };
  }

  #whyNot(pair: string, wasSeen: boolean): string {
    if (pair.startsWith('AwaitingApproval') && !wasSeen) {
      return 'no pipeline came up modified since its checkpoint';
    }
    if (pair.startsWith('Standby') && !this.#capabilities.standby) return 'not without standby';
    if (!this.#resting.has(pair)) return 'the runner never rests there: a call must come in time';
    return wasSeen ? 'not all of it, within the budget' : 'not reached within the budget';
  }
}

function pairOf({ status, desiredStatus }: Pick<Deployment, 'status' | 'desiredStatus'>): string {
  return `${status}/${desiredStatus}`;
}

/** The request by which a column is named in a report. Pure. */
export function columnName(column: Column): string {
  const [action] = actionsOf(column);
  return action === undefined ? column : toRequest(action).replace(/\?(?!force).*/, '');
}
