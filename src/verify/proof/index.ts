/** Proof: checking each property in every reachable state and on every step. */
export { PropertyError, type Violation } from './finding';
export { planOf, type VerifyOptions } from './options';
export {
  type Combination,
  type Counterexample,
  type PropertyReport,
  type VerifyReport,
  verify,
  verifySpaces,
} from './verify';
