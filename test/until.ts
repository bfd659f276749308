/**
 * Waiting for a condition, for tests: without a limit of its own, so that a busy machine fails
 * nothing.
 */

/** Resolves once this holds, checked at each turn of the event loop. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((turn) => setImmediate(turn));
}
