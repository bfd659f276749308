/**
 * The format of recorded histories: one JSON object a line, oldest first.
 *
 * - `{ "capabilities": { "standby": true } }`, before all but notes: what the pipeline can do.
 * - `{ "call": "stop", "query": { "force": true }, "answer": 202 }`: a call and its answer, with
 *   `"error_code"` where it was refused.
 * - `{ "seen": { "deployment_status": "Running", "deployment_desired_status": "Running" } }`: a poll,
 *   with `"deployment_error"` `true` or `null` where it was read. Where what was read may stand for
 *   several statuses, a status is an array of them.
 * - `{ "note": "prose" }`: ignored.
 *
 * Strict: a key that is misspelled and ignored would make a verdict worthless. (One thing passes: of
 * a key that stands twice in an object, JSON.parse keeps the last.)
 */

import {
  deepFreeze,
  InvalidInputError,
  isFields,
  member,
  type Problem,
  text,
  throwFirst,
  unknownFields,
} from '../input';
import {
  type Capabilities,
  type CompleteAction,
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desiredStatuses,
  fromRequest,
  parseCapabilities,
  toRequest,
} from '../lifecycle';

/** A call of a user, and what it was answered. */
export interface Call {
  readonly kind: 'call';
  readonly action: CompleteAction;
  /** The action as a request: `stop?force=true`. */
  readonly request: string;
  /** HTTP status code. */
  readonly answer: number;
  /** The error code of the answer, where it was recorded. */
  readonly errorCode: string | undefined;
}

/** What a poll has read. */
export interface Sighting {
  readonly kind: 'seen';
  /** The first of `statuses`, as a rule the only one. */
  readonly status: DeploymentStatus;
  /** The first of `desiredStatuses`, as a rule the only one. */
  readonly desiredStatus: DesiredStatus;
  /** Every status that what was read may stand for. */
  readonly statuses: readonly DeploymentStatus[];
  readonly desiredStatuses: readonly DesiredStatus[];
  /** Whether an error was set; undefined where that was not recorded. */
  readonly error: boolean | undefined;
}

/** One line of a history. */
export type Entry =
  | Call
  | Sighting
  | { readonly kind: 'capabilities'; readonly capabilities: Partial<Capabilities> }
  | { readonly kind: 'note'; readonly text: string };

/** A history that cannot be read. It has no verdict. */
export class HistoryFormatError extends Error {
  override readonly name = 'HistoryFormatError';
  /** Counted from 1; 0 where it is about the history as a whole. */
  readonly line: number;
  /** The name of the file, or what the caller named the history. */
  readonly source: string;
  /** What is wrong, without the place. */
  readonly problem: string;

  constructor(source: string, line: number, problem: string, options?: ErrorOptions) {
    super(line === 0 ? `${source}: ${problem}` : `${source}:${line}: ${problem}`, options);
    this.source = source;
    this.line = line;
    this.problem = problem;
  }
}

/** The entry of a line; frozen. Pure. Throws InvalidInputError, SyntaxError. */
export function parseEntry(text: string): Entry {
  const line = objectOf('line', JSON.parse(text));
  const kind = kinds.find((key) => key in line);
  if (kind === undefined) {
    const allowed = `an object with one of the keys ${kinds.join(', ')}`;
    throw new InvalidInputError({ field: 'line', value: line, allowed });
  }
  return deepFreeze(readers[kind](line));
}

type Fields = Readonly<Record<string, unknown>>;

const readers = {
  capabilities: (line: Fields): Entry => {
    throwFirst(unknownFields(line, ['capabilities'], 'this line'));
    parseCapabilities(line.capabilities);
    return { kind: 'capabilities', capabilities: line.capabilities as Partial<Capabilities> };
  },
  call: (line: Fields): Entry => {
    const { call, query = {}, answer, error_code: errorCode } = line;
    throwFirst([
      ...unknownFields(line, ['call', 'query', 'answer', 'error_code'], 'a call'),
      ...httpStatus('answer', answer),
      ...(errorCode === undefined ? [] : text('error_code', errorCode)),
    ]);
    const action = fromRequest(call, objectOf('query', query));
    return {
      kind: 'call',
      action,
      request: toRequest(action),
      answer: answer as number,
      errorCode: errorCode as string | undefined,
    };
  },
  seen: (line: Fields): Entry => {
    const seen = objectOf('seen', line.seen);
    const statuses = listOf(seen.deployment_status);
    const wanted = listOf(seen.deployment_desired_status);
    const error = seen.deployment_error;
    throwFirst([
      ...unknownFields(line, ['seen'], 'this line'),
      ...unknownFields(seen, seenKeys, 'seen'),
      ...statuses.flatMap((each) => member('deployment_status', each, deploymentStatuses)),
      ...wanted.flatMap((each) => member('deployment_desired_status', each, desiredStatuses)),
      ...(error === undefined ? [] : member('deployment_error', error, [true, null])),
    ]);
    return {
      kind: 'seen',
      status: statuses[0] as DeploymentStatus,
      desiredStatus: wanted[0] as DesiredStatus,
      statuses: statuses as DeploymentStatus[],
      desiredStatuses: wanted as DesiredStatus[],
      error: error === undefined ? undefined : error === true,
    };
  },
  note: (line: Fields): Entry => {
    throwFirst([...unknownFields(line, ['note'], 'a note'), ...text('note', line.note)]);
    return { kind: 'note', text: line.note as string };
  },
};

const kinds = Object.keys(readers) as (keyof typeof readers)[];
const seenKeys = ['deployment_status', 'deployment_desired_status', 'deployment_error'];

/** The alternatives of a status; an empty array is none, and no status. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 ? value : [value];
}

function objectOf(field: string, value: unknown): Fields {
  if (!isFields(value)) throw new InvalidInputError({ field, value, allowed: 'an object' });
  return value;
}

function httpStatus(field: string, value: unknown): Problem[] {
  const holds = Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599;
  return holds ? [] : [{ field, value, allowed: 'an HTTP status code' }];
}
