/**
 * The clock that leases are judged by: the time since this machine was started, which all its
 * processes share, and which nobody can set.
 *
 * It begins anew with the machine, so a moment in the file may be of an earlier start. So for
 * anything that ends, its duration is stored, too: an end that is further away than that is of an
 * earlier start, and has passed.
 */

/** Returns whole milliseconds since the machine was started. */
export function machineTime(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
