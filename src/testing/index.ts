/** The public face of the testing kit: anyone's implementation, held against the rules. */

export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
} from '../verify';
export { anyAction, anyCapabilities, anyError, anyObservation } from './arbitraries';
export {
  type AsyncLifecycleUnderTest,
  asyncLifecycleCommands,
  type CallAnswer,
  type LifecycleCommandsOptions,
  type LifecycleUnderTest,
  lifecycleCommands,
  type ReportAnswer,
} from './commands';
export { type AnyDeploymentOptions, anyDeployment } from './deployments';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './driver';
export {
  type HistoryArbitraryOptions,
  type IllegalHistory,
  illegalHistory,
  legalHistory,
} from './histories';
export { libraryImplementation } from './implementation';
export { MismatchError } from './mismatch';
export { LifecycleModel, type LifecycleModelOptions, type ModelReading } from './model';
export {
  BrokenRuleError,
  type CheckRulesOptions,
  checkRules,
  type RuleCheck,
  type RuleCheckOptions,
  ruleChecks,
} from './rule-checks';
export {
  type LifecycleScript,
  type PlayedStep,
  playScript,
  type ScriptStep,
} from './script';
export type { ScriptWeights } from './script-moves';
export {
  deploymentByWalk,
  type ScriptOptions,
  userAndRunnerScript,
  type WalkedDeployment,
} from './scripts';
