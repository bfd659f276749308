/**
 * Reading `compiled.ts`: it has one answer for each class of deployments, each event index and each
 * combination of capabilities.
 */

import { fieldsOf, keysOf } from '../../input';
import { type CompleteAction, everyAction, requestedBy } from '../action';
import { everyCapabilities } from '../vocabulary';
import { classIndexOfKey, classKeys } from './classes';
import { answersByType } from './compiled';
import { keyAfter, someError } from './deployment-key';
import { eventTypes } from './event-index';
import {
  type CompiledReply,
  type CompiledType,
  fromRuns,
  type RequestedFields,
  wholeRule,
} from './format';

/** The answers to the events of one index. */
export interface Column {
  readonly replies: readonly CompiledReply[];
  /** The position in a row, for each combination of capabilities. */
  readonly places: readonly number[];
  /** By class index: the row, of positions in `replies`. */
  readonly rows: readonly (readonly number[])[];
}

/** By event index; each column is read when it is first needed. */
const columns: Column[] = [];
const rowsByType = new Map<string, Column['rows']>();

/** Returns the answers to the events of this index. */
export function columnOf(eventIndex: number): Column {
  columns[eventIndex] ??= readColumn(eventIndex);
  return columns[eventIndex] as Column;
}

function readColumn(eventIndex: number): Column {
  const type = eventTypes[eventIndex] as string;
  // Copies that inherit nothing: what is left out must not come from Object.prototype.
  const written = fieldsOf(answersByType[type], type) as unknown as CompiledType;
  const requested = requestedFields(everyAction[eventIndex]);
  const replies = written.replies.map((each) => replyIn(fieldsOf(each, type), type, requested));
  const rows = rowsByType.get(type) ?? rowsOf(written);
  rowsByType.set(type, rows);
  const first = eventTypes.indexOf(type);
  const width = eventTypes.lastIndexOf(type) + 1 - first;
  const by = written.by ?? '0'.repeat(everyCapabilities.length);
  const places = [...by].map((digit) => Number(digit) * width + eventIndex - first);
  return { replies, places, rows };
}

/** Returns the values of the fields that an action asks for; none for an observation. */
export function requestedFields(action: CompleteAction | undefined): Partial<RequestedFields> {
  if (action === undefined) return {};
  const desiredStatus = requestedBy(action);
  return { ...action, ...(desiredStatus === null ? {} : { desiredStatus }) };
}

function replyIn(
  reply: Record<string, unknown>,
  type: string,
  requested: Partial<RequestedFields>,
): CompiledReply {
  reply.rule = wholeRule(reply.rule as string, type);
  for (const field of keysOf(requested))
    if (reply[field] === 'take') reply[field] = requested[field];
  return reply as unknown as CompiledReply;
}

function rowsOf({ rows, classes }: CompiledType): Column['rows'] {
  const distinct = rows.map(fromRuns);
  return fromRuns(classes).map((row) => distinct[row] as readonly number[]);
}

/** Returns the position, among the replies of a column, of the reply to this class. */
export function positionAt(
  { places, rows }: Column,
  classIndex: number,
  combination: number,
): number {
  return rows[classIndex]?.[places[combination] as number] as number;
}

/** Returns a function from the class before this reply to the class after. */
export function moveOf(reply: CompiledReply): (classIndex: number) => number {
  const { error, checkpoint: _, ...fields } = reply;
  const errorAfter = error === undefined ? {} : { error: error === 'take' ? someError : null };
  const changed = { ...fields, ...errorAfter };
  return (classIndex) => classIndexOfKey(keyAfter(classKeys[classIndex] as number, changed));
}
