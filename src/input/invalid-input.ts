/** The typed errors for callers' mistakes. A refusal is a value; a mistake throws one of these. */

/** One thing that is wrong with an input. */
export interface Problem {
  /** Path of the field: `initial`, `error.message`; for a field that should not be there, its name. */
  readonly field: string;
  /** What was given. */
  readonly value: unknown;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** Id of the rule by which a deployment cannot occur; only where each field alone is allowed. */
  readonly rule?: string;
}

/** An input that no typed caller could have given. Names the field, the value and what is allowed. */
export class InvalidInputError extends Error {
  override readonly name: string = 'InvalidInputError';
  readonly field: string;
  readonly value: unknown;
  readonly allowed: string;

  constructor(problem: Problem, message = describeProblem(problem)) {
    super(message);
    this.field = problem.field;
    this.value = problem.value;
    this.allowed = problem.allowed;
  }
}

/** A problem as one sentence: the field, the value and what is allowed. Pure. */
export function describeProblem({ field, value, allowed, rule }: Problem): string {
  if (rule !== undefined) return `${field} ${show(value)} cannot occur: ${allowed}`;
  return `${field || '""'} is ${show(value)}, but must be ${allowed}.`;
}

const shownLength = 80;

/** A value as an error message shows it: like JSON, of bounded length, whatever it is. */
export function show(value: unknown): string {
  return shortened(textOf(value), shownLength);
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  return json(value) ?? (typeof value === 'object' ? 'an object that is not JSON' : String(value));
}

/** A text on one line of a terminal: of bounded length, with control characters escaped. Pure. */
export function shortened(text: string, length: number): string {
  const cut = text.length <= length ? text : `${text.slice(0, length)}…`;
  return cut.replace(/\p{Cc}/gu, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A cycle, or a bigint within: JSON cannot say it.
    return undefined;
  }
}

/** A list of allowed values, in words. */
export function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? show(values[0]) : `one of ${values.map(show).join(', ')}`;
}
