/**
 * Reconstructs a run that explains a recorded history, for people who want to see what happened.
 *
 * A history does not record what the runner did between two lines, and many runs may explain the
 * same lines. This takes the plainest one; and of lines that overlap, one order that explains them.
 */

import { wordsOf } from '../dialect';
import { deepFreeze } from '../input';
import { parseCapabilities } from '../lifecycle';
import {
  type AssumedObservation,
  CandidatePool,
  type CandidateSet,
  plainestCourse,
} from './candidates';
import { HistoryChecker, requireLines } from './check';
import { type HistoryEntry, parseEntryWith } from './history';
import { type HistoryOptions, historyOptions } from './history-options';
import {
  type Configuration,
  lineOperation,
  orderTo,
  Search,
  startingWith,
  Timeline,
} from './order';
import type { Remark } from './remarks';
import type { Undecided, Violation } from './report';

/** A line of the history, and the observations assumed before it. */
export interface ReconstructedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly entry: HistoryEntry;
  /** The observations since the line before, oldest first; null if nothing explains the line. */
  readonly assumed: readonly AssumedObservation[] | null;
  /**
   * True if the line was decided here. False for a note, for a line that nothing explains, and for
   * a call without an answer that need not have taken effect.
   */
  readonly isDecided: boolean;
}

/** A history, with the observations that explain it. */
export interface Reconstruction {
  /** In an order that explains them; those that nothing explains come last. */
  readonly lines: readonly ReconstructedLine[];
  /** The first line that breaks a rule; null if there is none. */
  readonly violation: Violation | null;
  /** The lines that are legal only if something odd has happened; at most a hundred. */
  readonly remarks: readonly Remark[];
  /** The line at which too many orders were possible; null if there is none. */
  readonly undecided: Undecided | null;
}

/**
 * Reconstructs a run that explains a history, up to the first line that no run explains. Pure.
 * Throws as `checkHistory` rejects.
 */
export function reconstruct(lines: Iterable<string>, options: HistoryOptions = {}): Reconstruction {
  requireLines(lines, false);
  const settings = historyOptions(options);
  const checker = new HistoryChecker(settings);
  const words = wordsOf(settings.dialect, settings.statuses);
  const read: ReadLine[] = [];
  let line = 0;
  for (const text of lines) {
    line += 1;
    checker.read(text);
    const bare = text.replace(/^\uFEFF/, '').trim();
    if (bare !== '') read.push({ line, text: bare, entry: parseEntryWith(bare, words) });
  }
  const { violation, remarks, undecided } = checker.end();
  const [pool, start] = beginningOf(read, settings);
  const { explained, rest, decided } = inOrder(read, pool, start);
  const entries = explained.map(({ entry }) => entry);
  const assumed = plainestCourse(entries, pool, start);
  return deepFreeze({
    lines: [
      ...explained.map(({ line, entry }, index) => {
        return { line, entry, assumed: assumed[index] ?? [], isDecided: decided.has(line) };
      }),
      ...rest.map(({ line, entry }) => ({ line, entry, assumed: null, isDecided: false })),
    ],
    ...{ violation, remarks, undecided },
  });
}

interface ReadLine {
  readonly line: number;
  readonly text: string;
  readonly entry: HistoryEntry;
}

/** The candidates of the pipeline, and those at the beginning of the history. */
function beginningOf(
  lines: readonly ReadLine[],
  { from, capabilities, dialect }: ReturnType<typeof historyOptions>,
): readonly [CandidatePool, CandidateSet] {
  const named = lines.find(({ entry }) => entry.kind === 'capabilities')?.entry;
  const own = named?.kind === 'capabilities' ? named.capabilities : {};
  const pool = new CandidatePool(parseCapabilities({ ...capabilities, ...own }), true, dialect);
  return [pool, from === 'new' ? pool.neverStarted() : pool.anywhere()];
}

/** The lines that can be explained, in an order that explains them, and the others. */
interface LineOrder {
  readonly explained: readonly ReadLine[];
  readonly rest: readonly ReadLine[];
  /** The numbers of those that were decided. */
  readonly decided: ReadonlySet<number>;
}

function inOrder(lines: readonly ReadLine[], pool: CandidatePool, start: CandidateSet): LineOrder {
  const timeline = new Timeline(new Search(startingWith(start), new Map(), true));
  for (const { entry, ...recorded } of lines) {
    if (entry.kind === 'call' || entry.kind === 'seen')
      timeline.add(lineOperation(recorded, entry));
  }
  const { configurations, outcome } = timeline.finished();
  const decided = orderTo(configurations[0] as Configuration, pool).map(
    ({ operation }) => operation.line,
  );
  const isLegal = outcome.type === 'legal';
  const end = outcome.type === 'illegal' ? outcome.deadEnd.operation.line : Infinity;
  const decidedLines = new Set(decided);
  // Whatever was not decided, such as notes, stays before the line that follows it in the file.
  const before = new Map<number, ReadLine[]>();
  const rest: ReadLine[] = [];
  let waiting: ReadLine[] = [];
  for (const each of lines) {
    const isCall = each.entry.kind === 'call' || each.entry.kind === 'seen';
    if (decidedLines.has(each.line)) {
      before.set(each.line, [...waiting, each]);
      waiting = [];
    } else if (isLegal || (!isCall && each.line < end)) waiting.push(each);
    else rest.push(each);
  }
  const explained = [...decided.flatMap((line) => before.get(line) ?? []), ...waiting];
  return { explained, rest, decided: decidedLines };
}
