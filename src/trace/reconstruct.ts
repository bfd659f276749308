/**
 * Reconstructs a run that explains a recorded history, for people who want to see what happened.
 *
 * A history does not record what the runner did between two lines, and many runs may explain the
 * same lines. This finds the plainest one: an observation that completes the step of `reconcile`
 * costs one, any other observation, such as a failure, as much as several of those. Of lines that
 * overlap, it takes one order that explains them.
 */

import { deepFreeze } from '../input';
import {
  completedBy,
  type Deployment,
  everyObservation,
  type Observation,
  observe,
  parseCapabilities,
  reconcile,
} from '../lifecycle';
import { type Candidate, CandidatePool, type CandidateSet, consistentWith } from './candidates';
import { HistoryChecker, type HistoryOptions, historyOptions, requireLines } from './check';
import { type HistoryEntry, parseEntry } from './history';
import {
  type Configuration,
  lineOperation,
  orderTo,
  Search,
  startingWith,
  Timeline,
} from './order';
import type { Violation } from './report';

/** A line of the history, and the observations assumed before it. */
export interface ReconstructedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly entry: HistoryEntry;
  /** The observations since the line before, oldest first; null if nothing explains the line. */
  readonly assumed: readonly AssumedObservation[] | null;
}

/** An observation that was not recorded, but explains the lines after it. */
export interface AssumedObservation {
  /** The deployment that it met. */
  readonly before: Deployment;
  readonly observation: Observation;
}

/** A history, with the observations that explain it. */
export interface Reconstruction {
  /** In an order that explains them; those that nothing explains come last. */
  readonly lines: readonly ReconstructedLine[];
  /** The first line that breaks a rule; null if there is none. */
  readonly violation: Violation | null;
}

/** A candidate, and the cheapest way found to it. */
interface Arrival {
  readonly candidate: Candidate;
  readonly cost: number;
  readonly from: Arrival | null;
  /** The observation that led here; null if a line of the history did, or if nothing did. */
  readonly by: AssumedObservation | null;
}

/**
 * Reconstructs a run that explains a history, up to the first line that no run explains. Pure.
 * Throws as `checkHistory` rejects.
 */
export function reconstruct(lines: Iterable<string>, options: HistoryOptions = {}): Reconstruction {
  requireLines(lines, false);
  const settings = historyOptions(options);
  const checker = new HistoryChecker(settings);
  const read: ReadLine[] = [];
  let line = 0;
  for (const text of lines) {
    line += 1;
    checker.read(text);
    const bare = text.replace(/^\uFEFF/, '').trim();
    if (bare !== '') read.push({ line, text: bare, entry: parseEntry(bare) });
  }
  const { violation } = checker.end();
  const [pool, start] = beginningOf(read, settings);
  const [explained, rest] = inOrder(read, pool, start);
  const assumed = assumedBefore(explained, pool, start);
  return deepFreeze({
    lines: [
      ...explained.map((each, index) => ({ ...lineAndEntry(each), assumed: assumed[index] ?? [] })),
      ...rest.map((each) => ({ ...lineAndEntry(each), assumed: null })),
    ],
    violation,
  });
}

interface ReadLine {
  readonly line: number;
  readonly text: string;
  readonly entry: HistoryEntry;
}

function lineAndEntry({ line, entry }: ReadLine) {
  return { line, entry };
}

/** The candidates of the pipeline, and those at the beginning of the history. */
function beginningOf(
  lines: readonly ReadLine[],
  { from, capabilities }: ReturnType<typeof historyOptions>,
): readonly [CandidatePool, CandidateSet] {
  const named = lines.find(({ entry }) => entry.kind === 'capabilities')?.entry;
  const own = named?.kind === 'capabilities' ? named.capabilities : {};
  const pool = new CandidatePool(parseCapabilities({ ...capabilities, ...own }));
  return [pool, from === 'new' ? pool.neverStarted() : pool.anywhere()];
}

/** The lines that can be explained, in an order that explains them, and the others. */
function inOrder(
  lines: readonly ReadLine[],
  pool: CandidatePool,
  start: CandidateSet,
): readonly [explained: readonly ReadLine[], rest: readonly ReadLine[]] {
  const timeline = new Timeline(new Search(startingWith(start), new Map(), true));
  for (const { line, text, entry } of lines) {
    if (entry.kind === 'call' || entry.kind === 'seen') {
      timeline.add(lineOperation(line, text, entry));
    }
  }
  const { configurations, outcome } = timeline.finished();
  const decided = orderTo(configurations[0] as Configuration, pool).map(({ line }) => line);
  const isLegal = outcome.type === 'legal';
  const end = outcome.type === 'illegal' ? outcome.deadEnd.operation.line : Infinity;
  const explained = new Set(decided);
  // Whatever was not decided, such as notes, stays before the line that follows it in the file.
  const before = new Map<number, ReadLine[]>();
  const rest: ReadLine[] = [];
  let waiting: ReadLine[] = [];
  for (const each of lines) {
    const isCall = each.entry.kind === 'call' || each.entry.kind === 'seen';
    if (explained.has(each.line)) {
      before.set(each.line, [...waiting, each]);
      waiting = [];
    } else if (isLegal || (!isCall && each.line < end)) waiting.push(each);
    else rest.push(each);
  }
  return [[...decided.flatMap((line) => before.get(line) ?? []), ...waiting], rest];
}

/** Returns for each line the observations before it. */
function assumedBefore(
  lines: readonly ReadLine[],
  pool: CandidatePool,
  start: CandidateSet,
): AssumedObservation[][] {
  let layer = start.members.map((candidate): Arrival => {
    return { candidate, cost: 0, from: null, by: null };
  });
  const layers = lines.map(({ entry }) => {
    if (entry.kind === 'call' || entry.kind === 'seen') {
      layer = cheapest(
        afterObservations(layer, pool).flatMap((from) =>
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
  return observationsAlong(layers.at(-1)?.[0], lines.length);
}

/** Collects the observations of each line, from the last arrival back to the first. */
function observationsAlong(last: Arrival | undefined, count: number): AssumedObservation[][] {
  const perLine: AssumedObservation[][] = [];
  let arrival: Arrival | null | undefined = last;
  for (let line = 0; line < count; line += 1) {
    const observations: AssumedObservation[] = [];
    // First the arrival by the line itself, then those by observations, back to the line before.
    arrival = arrival?.from;
    while (arrival?.by) {
      observations.unshift(arrival.by);
      arrival = arrival.from;
    }
    perLine.unshift(observations);
  }
  return perLine;
}

/** Everything that any sequence of observations may lead to, each by the cheapest one. */
function afterObservations(layer: readonly Arrival[], pool: CandidatePool): Arrival[] {
  const found = new Map<Candidate, Arrival>(layer.map((each) => [each.candidate, each]));
  const open = [...layer];
  for (;;) {
    open.sort((one, other) => one.cost - other.cost);
    const next = open.shift();
    if (next === undefined) return [...found.values()];
    if (found.get(next.candidate) !== next) continue;
    for (const observation of everyObservation) {
      const { deployment: before } = next.candidate;
      const candidate = pool.of(observe(before, observation).deployment);
      const cost = next.cost + costOf(before, observation);
      const known = found.get(candidate);
      if (known !== undefined && known.cost <= cost) continue;
      const arrival = { candidate, cost, from: next, by: { before, observation } };
      found.set(candidate, arrival);
      open.push(arrival);
    }
  }
}

/** Keeps one arrival at each candidate, the cheapest, and sorts them by cost. */
function cheapest(arrivals: Arrival[]): Arrival[] {
  const found = new Map<Candidate, Arrival>();
  for (const arrival of arrivals.sort((one, other) => one.cost - other.cost)) {
    if (!found.has(arrival.candidate)) found.set(arrival.candidate, arrival);
  }
  return [...found.values()];
}

const costUnasked = 5;

function costOf(deployment: Deployment, { type }: Observation): number {
  return completedBy[reconcile(deployment).type].includes(type) ? 1 : costUnasked;
}
