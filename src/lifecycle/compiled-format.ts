/**
 * The form in which the machine's answers are shipped (`compiled.ts`): written by `compile.ts`, read by
 * `replies.ts`.
 *
 * Deployments are in classes (`control.ts`), events in slots (`slots.ts`). For each slot a column says,
 * class by class, which reply the machine gave. An accepted event's reply says only what changes, so
 * that one reply serves many classes.
 */
import type { Deployment } from './deployment';
import type { RuleId } from './rules';

/** What an accepted event changes. Data are left open: `take` is what the event carries. */
export interface Effect extends Partial<Omit<Deployment, 'error' | 'checkpoint' | 'generation'>> {
  readonly error?: 'take' | 'clear';
  readonly checkpoint?: 'take';
  /** By how much the generation rises. */
  readonly generation?: number;
}

/** A rule, and what changes by it. */
export interface CompiledReply extends Effect {
  readonly rule: RuleId;
}

/** What the machine answers to one class of events. */
export interface CompiledSlot {
  /** Run lengths: `A3B` is the first reply for three classes, then the second for one. */
  readonly columns: readonly string[];
  /** Which column holds, a digit for each of `everyCapabilities`; left out where there is only one. */
  readonly by?: string;
}

/** Everything the machine answers. */
export interface Compiled {
  /** The keys of the classes that can occur, ascending. */
  readonly classes: readonly number[];
  /** By type of event: its replies, and its slots in their order; null for one that cannot be. */
  readonly types: Readonly<
    Record<
      string,
      {
        readonly replies: readonly CompiledReply[];
        readonly slots: readonly (CompiledSlot | null)[];
      }
    >
  >;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The column of these replies, by their positions. Throws RangeError where letters do not suffice. */
export function toColumn(replies: readonly number[]): string {
  let column = '';
  for (let at = 0; at < replies.length; ) {
    const reply = replies[at] as number;
    const letter = letters[reply];
    if (letter === undefined) throw new RangeError(`There are only ${letters.length} letters.`);
    let end = at;
    while (replies[end] === reply) end += 1;
    column += end - at === 1 ? letter : `${letter}${end - at}`;
    at = end;
  }
  return column;
}

/** The positions of the replies of a column. */
export function fromColumn(column: string): number[] {
  return [...column.matchAll(/([A-Za-z])(\d*)/g)].flatMap(([, letter, length]) =>
    new Array<number>(Number(length || 1)).fill(letters.indexOf(letter as string)),
  );
}
