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

/** Classes one after the other that are given the same reply. */
export interface Run {
  /** The position of the reply. */
  readonly reply: number;
  /** The first class of the run, and the first one behind it. */
  readonly from: number;
  readonly to: number;
}

/** The runs of a column, in the order of the classes. */
export function fromColumn(column: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (let at = 0; at < column.length; ) {
    const reply = letters.indexOf(column[at] as string);
    at += 1;
    // By hand: a regular expression takes longer than all else that is done before the first step.
    let length = 0;
    for (; column.charCodeAt(at) <= codeOf9; at += 1) {
      length = length * 10 + column.charCodeAt(at) - codeOf0;
    }
    const to = from + (length || 1);
    runs.push({ reply, from, to });
    from = to;
  }
  return runs;
}

const [codeOf0, codeOf9] = [48, 57];
