/** State spaces of the lifecycle, explored once a file, and verification over them. */
import type { Capabilities } from '../../src/lifecycle';
import { explore, type StateSpace } from '../../src/verify';
import { type VerifyOptions, type VerifyReport, verifyExplored } from '../../src/verify/proof';

const known = new Map<string, StateSpace>();

/** The space of pipelines with these capabilities, by default all of them. */
export function explored(capabilities: Partial<Capabilities> = {}): StateSpace {
  const key = JSON.stringify(capabilities);
  const space = known.get(key) ?? explore(capabilities);
  known.set(key, space);
  return space;
}

/**
 * Verifies the lifecycle as `verify` does; with all capabilities, unless the options say others.
 */
export function verified(options: VerifyOptions): VerifyReport {
  return verifyExplored({ capabilities: [{}], ...options }, explored);
}

/** The capabilities that leave the fewest states, for machines that take long to explore. */
export const fewestStates: Capabilities = {
  checkpointing: false,
  suspendable: false,
  standby: false,
};
