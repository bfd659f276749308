/** The contradictions that a check finds between a store and its contract. */
import { differenceOf, show } from '../../input';

/** Makes a call of a port, limited in time. Rejects with Contradiction if that rejects. */
export type GuardedCall = <Value>(what: string, act: () => Promise<Value>) => Promise<Value>;

/** Something was seen of a store that is not as expected. */
export class Contradiction extends Error {
  override readonly name: string = 'Contradiction';
  readonly expected: string;
  readonly seen: string;

  constructor(expected: string, seen: string, options?: ErrorOptions) {
    super(`Expected ${expected}, seen: ${seen}`, options);
    this.expected = expected;
    this.seen = seen;
  }
}

/** Something was not seen within the time limit. */
export class LateContradiction extends Contradiction {
  override readonly name = 'LateContradiction';
}

/** Throws Contradiction unless this holds. */
export function claim(holds: boolean, expected: string, seen: string): asserts holds {
  if (!holds) throw new Contradiction(expected, seen);
}

/** Throws Contradiction unless the value seen is the very value expected. */
export function claimIs(what: string, seen: unknown, expected: unknown): void {
  claim(Object.is(seen, expected), `${what} to be ${show(expected)}`, show(seen));
}

/** Throws Contradiction, with the first difference, unless both values have the same content. */
export function claimSame(what: string, seen: unknown, expected: unknown): void {
  const difference = differenceOf(seen, expected);
  if (difference === undefined) return;
  const { path, one, other } = difference;
  const where = path === '' ? what : `${what.replace(/,$/, '')}, at ${path},`;
  throw new Contradiction(`${where} to be ${show(other)}`, show(one));
}
