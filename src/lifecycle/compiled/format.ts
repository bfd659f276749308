/**
 * The form in which the machine's answers are shipped (`compiled.ts`): written by `compile.ts`, read by
 * `cells.ts`.
 *
 * Deployments are in classes (`control.ts`), events in slots (`slots.ts`). What the machine answers to
 * all events of a type in one class is a row; most classes share theirs with others. An accepted
 * event's reply says only what changes, so that one reply serves many classes.
 */
import type { Deployment } from '../deployment';
import type { ErrorCode, RefusalStatus, RuleId } from '../rules';

/** What an accepted event changes. Data are left open: `take` is what the event carries. */
export interface Effect extends Partial<Omit<Deployment, 'error' | 'checkpoint' | 'generation'>> {
  readonly error?: 'take' | 'clear';
  readonly checkpoint?: 'take';
  /** By how much the generation rises. */
  readonly generation?: number;
}

/** A rule, and what changes by it, or how it refuses an action. */
export interface CompiledReply extends Effect {
  readonly rule: RuleId;
  readonly httpStatus?: RefusalStatus;
  readonly code?: ErrorCode;
}

/** What the machine answers to the events of one type. */
export interface CompiledType {
  readonly replies: readonly CompiledReply[];
  /**
   * For each of `everyCapabilities` a digit: those with the same digit are answered alike. Left out
   * where all are.
   */
  readonly by?: string;
  /** Each row: the replies to each slot of the type, for one digit of `by` after the other. */
  readonly rows: readonly string[];
  /** By class: its row. */
  readonly classes: string;
}

/** Everything the machine answers. */
export interface Compiled {
  /** The keys of the classes that can occur, ascending, each as the difference to the one before. */
  readonly classes: readonly number[];
  /**
   * For each of `everyCapabilities`: whether (1) or not (0) each class can occur without a checkpoint,
   * then each with one.
   */
  readonly reachable: readonly string[];
  /** By type of event. */
  readonly types: Readonly<Record<string, CompiledType>>;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Small numbers as text, in runs: `A3B` is 0 three times, then 1. Throws RangeError for a number that
 * has no letter.
 */
export function toRuns(numbers: readonly number[]): string {
  let text = '';
  for (let at = 0; at < numbers.length; ) {
    const number = numbers[at] as number;
    const letter = letters[number];
    if (letter === undefined) throw new RangeError(`There are only ${letters.length} letters.`);
    let end = at;
    while (numbers[end] === number) end += 1;
    text += end - at === 1 ? letter : `${letter}${end - at}`;
    at = end;
  }
  return text;
}

/** The numbers of a text in runs. */
export function fromRuns(text: string): number[] {
  return [...text.matchAll(/([A-Za-z])(\d*)/g)].flatMap(([, letter, length]) =>
    new Array<number>(Number(length || 1)).fill(letters.indexOf(letter as string)),
  );
}
