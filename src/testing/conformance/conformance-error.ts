/** What a conformance test ends with where a rule was broken. */

/** A rule was broken: by the last line of the history, or by the shape of an answer. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
  readonly kind: 'illegal' | 'malformed' | 'stuck' | 'refused';
  /** The line that is to blame, where it is not in the history. */
  readonly line: string | null;

  constructor(kind: ConformanceError['kind'], message: string, line: string | null = null) {
    super(message);
    this.kind = kind;
    this.line = line;
  }
}
