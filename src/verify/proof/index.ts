/** Proof: checks each property in every reachable state and across every transition. */
export { PropertyError, type ViolatingRun } from './finding';
export type { VerifyOptions } from './options';
export {
  type Combination,
  type Counterexample,
  type PropertyReport,
  type VerifyReport,
  verify,
  verifyExplored,
} from './verify';
