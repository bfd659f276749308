/**
 * The machine's answers as they were written down when the library was built (`compiled.ts`): one cell
 * for each class of deployments, each slot of events and each combination of capabilities.
 */
import { classOfKey } from './classes';
import { compiled } from './compiled';
import { type CompiledReply, fromColumn, type Run } from './compiled-format';
import { changeOfKey } from './control';
import { everyCapabilities } from './vocabulary';

/** The answers to one class of events. */
export interface Column {
  readonly replies: readonly CompiledReply[];
  readonly runs: readonly Run[];
}

/** By slot, then by capabilities; read when first needed. */
const columns: (readonly Column[])[] = [];

/** By slot: what was written down. */
const compiledSlots = Object.values(compiled.types).flatMap(({ replies, slots }) =>
  slots.map((slot) => ({ replies, slot })),
);

/** The answers to the events of a slot, with the capabilities at this position. */
export function columnOf(slot: number, combination: number): Column {
  columns[slot] ??= columnsOf(slot);
  return columns[slot]?.[combination] as Column;
}

function columnsOf(slot: number): readonly Column[] {
  const written = compiledSlots[slot];
  if (!written?.slot) throw new Error(`Impossible: no event is in slot ${slot}.`);
  const { replies } = written;
  const { columns: texts, by = '0'.repeat(everyCapabilities.length) } = written.slot;
  const distinct = texts.map((text) => ({ replies, runs: fromColumn(text) }));
  return [...by].map((digit) => distinct[Number(digit)] as Column);
}

/** The reply of a column to a class of deployments. */
export function replyAt({ replies, runs }: Column, state: number): CompiledReply {
  const run = runs.find(({ to }) => state < to);
  return replies[run?.reply ?? -1] as CompiledReply;
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
  const change = changeOfKey({ ...fields, ...errorAfter });
  return (state) => classOfKey(change(compiled.classes[state] as number));
}
