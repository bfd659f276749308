/** Waiting with a limit that has a name, on a clock that tests can replace. */
import { type Clock, systemClock } from '../../host';
import { withinLimit } from '../../host/time';

/** The implementation could not be reached, or its answer could not be understood. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Nothing came within the time limit. */
export class TimeLimitError extends UnreachableError {
  readonly milliseconds: number;

  constructor(what: string, milliseconds: number) {
    super(`${what}: no answer within ${milliseconds} ms`);
    this.milliseconds = milliseconds;
  }
}

/**
 * Settles as the attempt does, or rejects with TimeLimitError once the limit is over, so that
 * nothing hangs. A result that comes later is ignored.
 */
export function within<Value>(
  milliseconds: number,
  what: string,
  attempt: () => Promise<Value>,
  clock: Clock = systemClock,
): Promise<Value> {
  const late = () => new TimeLimitError(what, milliseconds);
  return withinLimit(attempt, { clock, timeout: milliseconds, late });
}

/** The platform's AbortSignal; unknown if the compiler knows of no platform. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Type } }
  ? Type
  : unknown;
