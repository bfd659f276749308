/** A balancer in front of several workers, for one test. */
import { onTestFinished } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { balance } from '../../bench/scale/balancer.mjs';

/** Passes calls on to the ports in turn, as long as they are in the list. Returns its address. */
export async function balanced(ports: readonly number[]): Promise<string> {
  const { uri, end } = await balance(ports);
  onTestFinished(end);
  return uri;
}
