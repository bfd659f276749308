/**
 * The format of `compiled.ts`, in which the answers of the machine are shipped. `build/compile.ts`
 * writes it, `cells.ts` reads it.
 *
 * Deployments fall into classes (`deployment-key.ts`), events into classes too (`event-index.ts`).
 * The answers to all events of a type in one class of deployments are a row; most classes share
 * theirs with others. The reply to an accepted event says only which values it sets, so that one
 * reply serves many classes, also those that have some of the values already.
 */
import type { Deployment } from '../deployment';
import type { ErrorCode, RefusalStatus, RuleId } from '../rules';
import type { BootstrapPolicy, DesiredStatus, Initial } from '../vocabulary';

/** The fields of a deployment that an action can ask for. */
export type RequestedFields = Pick<Deployment, 'desiredStatus' | 'initial' | 'bootstrapPolicy'>;

/** The values that an accepted event sets. `take` stands for the value that the event carries. */
interface Effect extends Partial<Omit<Deployment, 'error' | 'checkpoint' | 'generation'>> {
  readonly error?: 'take' | 'clear';
  readonly checkpoint?: 'take';
  /** How much is added to the generation. */
  readonly generation?: number;
}

/** The rule that decides, with what it sets, or how it refuses an action. */
export interface CompiledReply extends Effect {
  readonly rule: RuleId;
  readonly httpStatus?: RefusalStatus;
  readonly code?: ErrorCode;
}

/** A reply as it is written: there, `take` also stands for a value that the action asks for. */
export interface WrittenReply extends Omit<CompiledReply, 'rule' | keyof RequestedFields> {
  /** The id without the type of the event and the dot; the whole id if it begins otherwise. */
  readonly rule: string;
  readonly desiredStatus?: DesiredStatus | 'take';
  readonly initial?: Initial | 'take' | null;
  readonly bootstrapPolicy?: BootstrapPolicy | 'take' | null;
}

/** The answers to the events of one type. */
export interface CompiledType {
  readonly replies: readonly WrittenReply[];
  /**
   * A digit for each of `everyCapabilities`: those with the same digit get the same answers. Left
   * out if all get the same.
   */
  readonly by?: string;
  /** Each row: the reply to each event index of the type, for one digit of `by` after the other. */
  readonly rows: readonly string[];
  /** By class index: the row. */
  readonly classes: string;
}

/** All answers of the machine: each part is a constant of `compiled.ts`. */
export interface Compiled {
  /** The keys of the classes that can occur, ascending: each as the difference to the last. */
  readonly classes: readonly number[];
  /**
   * For each of `everyCapabilities`: 1 for each class that can occur without a checkpoint, else 0;
   * then the same with a checkpoint.
   */
  readonly reachable: readonly string[];
  /** By type of event. */
  readonly types: Readonly<Record<string, CompiledType>>;
}

/** Returns the id of a rule as it is written among the answers to this type of event. */
export function shortRule(rule: RuleId, type: string): string {
  return rule.startsWith(`${type}.`) ? rule.slice(type.length + 1) : rule;
}

/** Returns the id of a rule that is written like that. */
export function wholeRule(written: string, type: string): RuleId {
  return (written.includes('.') ? written : `${type}.${written}`) as RuleId;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Returns small numbers as text, in runs: `A3B` is 0 three times, then 1. Throws RangeError for a
 * number that has no letter.
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

/** Returns the numbers of a text in runs. */
export function fromRuns(text: string): number[] {
  const numbers: number[] = [];
  // Not by a pattern: to compile one takes longer than to read all runs of a new process.
  for (let at = 0; at < text.length; ) {
    const number = letters.indexOf(text.charAt(at));
    let end = at + 1;
    while (text.charAt(end) !== '' && text.charAt(end) <= '9') end += 1;
    const length = Number(text.slice(at + 1, end) || 1);
    for (let each = 0; each < length; each += 1) numbers.push(number);
    at = end;
  }
  return numbers;
}
