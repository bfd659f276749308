/** The messages by which servers, pipelines and tasks call each other: plain JSON, in a format. */

import {
  type ActionAnswer,
  type ActionRequest,
  type Pipeline,
  type Precondition,
  parsePipeline,
  type RemovalAnswer,
} from '../host';
import { ownReference } from '../host/tasks';
import {
  type Fields,
  fieldsOf,
  InvalidInputError,
  isCount,
  requireFormat,
  throwFirst,
  unknownFields,
} from '../input';
import { type Outcome, parseObservation } from '../lifecycle';
import type { Calls } from './driver';

/** The version of a pipeline that is not there. */
export const noVersion = 'none';

/**
 * The version of the format of messages. It rises if a message gets a field, or a field a value,
 * that an older version of this library would not know. An answer is in the format of the message
 * that it answers.
 */
export const messageFormat = 2;

/** Checks a field of a message, and returns it. Throws InvalidInputError. */
type Reader<Value> = (value: unknown, field: string) => Value;

const only =
  <Value>(allowed: string, isAllowed: (value: unknown) => boolean): Reader<Value> =>
  (value, field) => {
    if (isAllowed(value)) return value as Value;
    throw new InvalidInputError({ field, value, allowed });
  };
const orNull =
  <Value>(reader: Reader<Value>): Reader<Value | null> =>
  (value, field) =>
    value === null ? null : reader(value, field);

/** Reads an object by a parser, which names the fields in it. */
const object =
  <Value>(parse: (fields: Fields) => Value): Reader<Value> =>
  (value, field) =>
    parse(fieldsOf(value, field));
/** An object that is parsed once it is used. */
const unread = <Value>() => object((fields) => fields as Value);

const anyText = only<string>('a text', (value) => typeof value === 'string');
const flag = only<boolean>('true or false', (value) => typeof value === 'boolean');
const number = only<number>('a non-negative safe integer', isCount);
const milliseconds = only<number>('a number of milliseconds', Number.isFinite);

/**
 * The time of whoever asks, in milliseconds since 1970. It is part of the message, so that a replay
 * sees the same time, and no handler has to write one down.
 */
const timed = { now: milliseconds };

/** A message about one task of one pipeline. */
const aboutTask = {
  pipelineId: anyText,
  /** The number of the task. */
  fence: number,
};

/** The fields of each message, by the handler that takes it. */
const messages = {
  create: { pipeline: object(parsePipeline) },
  read: {},
  act: { request: unread<ActionRequest>(), ...timed },
  report: { reference: object(ownReference), observation: object(parseObservation), ...timed },
  remove: { precondition: unread<Precondition>(), ...timed },
  /** It is answered once the version is another one, or time is over. */
  changed: {
    /** The version that the caller has seen; null to be told the present one. */
    version: orNull(anyText),
    /** How long to wait. */
    timeout: milliseconds,
    ...timed,
  },
  /** A waiter, and the version that it has seen. */
  wait: { id: anyText, until: milliseconds, version: anyText, ...timed },
  /** A task for the executor. */
  run: {
    pipeline: object(parsePipeline),
    /** The number of the task. */
    fence: number,
    attempt: number,
    /** How long it may take. */
    timeout: milliseconds,
    /** True if the deployment has failed once the time is over; otherwise it is tried again. */
    isFinal: flag,
  },
  ended: {
    ...aboutTask,
    /** The observation to report; null if there is none. */
    observation: orNull(object(parseObservation)),
    ...timed,
  },
  /** The time of a task is over. */
  overdue: {
    ...aboutTask,
    /** True if the deployment has failed by that; otherwise the task is tried again. */
    isFinal: flag,
  },
  /** The grace of a task is over. */
  graceOver: aboutTask,
  /** The wait before the next try is over. */
  tryAgain: aboutTask,
  add: { name: anyText },
  drop: { name: anyText },
  /** The part of the directory to list. */
  names: { after: orNull(anyText), limit: orNull(number) },
} satisfies Readonly<Record<string, Readonly<Record<string, Reader<unknown>>>>>;

/** The handler that takes a message. */
export type HandlerName = keyof typeof messages;

/** The answers to the messages of servers; undefined if there is no such pipeline. */
export interface RequestAnswers {
  readonly create: boolean;
  readonly read: Pipeline | undefined;
  readonly act: ActionAnswer | undefined;
  readonly report: Outcome | undefined;
  readonly remove: RemovalAnswer | undefined;
  /** The version of the pipeline. */
  readonly changed: string;
  readonly names: readonly string[];
}

/** The messages of servers; all others are sent by handlers. */
export type RequestKind = keyof RequestAnswers;

/** The fields of a message. */
export type Message<Kind extends HandlerName> = {
  readonly [Field in keyof (typeof messages)[Kind]]: (typeof messages)[Kind][Field] extends Reader<
    infer Value
  >
    ? Value
    : never;
};

/** Returns a message as it is written. */
export function writtenMessage(message: Message<HandlerName>): object {
  return { format: messageFormat, ...message };
}

/** Sends a message to the handler that takes it. */
export function send<Kind extends HandlerName, Result>(
  client: Calls<Result>,
  kind: Kind,
  message: Message<Kind>,
  // The package refuses undefined.
  ...options: [] | [object]
): Result {
  // biome-ignore lint/style/noNonNullAssertion: a client has every handler.
  return client[kind]!(writtenMessage(message), ...options);
}

/** Parses a message. Throws NewerFormatError, or InvalidInputError, which names the field. */
export function parseMessage<Kind extends HandlerName>(kind: Kind, value: unknown): Message<Kind> {
  // The first format had no field for it, and a name was not in a field either.
  const sent = typeof value === 'string' ? { name: value } : value;
  const { format, ...given } = fieldsOf(sent, kind);
  if (format !== undefined) requireFormat(`${kind}.format`, format, messageFormat);
  const readers: Readonly<Record<string, Reader<unknown>>> = messages[kind];
  throwFirst(unknownFields(given, Object.keys(readers), `the message ${kind}`, `${kind}.`));
  const read = Object.entries(readers).map(([field, reader]) => {
    return [field, reader(given[field], `${kind}.${field}`)];
  });
  return Object.fromEntries(read);
}

/** Returns a handler that parses its message first: whatever is refused has changed nothing. */
export function taking<Kind extends HandlerName, Context, Answer>(
  kind: Kind,
  handle: (ctx: Context, message: Message<Kind>) => Promise<Answer>,
): (ctx: Context, input: unknown) => Promise<Answer> {
  return async (ctx, input) => handle(ctx, parseMessage(kind, input));
}
