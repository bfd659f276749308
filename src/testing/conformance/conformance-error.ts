/** The error that ends a conformance test because a rule was broken. */

/** A rule was broken: by the last line of the history, or by the shape of an answer. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
  readonly kind: 'illegal' | 'malformed' | 'stuck' | 'refused';
  /** The line that breaks the rule, if the history does not contain it. */
  readonly line: string | null;

  constructor(kind: ConformanceError['kind'], message: string, line: string | null = null) {
    super(message);
    this.kind = kind;
    this.line = line;
  }
}
