/**
 * Coverage: what was exercised. It counts the actions in each pair of statuses, and keeps the
 * agenda of what is finer than that.
 */
import {
  type CompleteAction,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
} from '../../../lifecycle';
import {
  Agenda,
  actionName,
  type CoverageColumn,
  coverageColumnOf,
  coverageColumns,
  type GoalKind,
  goalsOf,
  mustMoveOn,
  pairOf,
  type Routes,
  triesMax,
} from '../goals';
import { RuleCounts, type RuleCoverage } from './rule-coverage';

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

/** How many there are of one kind, how many were exercised, and which were not. */
export interface CoveragePart {
  readonly covered: number;
  readonly total: number;
  readonly missing: readonly string[];
}

/** The coverage of a conformance test. */
export interface CoverageReport {
  readonly rows: readonly CoverageRow[];
  /** How many of the pairs × actions were exercised, and how many there are. */
  readonly covered: number;
  readonly total: number;
  /**
   * The ways in which actions are decided, each by a rule, in each class of deployments: by the
   * statuses, the parameters of the start, an approval, an error.
   */
  readonly decisions: CoveragePart;
  /** Two decisions in a row, followed by a poll that shows what became of them. */
  readonly sequences: CoveragePart;
  /** Calls after which the pipeline was left alone for what a runner may do late. */
  readonly stays: CoveragePart;
  /** The rules that the test can judge, in the order of the catalogue. */
  readonly rules: readonly RuleCoverage[];
}

/** Counts what was exercised. */
export class Coverage {
  readonly agenda: Agenda;
  readonly #counts = new Map<string, Map<CoverageColumn, number>>();
  readonly #seen = new Set<string>();
  readonly #resting: ReadonlySet<string>;
  readonly #rules: RuleCounts;

  constructor(routes: Routes) {
    const { deployments } = routes;
    this.agenda = new Agenda(goalsOf(routes));
    this.#rules = new RuleCounts(routes);
    for (const pair of deployments.map(pairOf)) {
      this.#counts.set(pair, new Map(coverageColumns.map((column) => [column, 0])));
    }
    this.#resting = new Set(deployments.filter((each) => !mustMoveOn(each)).map(pairOf));
  }

  /** Counts a call that was decided in this pair. */
  exercised(pair: string, action: CompleteAction): void {
    const column = coverageColumnOf(action);
    const counts = this.#counts.get(pair);
    counts?.set(column, (counts.get(column) ?? 0) + 1);
    this.agenda.exercised('action', actionName(pair, column));
  }

  /** Counts a call that was decided by this rule. */
  ruled(rule: string): void {
    this.#rules.decided(rule);
  }

  /**
   * Notes that a poll has left these deployments possible. `before` is the pair that the poll
   * before has shown, if nothing was accepted since. Returns the pair that this one shows for
   * certain.
   */
  saw(possible: readonly Deployment[], before: string | null): string | null {
    if (before !== null) this.#rules.polled(before);
    const [pair = null, ...others] = new Set(possible.map(pairOf));
    if (pair === null || others.length > 0) return null;
    this.#seen.add(pair);
    return pair;
  }

  /** How many of the pairs × actions were exercised, and how many there are. */
  get progress(): { readonly covered: number; readonly total: number } {
    const { all, done } = this.agenda.progress('action');
    return { covered: all.filter((goal) => done.has(goal)).length, total: all.length };
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
    return {
      rows,
      ...this.progress,
      decisions: this.#part('decision'),
      sequences: this.#part('sequence'),
      stays: this.#part('stay'),
      rules: this.#rules.report(),
    };
  }

  #part(kind: GoalKind): CoveragePart {
    const { all, done } = this.agenda.progress(kind);
    const missing = all.filter((goal) => !done.has(goal)).map(({ name }) => name);
    return { covered: all.length - missing.length, total: all.length, missing };
  }

  #whyNot(pair: string, counts: Readonly<Record<CoverageColumn, number>>): string | null {
    const missing = coverageColumns.filter((column) => counts[column] === 0);
    const wasSeen = this.#seen.has(pair);
    if (missing.length === 0) return null;
    if (pair.startsWith('AwaitingApproval') && !wasSeen) {
      return 'no pipeline came up modified since its checkpoint';
    }
    if (!this.#resting.has(pair)) return 'the runner never rests here: a call must come in time';
    const isGivenUp = (column: CoverageColumn) =>
      this.agenda.isGivenUp('action', actionName(pair, column));
    if (missing.every(isGivenUp)) {
      return `given up: no call was certain to be decided here in ${triesMax.action} tries or more`;
    }
    return wasSeen ? 'not every action within the budget' : 'not reached within the budget';
  }
}
