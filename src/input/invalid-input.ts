/** The typed error for a caller's mistake. A refusal is a value; a mistake throws this error. */
import { dataIn, ownData } from './own-data';

/** One problem of an input. */
export interface Problem {
  /** Path of the field: `initial`, `error.message`. */
  readonly field: string;
  /** The value given. */
  readonly value: unknown;
  /** The allowed values, in words. */
  readonly allowed: string;
  /** The problem as a sentence, if it does not read "… is …, but must be …". */
  readonly message?: string;
  /** Id of the rule by which a deployment cannot occur, if each field alone is allowed. */
  readonly rule?: string;
}

/** The error for input that no typed caller could give: the field, its value, what is allowed. */
export class InvalidInputError extends Error {
  override readonly name: string = 'InvalidInputError';
  readonly field: string;
  readonly value: unknown;
  readonly allowed: string;

  constructor(problem: Problem, message = describeProblem(problem), options?: ErrorOptions) {
    super(message, options);
    this.field = problem.field;
    this.value = problem.value;
    this.allowed = problem.allowed;
  }
}

/** Returns a problem as one sentence: the field, the value and what is allowed. Pure. */
export function describeProblem(problem: Problem): string {
  const { field, value, allowed } = problem;
  // A problem without a message of its own might inherit one from a polluted Object.prototype.
  const message = Object.hasOwn(problem, 'message') && problem.message;
  return message || `${field || '""'} is ${show(value)}, but must be ${allowed}.`;
}

const shownLength = 80;

const notJson = 'an object that is not JSON';

/**
 * Returns any value as an error message shows it: like JSON, of bounded length. Never throws, and
 * calls nothing of the value.
 */
export function show(value: unknown): string {
  try {
    return shortened(textOf(value), shownLength);
  } catch {
    // JSON cannot express a cycle, or a bigint inside; and a Proxy may throw anything.
    return notJson;
  }
}

function textOf(value: unknown): string {
  // In JSON, an error would be an empty object.
  if (value instanceof Error) return shownError(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  return ownData(value) ?? String(value);
}

function shownError(error: Error): string {
  const [name, message] = [dataIn(error, 'name'), dataIn(error, 'message')];
  // A getter is not called, nor is an object turned into a text.
  const isText = typeof name === 'string' && typeof message === 'string';
  return isText ? `${name}: ${message}` : 'an error that cannot be shown';
}

/** Returns a text of bounded length on one line, with control characters escaped. Pure. */
export function shortened(text: string, length: number): string {
  const cut = text.length <= length ? text : `${text.slice(0, length)}…`;
  return cut.replace(/\p{Cc}/gu, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Returns a list of allowed values in words. */
export function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? show(values[0]) : `one of ${values.map(show).join(', ')}`;
}
