/**
 * A time limit for each call of a port. The promise of a port may never settle, for example that of
 * a database whose connection is half open, and whoever awaits it would then wait for ever.
 */
import type { Clock } from './clock';

/** A call of a port took longer than its timeout, and was given up. It may still take effect. */
export class PortTimeoutError extends Error {
  override readonly name = 'PortTimeoutError';
  /** The port and its method: `store.read`. */
  readonly call: string;
  /** In milliseconds. */
  readonly timeout: number;

  constructor(call: string, timeout: number) {
    super(`${call} did not settle within ${timeout} ms.`);
    this.call = call;
    this.timeout = timeout;
  }
}

/** Makes a call. It may ask if the call has been given up meanwhile. */
export type Ask<Value> = (isOver: () => boolean) => Promise<Value>;

/** A limit of time. */
export interface TimeLimit {
  readonly clock: Clock;
  /** In milliseconds. */
  readonly timeout: number;
  /** Returns the error for a call that has taken longer. */
  readonly late: () => Error;
}

/** A call that waits for nothing outside of this process has settled after so many microtasks. */
const microtasksMax = 16;

/**
 * Settles as the call does, or rejects with `late` once the time is over; a result that comes later
 * is ignored. Aborts `timer` at the end. If somebody else aborts it before, there is no limit.
 */
export async function withinLimit<Value>(
  ask: Ask<Value>,
  { clock, timeout, late }: TimeLimit,
  timer?: AbortController,
): Promise<Value> {
  let isOver = false;
  // A function of somebody else's may throw before it promises anything.
  const promised = new Promise<Value>((resolve) => resolve(ask(() => isOver)));
  const end = () => {
    isOver = true;
    // Any reason will do, and saves the making of an error.
    timer?.abort('over');
  };
  promised.then(end, end);
  // A timer takes longer than most calls.
  for (let turn = 0; turn < microtasksMax && !isOver; turn += 1) await undefined;
  if (isOver) return promised;
  timer ??= new AbortController();
  const { signal } = timer;
  const limit = async () => {
    await clock.sleep(timeout, signal);
    if (!signal.aborted) throw late();
    return promised;
  };
  try {
    return await Promise.race([promised, limit()]);
  } finally {
    end();
  }
}
