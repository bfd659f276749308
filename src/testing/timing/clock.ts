/** Time, so that tests can bring their own, and waiting with a bound that has a name. */

/** The platform's AbortSignal; unknown where the compiler knows of no platform. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Type } }
  ? Type
  : unknown;

/** A clock: milliseconds since any point, and a pause. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The time of this machine. */
export const systemClock: Clock = Object.freeze({
  now: () => performance.now(),
  sleep: (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds)),
});

/** The implementation could not be reached, or said nothing that can be understood. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** What was waited for did not come in time. */
export class TimeLimitError extends UnreachableError {
  readonly milliseconds: number;

  constructor(what: string, milliseconds: number) {
    super(`${what}: no answer within ${milliseconds} ms`);
    this.milliseconds = milliseconds;
  }
}

/** What this brings about, or TimeLimitError: nothing hangs. What comes too late is not looked at. */
export async function within<Value>(
  milliseconds: number,
  what: string,
  attempt: () => Promise<Value>,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(what, milliseconds)), milliseconds);
  });
  // A function of somebody else's may throw before it promises anything.
  const promised = new Promise<Value>((resolve) => resolve(attempt()));
  try {
    return await Promise.race([promised, limit]);
  } finally {
    clearTimeout(timer);
    promised.catch(() => {});
  }
}
