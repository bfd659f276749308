/**
 * The machine's answers as they were written down when the library was built (`compiled.ts`): one for
 * each class of deployments, each slot of events and each combination of capabilities.
 */

import { keysOf } from '../../input';
import { everyAction } from '../action';
import { everyCapabilities, observationTypes } from '../vocabulary';
import { classKeys, classOfKey } from './classes';
import { compiled } from './compiled';
import { keyChange } from './deployment-key';
import { observationVariants } from './event-index';
import { type CompiledReply, type CompiledType, fromRuns } from './format';

/** By slot: the type of its events. */
const typeAt: readonly string[] = [
  ...everyAction.map(({ type }) => type),
  ...observationTypes.flatMap((type) => keysOf(observationVariants).map(() => type)),
];

/** The answers to one slot of events. */
export interface Column {
  readonly replies: readonly CompiledReply[];
  /** Where the slot stands in a row, for each combination of capabilities. */
  readonly places: readonly number[];
  /** By class: its row, of positions in `replies`. */
  readonly rows: readonly (readonly number[])[];
}

/** By slot; read when first needed. */
const columns: Column[] = [];
const rowsByType = new Map<string, Column['rows']>();

/** The answers to the events of a slot. */
export function columnOf(slot: number): Column {
  columns[slot] ??= read(slot);
  return columns[slot] as Column;
}

function read(slot: number): Column {
  const type = typeAt[slot] as string;
  const written = compiled.types[type] as CompiledType;
  const rows = rowsByType.get(type) ?? rowsOf(written);
  rowsByType.set(type, rows);
  const slots = typeAt.filter((each) => each === type).length;
  const place = slot - typeAt.indexOf(type);
  const by = written.by ?? '0'.repeat(everyCapabilities.length);
  const places = [...by].map((digit) => Number(digit) * slots + place);
  return { replies: written.replies, places, rows };
}

function rowsOf({ rows, classes }: CompiledType): Column['rows'] {
  const distinct = rows.map(fromRuns);
  return fromRuns(classes).map((row) => distinct[row] as readonly number[]);
}

/** The position among the replies of a column of the one to this class, with these capabilities. */
export function positionAt({ places, rows }: Column, state: number, combination: number): number {
  return rows[state]?.[places[combination] as number] as number;
}

/** Whether a reply changes anything, if only data. */
export function changes(reply: CompiledReply): boolean {
  for (const field in reply) if (field !== 'rule') return true;
  return false;
}

/** The class that follows when this reply is given: a function of the class before. */
export function moveOf(reply: CompiledReply): (state: number) => number {
  const { rule: _rule, error, checkpoint: _checkpoint, generation: _generation, ...fields } = reply;
  const errorAfter = error === undefined ? {} : { error: error === 'take' ? {} : null };
  const change = keyChange({ ...fields, ...errorAfter });
  return (state) => classOfKey(change(classKeys[state] as number));
}
