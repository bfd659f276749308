/**
 * Coverage of the rules: which a test can judge, and how often it did.
 *
 * No list says which these are. The rules about actions are those by which the machine decides an
 * action in a deployment that can occur. For those about polls, the checker of histories is asked:
 * once a poll was in a pair of statuses, which rule objects to a next reading that differs in one
 * status?
 */
import { deploymentStatuses, desiredStatuses, rules } from '../../../lifecycle';
import { HistoryChecker } from '../../../trace';
import { goalsOf, pairOf, pairsOf, type Routes } from '../goals';

/** A rule that a test can judge. */
export interface RuleCoverage {
  /** The id of the rule. */
  readonly rule: string;
  /**
   * How many calls it decided for certain. If it is about no action: how many polls it could have
   * objected to, because the pipeline was certainly in such a pair of statuses just before.
   */
  readonly count: number;
}

type RulesByPair = ReadonlyMap<string, ReadonlySet<string>>;

/** Counts for each rule how often it was exercised. */
export class RuleCounts {
  readonly #counts = new Map<string, number>();
  readonly #judging: RulesByPair;

  constructor(routes: Routes) {
    this.#judging = judgingPollsIn(routes);
    const judging = [...this.#judging.values()];
    const isJudged = (id: string) =>
      goalsOf(routes).rules.has(id) || judging.some((each) => each.has(id));
    for (const { id } of rules) if (isJudged(id)) this.#counts.set(id, 0);
  }

  /** Counts a call that was decided by this rule. */
  decided(rule: string): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }

  /** Counts a poll after one that has shown this pair, and no other could be meant. */
  polled(pair: string): void {
    for (const rule of this.#judging.get(pair) ?? []) this.decided(rule);
  }

  /** The rules in the order of the catalogue. */
  report(): readonly RuleCoverage[] {
    return [...this.#counts].map(([rule, count]) => ({ rule, count }));
  }
}

const known = new WeakMap<Routes, RulesByPair>();

/** The rules that may object to the next poll, by the pair before it; worked out once. */
function judgingPollsIn(routes: Routes): RulesByPair {
  const pairs = [...pairsOf(routes.deployments)];
  const judging =
    known.get(routes) ?? new Map(pairs.map((pair) => [pair, objecting(pair, routes)]));
  known.set(routes, judging);
  return judging;
}

function objecting(pair: string, routes: Routes): ReadonlySet<string> {
  const objections = neighborsOf(pair).map((other) => objectionTo(other, pair, routes));
  return new Set(objections.filter((rule) => rule !== null));
}

/** The pairs that differ from this one in one status, whether or not they can occur. */
function neighborsOf(pair: string): readonly string[] {
  return deploymentStatuses
    .flatMap((status) => desiredStatuses.map((desiredStatus) => ({ status, desiredStatus })))
    .filter((each) => {
      const [status, desiredStatus] = pair.split('/');
      return (each.status === status) !== (each.desiredStatus === desiredStatus);
    })
    .map(pairOf);
}

/** The first rule that objects to reading `other` after `pair`; null if none does. */
function objectionTo(other: string, pair: string, { capabilities }: Routes): string | null {
  const checker = new HistoryChecker({ from: 'anywhere', capabilities });
  checker.read(readingOfPair(pair));
  return checker.read(readingOfPair(other))?.objections[0]?.rule.id ?? null;
}

function readingOfPair(pair: string): string {
  const [deployment_status, deployment_desired_status] = pair.split('/');
  const seen = { deployment_status, deployment_desired_status, deployment_error: null };
  return JSON.stringify({ seen });
}
