/**
 * One course of events that explains a recorded history, for people who want to see it happen.
 *
 * What the runner did between two lines is not recorded, and many courses may explain the same lines.
 * This finds the plainest: a report that answers what `reconcile` asked for counts once, anything else,
 * such as a failure, as much as several of them.
 */

import { deepFreeze } from '../input';
import {
  completedBy,
  type Deployment,
  everyObservation,
  fullCapabilities,
  type Observation,
  observe,
  parseCapabilities,
  reconcile,
} from '../lifecycle';
import { type Candidate, Candidates, keep } from './candidates';
import { HistoryChecker, type HistoryOptions, type Violation } from './check';
import { type Entry, parseEntry } from './history';

/** A line of the history, and what happened before it. */
export interface CourseLine {
  /** Counted from 1. */
  readonly line: number;
  readonly entry: Entry;
  /** What the runner reported since the line before, oldest first; null from the violation on. */
  readonly reports: readonly Report[] | null;
}

/** A report of the runner that nobody recorded. */
export interface Report {
  /** The deployment that it was made of. */
  readonly before: Deployment;
  readonly observation: Observation;
}

/** A history with what may have happened in it. */
export interface Course {
  readonly lines: readonly CourseLine[];
  /** The first line that breaks a rule; null where the history is legal. */
  readonly violation: Violation | null;
}

/** A candidate with how it came about. */
interface Arrival {
  readonly candidate: Candidate;
  readonly cost: number;
  readonly from: Arrival | null;
  /** The report that led here, or null where a line of the history did, or nothing. */
  readonly report: Report | null;
}

/**
 * One course of events that explains a history, up to the line that none explains. Pure. Throws as
 * `checkHistory` does.
 */
export function courseOf(lines: Iterable<string>, options: HistoryOptions = {}): Course {
  const checker = new HistoryChecker(options);
  const read: { line: number; entry: Entry }[] = [];
  let line = 0;
  for (const text of lines) {
    line += 1;
    checker.read(text);
    const bare = text.replace(/^\uFEFF/, '').trim();
    if (bare !== '') read.push({ line, entry: parseEntry(bare) });
  }
  const { violation } = checker.end();
  const explained = read.filter((each) => violation === null || each.line < violation.line);
  const reports = explanationOf(explained, options);
  return deepFreeze({
    lines: read.map((each, index) => ({ ...each, reports: reports[index] ?? null })),
    violation,
  });
}

/** For each line, the reports before it. */
function explanationOf(
  lines: readonly { readonly entry: Entry }[],
  { from = 'new', capabilities = fullCapabilities }: HistoryOptions,
): Report[][] {
  const named = lines.find(({ entry }) => entry.kind === 'capabilities')?.entry;
  const own = named?.kind === 'capabilities' ? named.capabilities : {};
  const all = new Candidates(parseCapabilities({ ...parseCapabilities(capabilities), ...own }));
  const start = from === 'new' ? all.fresh() : all.anywhere();
  let layer: Arrival[] = start.members.map((candidate) => {
    return { candidate, cost: 0, from: null, report: null };
  });
  const layers = lines.map(({ entry }) => {
    if (entry.kind === 'call' || entry.kind === 'seen') {
      layer = cheapest(
        unfolded(layer, all).flatMap((arrival) =>
          keep(all.setOf([arrival.candidate]), entry).members.map((candidate) => {
            return { candidate, cost: arrival.cost, from: arrival, report: null };
          }),
        ),
      );
    } else {
      layer = layer.map((arrival) => ({ ...arrival, from: arrival, report: null }));
    }
    return layer;
  });
  return reportsAlong(layers.at(-1)?.[0], lines.length);
}

/** From the last arrival back to the first. */
function reportsAlong(last: Arrival | undefined, count: number): Report[][] {
  const perLine: Report[][] = [];
  let arrival: Arrival | null | undefined = last;
  for (let line = 0; line < count; line += 1) {
    const reports: Report[] = [];
    // The arrival by the line itself, then those by reports, back to the line before.
    arrival = arrival?.from;
    while (arrival?.report) {
      reports.unshift(arrival.report);
      arrival = arrival.from;
    }
    perLine.unshift(reports);
  }
  return perLine;
}

/** All that may come of these by any sequence of reports, each in the cheapest way. */
function unfolded(layer: readonly Arrival[], all: Candidates): Arrival[] {
  const found = new Map<Candidate, Arrival>(layer.map((each) => [each.candidate, each]));
  const open = [...layer];
  for (;;) {
    open.sort((one, other) => one.cost - other.cost);
    const next = open.shift();
    if (next === undefined) return [...found.values()];
    if (found.get(next.candidate) !== next) continue;
    for (const observation of everyObservation) {
      const { deployment: before } = next.candidate;
      const candidate = all.of(observe(before, observation).deployment);
      const cost = next.cost + costOf(before, observation);
      const known = found.get(candidate);
      if (known !== undefined && known.cost <= cost) continue;
      const arrival = { candidate, cost, from: next, report: { before, observation } };
      found.set(candidate, arrival);
      open.push(arrival);
    }
  }
}

/** One arrival at each candidate, the cheapest first. */
function cheapest(arrivals: Arrival[]): Arrival[] {
  const found = new Map<Candidate, Arrival>();
  for (const arrival of arrivals.sort((one, other) => one.cost - other.cost)) {
    if (!found.has(arrival.candidate)) found.set(arrival.candidate, arrival);
  }
  return [...found.values()];
}

const unasked = 5;

function costOf(deployment: Deployment, { type }: Observation): number {
  return completedBy[reconcile(deployment).type].includes(type) ? 1 : unasked;
}
