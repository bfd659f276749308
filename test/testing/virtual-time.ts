/** Runs code on a virtual clock, so that waiting takes no time and every run is the same. */
import { VirtualClock } from '../host/virtual-clock';

/** Settles as this does. Time passes whenever everything sleeps on the clock. */
export async function inVirtualTime<Value>(
  act: (clock: VirtualClock) => Promise<Value>,
): Promise<Value> {
  const clock = new VirtualClock();
  let isOver = false;
  const result = act(clock).finally(() => {
    isOver = true;
  });
  // A rejection is passed on below; it must not end the run while the clock is still driven.
  result.catch(() => {});
  await clock.runUntil(() => isOver);
  return result;
}
