/** The public face of the testing kit: anyone's implementation, held against the rules. */

export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
} from '../verify';
export { anyAction, anyCapabilities, anyError, anyObservation } from './arbitraries';
export { type Clock, systemClock, TimeLimitError, UnreachableError } from './clock';
export {
  type AsyncLifecycleUnderTest,
  asyncLifecycleCommands,
  type CallAnswer,
  type LifecycleCommandsOptions,
  type LifecycleUnderTest,
  lifecycleCommands,
  type ReportAnswer,
} from './commands';
export {
  type ConformanceReport,
  checkConformance,
  type Failure,
  type Trouble,
} from './conformance';
export { ConformanceError } from './conformance-error';
export type { Column, CoverageReport, CoverageRow } from './coverage';
export { type AnyDeploymentOptions, anyDeployment } from './deployments';
export { conformanceToJUnit, conformanceToMarkdown, describeConformance } from './describe';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './driver';
export { type ForeignStatuses, foreignStatuses } from './foreign';
export {
  type HistoryArbitraryOptions,
  type IllegalHistory,
  illegalHistory,
  legalHistory,
} from './histories';
export { type HttpDriverOptions, type HttpFetch, httpDriver } from './http-driver';
export { libraryImplementation } from './implementation';
export { MismatchError } from './mismatch';
export { LifecycleModel, type LifecycleModelOptions, type ModelReading } from './model';
export type { ConformanceOptions, Progress } from './plan';
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
export {
  BrokenStoreError,
  type CreateStore,
  checkStore,
  type StoreCheck,
  type StoreCheckOptions,
  storeChecks,
} from './store-contract';
