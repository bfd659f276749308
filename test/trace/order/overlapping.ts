/** Histories of overlapping lines, and a checker that tries every order of them. */
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  decide,
} from '../../../src/lifecycle';
import { representative } from '../../../src/lifecycle/compiled/representative';
import { consequences, everyFuture } from '../brute-force';
import { lineOf, type Recorded } from '../recording';

/** A record, when it began and ended, and if its answer was lost. */
export interface Overlapping {
  readonly recorded: Recorded;
  readonly times: readonly [began: number, ended: number] | null;
  readonly isLost: boolean;
}

/** The line of a record with its times. */
export function timedLine({ recorded, times, isLost }: Overlapping): string {
  const { answer, error_code, ...fields } = JSON.parse(lineOf(recorded));
  const [began, ended] = times ?? [];
  return JSON.stringify({
    ...fields,
    ...(isLost ? { began } : { answer, error_code, began, ended }),
  });
}

/**
 * Returns true if some order of the records is legal: every permutation is tried, with every choice
 * of lost calls, and none is remembered. It shares nothing with `src/trace`.
 */
export function someOrderIsLegal(
  history: readonly Overlapping[],
  capabilities: Capabilities,
): boolean {
  const precedes = (one: number, other: number) => isBefore(history, one, other);
  const follow = (left: readonly number[], possible: readonly Deployment[]): boolean => {
    if (left.every((each) => history[each]?.isLost)) return true;
    return left.some((next) => {
      if (left.some((each) => precedes(each, next))) return false;
      const after = possible.flatMap((each) => futuresAfter(each, history[next], capabilities));
      const rest = left.filter((each) => each !== next);
      return after.length > 0 && follow(rest, distinct(after));
    });
  };
  return follow([...history.keys()], futuresOf(representative(createDeployment())));
}

/** True if the first was certainly decided before the second. */
export function isBefore(history: readonly Overlapping[], one: number, other: number): boolean {
  const [first, second] = [history[one], history[other]];
  if (first === undefined || second === undefined || first.isLost) return false;
  if (first.times === null || second.times === null) return one < other;
  // A line without times between them keeps them apart.
  const between = history.slice(Math.min(one, other) + 1, Math.max(one, other));
  if (between.some(({ times }) => times === null)) return one < other;
  return first.times[1] < second.times[0];
}

function futuresAfter(
  deployment: Deployment,
  overlapping: Overlapping | undefined,
  capabilities: Capabilities,
): readonly Deployment[] {
  if (overlapping === undefined) return [];
  const { recorded, isLost } = overlapping;
  const after =
    isLost && 'action' in recorded
      ? [representative(decide(deployment, recorded.action, capabilities).deployment)]
      : consequences(deployment, recorded, capabilities);
  return after.flatMap(futuresOf);
}

const futures = new Map<string, readonly Deployment[]>();

function futuresOf(deployment: Deployment): readonly Deployment[] {
  const key = JSON.stringify(deployment);
  const known = futures.get(key) ?? everyFuture([deployment]);
  futures.set(key, known);
  return known;
}

function distinct(deployments: readonly Deployment[]): readonly Deployment[] {
  return [...new Map(deployments.map((each) => [JSON.stringify(each), each])).values()];
}
