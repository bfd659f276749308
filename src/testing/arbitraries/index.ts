/** Arbitraries for fast-check: the vocabulary, deployments, scripts and recorded histories. */
export { type AnyDeploymentOptions, anyDeployment } from './deployments';
export {
  type HistoryArbitraryOptions,
  type IllegalHistory,
  illegalHistory,
  legalHistory,
} from './histories';
export {
  deploymentByWalk,
  type ScriptOptions,
  userAndRunnerScript,
  type WalkedDeployment,
} from './scripts';
export { anyAction, anyCapabilities, anyError, anyObservation } from './vocabulary';
