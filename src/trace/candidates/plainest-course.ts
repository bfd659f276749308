/**
 * The plainest course of events that explains some lines: what the runner must have reported
 * between them.
 *
 * An observation that completes the step of `reconcile` costs one; any other one as much as several
 * of those; and one that is odd, more than any number of the others.
 */
import type { Deviation } from '../../dialect';
import type { Deployment, Observation } from '../../lifecycle';
import type { HistoryEntry } from '../history';
import type { Candidate, ObservedCandidate } from './candidate';
import type { CandidatePool } from './candidate-pool';
import type { CandidateSet } from './candidate-set';
import { consistentWith } from './consistent-with';
import { isUnasked, type Oddity } from './provenance';

/** An observation that was not recorded, but explains the lines after it. */
export interface AssumedObservation {
  /** The deployment that it met. */
  readonly before: Deployment;
  readonly observation: Observation;
  /** The deviation without which the machine calls it stale; left out if the machine applies it. */
  readonly deviation?: Deviation;
  /** Its oddity; `unseenFailure` only if no line shows the error. */
  readonly oddity: Oddity;
}

/** A candidate, and the cheapest way found to it. */
interface ReachedCandidate {
  readonly candidate: Candidate;
  readonly cost: number;
  readonly from: ReachedCandidate | null;
  /** The observation that led here; null if a line of the history did, or if nothing did. */
  readonly by: Omit<AssumedObservation, 'oddity'> | null;
}

/**
 * Returns the observations before each line, oldest first. The lines must be in an order that some
 * course explains, and `start` the deployments before them, of a pool that knows provenance. Pure.
 */
export function plainestCourse(
  entries: readonly HistoryEntry[],
  pool: CandidatePool,
  start: CandidateSet,
): readonly (readonly AssumedObservation[])[] {
  let layer = start.members.map((candidate): ReachedCandidate => {
    return { candidate, cost: 0, from: null, by: null };
  });
  const layers = entries.map((entry) => {
    if (entry.kind === 'call' || entry.kind === 'seen') {
      layer = cheapest(
        afterObservations(layer).flatMap((from) =>
          consistentWith(pool.setOf([from.candidate]), entry).members.map((candidate) => {
            return { candidate, cost: from.cost, from, by: null };
          }),
        ),
      );
    } else {
      layer = layer.map((from) => ({ ...from, from, by: null }));
    }
    return layer;
  });
  return observationsAlong(layers.at(-1)?.[0], entries.length);
}

/** Collects the observations of each line, from the last arrival back to the first. */
function observationsAlong(
  last: ReachedCandidate | undefined,
  count: number,
): AssumedObservation[][] {
  const perLine: AssumedObservation[][] = [];
  let arrival: ReachedCandidate | null | undefined = last;
  // A failure is seen if what comes after it came about in an ordinary way.
  let isSeen = last?.candidate.provenance.oddity === 'none';
  for (let line = 0; line < count; line += 1) {
    const observations: AssumedObservation[] = [];
    // First the arrival by the line itself, then those by observations, back to the line before.
    arrival = arrival?.from;
    while (arrival?.by) {
      observations.unshift({ ...arrival.by, oddity: oddityOf(arrival, isSeen) });
      arrival = arrival.from;
    }
    isSeen ||= arrival?.candidate.provenance.oddity === 'none';
    perLine.unshift(observations);
  }
  return perLine;
}

function oddityOf({ from, by, candidate }: ReachedCandidate, isSeen: boolean): Oddity {
  if (from === null || by === null || by.deviation !== undefined) return 'none';
  if (isUnasked(from.candidate.provenance, by.before, candidate.deployment)) return 'odd';
  return by.observation.type === 'failed' && !isSeen ? 'unseenFailure' : 'none';
}

/** Everything that any sequence of observations may lead to, each by the cheapest one. */
function afterObservations(layer: readonly ReachedCandidate[]): ReachedCandidate[] {
  const found = new Map<Candidate, ReachedCandidate>(layer.map((each) => [each.candidate, each]));
  const open = [...layer];
  for (;;) {
    open.sort((one, other) => one.cost - other.cost);
    const from = open.shift();
    if (from === undefined) return [...found.values()];
    if (found.get(from.candidate) !== from) continue;
    const { deployment: before } = from.candidate;
    for (const observed of from.candidate.observed) {
      const { observation, next: candidate, deviation } = observed;
      const isOwn = deviation === null;
      const step = isOwn ? costOf(from.candidate, observed) : costUnusual;
      const cost = from.cost + step;
      const known = found.get(candidate);
      if (known !== undefined && known.cost <= cost) continue;
      const by = { before, observation, ...(isOwn ? {} : { deviation }) };
      const arrival = { candidate, cost, from, by };
      found.set(candidate, arrival);
      open.push(arrival);
    }
  }
}

/** Keeps one arrival at each candidate, the cheapest, and sorts them by cost. */
function cheapest(arrivals: ReachedCandidate[]): ReachedCandidate[] {
  const found = new Map<Candidate, ReachedCandidate>();
  for (const arrival of arrivals.sort((one, other) => one.cost - other.cost)) {
    if (!found.has(arrival.candidate)) found.set(arrival.candidate, arrival);
  }
  return [...found.values()];
}

const costUnusual = 5;
const costOdd = 10_000;

function costOf(
  { deployment, provenance }: Candidate,
  { observation, next, isAwaited }: ObservedCandidate,
): number {
  const isOdd = observation.type === 'failed' || isUnasked(provenance, deployment, next.deployment);
  return isOdd ? costOdd : isAwaited ? 1 : costUnusual;
}
