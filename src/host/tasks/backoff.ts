/**
 * Exponential backoff with full jitter: each wait is a random part of a bound that doubles, because
 * ten thousand pipelines that failed together would otherwise come back together.
 */
import type { Problem } from '../../input';
import { durationProblems, optionFields } from '../time';

/** The bounds of the waits, in milliseconds. */
export interface Backoff {
  /** The longest wait before the second try; it doubles with each further one. */
  readonly first: number;
  /** The longest wait of all. */
  readonly max: number;
}

/**
 * Returns the milliseconds to wait after this many failed tries (1 or more), below the limit. Pure,
 * except for `random`, which returns numbers from 0 up to 1.
 */
export function delayAfter(
  tries: number,
  { first, max }: Backoff,
  random: () => number,
  limit = max,
): number {
  // The exponent is bounded: after a thousand tries the power would be infinite.
  const longest = Math.min(max, limit, first * 2 ** Math.min(tries - 1, 31));
  return Math.floor(longest * random());
}

/** The bounds of the waits between tries of a task, by default. */
const defaultBackoff: Backoff = { first: 200, max: 30_000 };

/** Returns the option `backoff` with its defaults. Throws InvalidInputError for other fields. */
export function backoffOf(value: unknown = {}, defaults = defaultBackoff): Backoff {
  const given = optionFields(value, ['first', 'max'], 'backoff', 'the backoff');
  const { first = defaults.first, max = defaults.max } = given as Partial<Backoff>;
  return { first, max };
}

/** Returns a problem for each bound that is not a duration. */
export function backoffProblems({ first, max }: Backoff): Problem[] {
  return [
    ...durationProblems('backoff.first', first, 1),
    ...durationProblems('backoff.max', max, first),
  ];
}
