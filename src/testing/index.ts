/** The public face of the testing kit: anyone's implementation, held against the rules. */

export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
} from '../verify';
export { anyAction, anyCapabilities, anyError, anyObservation } from './arbitraries/vocabulary';
export { type Clock, systemClock, TimeLimitError, UnreachableError } from './timing/clock';
export {
  type AsyncLifecycleUnderTest,
  asyncLifecycleCommands,
  type CallAnswer,
  type LifecycleCommandsOptions,
  type LifecycleUnderTest,
  lifecycleCommands,
  type ReportAnswer,
} from './commands/commands';
export {
  type ConformanceReport,
  checkConformance,
  type Failure,
  type Trouble,
} from './conformance/conformance';
export { ConformanceError } from './conformance/conformance-error';
export type { Column, CoverageReport, CoverageRow } from './conformance/coverage';
export { type AnyDeploymentOptions, anyDeployment } from './arbitraries/deployments';
export { conformanceToJUnit, conformanceToMarkdown, describeConformance } from './conformance/describe';
export type { Disturbance, DriverAnswer, DriverReading, LifecycleDriver } from './conformance/driver';
export { type ForeignStatuses, foreignStatuses } from './conformance/foreign';
export {
  type HistoryArbitraryOptions,
  type IllegalHistory,
  illegalHistory,
  legalHistory,
} from './arbitraries/histories';
export { type HttpDriverOptions, type HttpFetch, httpDriver } from './conformance/http-driver';
export { libraryImplementation } from './implementation';
export { MismatchError } from './commands/mismatch';
export { LifecycleModel, type LifecycleModelOptions, type ModelReading } from './commands/model';
export type { ConformanceOptions, Progress } from './conformance/plan';
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
} from './script/script';
export type { ScriptWeights } from './script/moves';
export {
  deploymentByWalk,
  type ScriptOptions,
  userAndRunnerScript,
  type WalkedDeployment,
} from './arbitraries/scripts';
export {
  BrokenStoreError,
  type CreateStore,
  checkStore,
  type StoreCheck,
  type StoreCheckOptions,
  storeChecks,
} from './store/contract';
