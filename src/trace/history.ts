/**
 * The format of recorded histories: one JSON object a line, oldest first.
 *
 * - `{ "capabilities": { "standby": true } }`, before everything but notes: the capabilities of the
 *   pipeline.
 * - `{ "call": "stop", "query": { "force": true }, "answer": 202 }`: a call and its answer, with
 *   `"error_code"` if it was refused. Without `"answer"`, none came.
 * - `{ "seen": { "deployment_status": "Running", "deployment_desired_status": "Running" } }`: the
 *   reading of a poll, with `"deployment_error"` `true`, an error or `null` if it was read. If a
 *   reading is ambiguous, a status is an array of the possible statuses. Other fields are ignored.
 * - `{ "note": "prose" }`: ignored.
 *
 * A call and a reading may say when they `began` and `ended`; then their place in the file does not
 * matter. `at` says when a line was written, and does not matter either.
 *
 * Strict: if a misspelled key were ignored, or one of two equal keys, a verdict would be worth
 * nothing.
 */

import {
  desiredWord,
  documents,
  type Meaning,
  type SeenWord,
  seenWords,
  statusWord,
  type Words,
  wordsOf,
} from '../dialect';
import {
  deepFreeze,
  type Fields,
  InvalidInputError,
  isFields,
  isInstanceOf,
  member,
  type Problem,
  parseJsonLine,
  shortened,
  text,
  throwFirst,
  unknownFields,
} from '../input';
import {
  type Capabilities,
  type CompleteAction,
  type DeploymentStatus,
  type DesiredStatus,
  fromRequest,
  parseCapabilities,
  parseRequest,
  toRequest,
} from '../lifecycle';
import { type LineFields, lineFields, parsedObject, readingFields } from './line-fields';
import { type LineTimes, readTimes, timeFields } from './times';

/** A line as it was recorded. */
export interface RecordedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** A call of a user, and its answer. */
export interface Call {
  readonly kind: 'call';
  readonly action: CompleteAction;
  /** The action as a request: `stop?force=true`. */
  readonly request: string;
  /** The HTTP status code of the answer; null if none came. */
  readonly answer: number | null;
  /** The error code of the answer, if it was recorded. */
  readonly errorCode: string | undefined;
  /** When it was called and answered; null if its place in the history says that. */
  readonly times: LineTimes | null;
}

/** The reading of a poll. */
export interface Reading {
  readonly kind: 'seen';
  /** The first of `statuses`; usually the only one. */
  readonly status: DeploymentStatus;
  /** The first of `desiredStatuses`; usually the only one. */
  readonly desiredStatus: DesiredStatus;
  /** The possible statuses; more than one if the reading is ambiguous. */
  readonly statuses: readonly DeploymentStatus[];
  readonly desiredStatuses: readonly DesiredStatus[];
  /** True if an error was set; undefined if that was not recorded. */
  readonly error: boolean | undefined;
  /** The words that stand for these statuses only by a deviation of a dialect, if there are any. */
  readonly words?: readonly SeenWord[] | undefined;
  /** When it was asked for and read; null if its place in the history says that. */
  readonly times: LineTimes | null;
}

/** One line of a history. */
export type HistoryEntry =
  | Call
  | Reading
  | { readonly kind: 'capabilities'; readonly capabilities: Partial<Capabilities> }
  | { readonly kind: 'note'; readonly text: string };

/** A history that cannot be read, and so has no verdict. */
export class HistoryFormatError extends Error {
  override readonly name = 'HistoryFormatError';
  /** Counted from 1; 0 if the problem is with the history as a whole. */
  readonly line: number;
  /** The name of the file, or the caller's name for the history. */
  readonly source: string;
  /** The problem, without its place. */
  readonly problem: string;

  constructor(source: string, line: number, problem: string, options?: ErrorOptions) {
    super(line === 0 ? `${source}: ${problem}` : `${source}:${line}: ${problem}`, options);
    this.source = source;
    this.line = line;
    this.problem = problem;
  }
}

/** Parses one line; the result is frozen. Pure. Throws InvalidInputError, SyntaxError. */
export function parseEntry(recorded: string): HistoryEntry {
  throwFirst(text('line', recorded));
  return deepFreeze(parseEntryWith(recorded, documentedWords));
}

const documentedWords = wordsOf(documents);

/**
 * Parses one line, a string, as `parseEntry` does, with these words for statuses. The result is not
 * frozen, because that takes as long as the rest; a caller that hands it out freezes it.
 */
export function parseEntryWith(recorded: string, words: Words): HistoryEntry {
  const line = parsedObject(parseJsonLine(recorded), 'line');
  const fields = lineFields(line);
  // The first of these keys says what the line is.
  if (fields.capabilities !== undefined) return entryOfCapabilities(line, fields);
  if (fields.call !== undefined) return entryOfCall(line, fields);
  if (fields.seen !== undefined) return entryOfReading(line, fields, words);
  if (fields.note !== undefined) return entryOfNote(line, fields);
  const allowed = 'an object with one of the keys capabilities, call, seen, note';
  throw new InvalidInputError({ field: 'line', value: line, allowed });
}

function entryOfCapabilities(line: Fields, { capabilities }: LineFields): HistoryEntry {
  throwFirst(unknownFields(line, ['capabilities'], 'this line'));
  parseCapabilities(capabilities);
  return { kind: 'capabilities', capabilities: capabilities as Partial<Capabilities> };
}

const callNames = ['call', 'query', 'answer', 'error_code', ...timeFields];

function entryOfCall(line: Fields, fields: LineFields): Call {
  const { call, query, answer, error_code: errorCode } = fields;
  throwFirst(unknownFields(line, callNames, 'a call'));
  if (answer !== undefined) throwFirst(httpStatus('answer', answer));
  if (errorCode !== undefined) throwFirst(text('error_code', errorCode));
  if (answer === undefined && errorCode !== undefined) {
    const allowed = 'left out: a call without an answer has no error code';
    throw new InvalidInputError({ field: 'error_code', value: errorCode, allowed });
  }
  const action = actionOf(call, query);
  return {
    kind: 'call',
    action,
    request: requestOf(action),
    answer: answer === undefined ? null : (answer as number),
    errorCode: errorCode as string | undefined,
    times: readTimes(fields, answer !== undefined),
  };
}

const readingNames = ['seen', ...timeFields];

function entryOfReading(line: Fields, fields: LineFields, known: Words): Reading {
  throwFirst(unknownFields(line, readingNames, 'this line'));
  const { status, desiredStatus, error } = readingFields(parsedObject(fields.seen, 'seen'));
  const statuses = known.statuses.get(status)?.statuses ?? meaningsOf(status, statusWord, known);
  const desired =
    known.desired.get(desiredStatus)?.statuses ?? meaningsOf(desiredStatus, desiredWord, known);
  const words = seenWords(status, desiredStatus, known);
  if (error !== undefined && error !== true && error !== null && !isFields(error)) {
    throwFirst(member('deployment_error', error, [true, null]));
  }
  const read: Reading = {
    kind: 'seen',
    status: statuses[0] as DeploymentStatus,
    desiredStatus: desired[0] as DesiredStatus,
    statuses,
    desiredStatuses: desired,
    error: error === undefined ? undefined : error !== null,
    times: readTimes(fields, true),
  };
  return words === undefined ? read : { ...read, words };
}

function entryOfNote(line: Fields, { note }: LineFields): HistoryEntry {
  throwFirst([...unknownFields(line, ['note'], 'a note'), ...text('note', note)]);
  return { kind: 'note', text: note as string };
}

/** The action of a call, which may be written as a request: `stop?force=true`. */
function actionOf(call: unknown, query: unknown): CompleteAction {
  if (typeof call === 'string' && call.includes('?')) {
    if (query === undefined) return parseRequest(call);
    const allowed = 'left out, because the call has its query';
    throw new InvalidInputError({ field: 'query', value: query, allowed });
  }
  return fromRequest(call, textsAsValues(query === undefined ? {} : query));
}

/** The query with booleans in place of `"true"` and `"false"`, which are on the wire. */
function textsAsValues(query: unknown): Fields {
  const fields: Record<string, unknown> = parsedObject(query, 'query', 'a plain object');
  for (const name in fields) {
    const value = fields[name];
    const isText = value === 'true' || value === 'false';
    if (isText && Object.hasOwn(fields, name)) fields[name] = value === 'true';
  }
  return fields;
}

const requests = new Map<CompleteAction, string>();

/** The action as a request. There are few actions, so each is written once. */
function requestOf(action: CompleteAction): string {
  let request = requests.get(action);
  if (request === undefined) {
    request = toRequest(action);
    requests.set(action, request);
  }
  return request;
}

/**
 * Returns the statuses that a reading may stand for, each once. It may list several, if it is
 * ambiguous; an empty list is no status, and is reported as such.
 */
function meaningsOf<Status>(
  value: unknown,
  meaningOf: (value: unknown, known: Words) => Meaning<Status>,
  known: Words,
): readonly Status[] {
  const meaning = (each: unknown) => {
    const { word, problem } = meaningOf(each, known);
    if (problem !== null) throw new InvalidInputError(problem);
    return word.statuses;
  };
  const isList = Array.isArray(value) && value.length > 0;
  return isList ? [...new Set(value.flatMap(meaning))] : meaning(value);
}

function httpStatus(field: string, value: unknown): Problem[] {
  const holds = Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599;
  const allowed = 'an HTTP status code, or left out if no answer came';
  return holds ? [] : [{ field, value, allowed }];
}

/** The problem with a line that cannot be parsed, in words. Throws any other error again. */
export function problemInLine(error: unknown): string {
  if (isInstanceOf(error, InvalidInputError)) return error.message;
  // The message quotes the line.
  if (isInstanceOf(error, SyntaxError)) return `not valid JSON: ${shortened(error.message, 200)}.`;
  throw error;
}
