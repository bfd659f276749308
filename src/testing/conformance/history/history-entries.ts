/**
 * The entries of a history as a conformance test records them, and the lines they are written as.
 */
import type { SeenWord } from '../../../dialect';
import { type CompleteAction, toQuery, toRequest, wireName } from '../../../lifecycle';
import {
  type Call,
  type HistoryEntry,
  type LineTimes,
  parseEntry,
  type Reading,
} from '../../../trace';
import type { MappedReading } from '../driver';

/** A call and its answer. Pure. */
export function callEntry(action: CompleteAction, answer: number, errorCode?: string): Call {
  return { kind: 'call', action, request: toRequest(action), answer, errorCode, times: null };
}

/** A poll and its reading. Pure. */
export function readingEntry({
  statuses,
  desiredStatuses,
  hasError,
  words,
}: MappedReading): Reading {
  const [status] = statuses;
  const [desiredStatus] = desiredStatuses;
  const read = { status, desiredStatus, statuses, desiredStatuses, error: hasError };
  return { kind: 'seen', ...read, ...(words === undefined ? {} : { words }), times: null };
}

/** The line of an entry: `parseEntry` gives the entry back. Pure. */
export function lineOf(entry: HistoryEntry): string {
  return JSON.stringify(seenFields(entry));
}

function seenFields(entry: HistoryEntry): object {
  switch (entry.kind) {
    case 'capabilities':
      return { capabilities: entry.capabilities };
    case 'note':
      return { note: entry.text };
    case 'call': {
      const { action, answer, errorCode: error_code } = entry;
      const call = { call: wireName(action.type), query: toQuery(action) };
      return { ...call, answer: answer ?? undefined, error_code, ...timesIn(entry.times) };
    }
    case 'seen': {
      const { statuses, desiredStatuses, error, words } = entry;
      // By its word, a dialect tells what else it may stand for.
      const wordFor = (field: SeenWord['field']) =>
        words?.find((each) => each.field === field)?.word;
      const deployment_status =
        wordFor('status') ?? (statuses.length === 1 ? statuses[0] : statuses);
      const deployment_desired_status =
        wordFor('desiredStatus') ??
        (desiredStatuses.length === 1 ? desiredStatuses[0] : desiredStatuses);
      const deployment_error = error === true ? true : error === false ? null : undefined;
      const seen = { deployment_status, deployment_desired_status, deployment_error };
      return { seen, ...timesIn(entry.times) };
    }
  }
}

/** A call without an answer ended when the client gave up, if it says so. */
function timesIn(times: LineTimes | null): object {
  if (times === null) return {};
  const { began, gaveUp, notation } = times;
  const ended = gaveUp ?? times.ended;
  const written = (time: number) => (notation === 'number' ? time : new Date(time).toISOString());
  return { began: written(began), ended: ended === Infinity ? undefined : written(ended) };
}

/** The times of an entry; null if it has none. Pure. */
export function entryTimes(entry: HistoryEntry): LineTimes | null {
  return entry.kind === 'call' || entry.kind === 'seen' ? entry.times : null;
}

/**
 * The entry of a line that a driver names. A driver of one's own may name anything: what cannot
 * stand at the end of a history becomes a note. Pure.
 */
export function namedEntry(line: string): HistoryEntry {
  const note: HistoryEntry = { kind: 'note', text: line };
  try {
    const entry = parseEntry(line);
    return entry.kind === 'capabilities' || entryTimes(entry) !== null ? note : entry;
  } catch {
    return note;
  }
}
