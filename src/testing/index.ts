/**
 * The testing kit: tests your implementation, server or store against the rules of the lifecycle.
 */

export { type ForeignStatuses, foreignStatuses } from '../trace';
export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
} from '../verify/exploration';
export {
  type AnyDeploymentOptions,
  anyAction,
  anyCapabilities,
  anyDeployment,
  anyError,
  anyObservation,
  deploymentByWalk,
  type HistoryArbitraryOptions,
  type IllegalHistory,
  illegalHistory,
  legalHistory,
  type ScriptOptions,
  userAndRunnerScript,
  type WalkedDeployment,
} from './arbitraries';
export {
  type AsyncLifecycleUnderTest,
  asyncLifecycleCommands,
  type CallAnswer,
  type LifecycleCommandsOptions,
  LifecycleModel,
  type LifecycleModelOptions,
  type LifecycleUnderTest,
  lifecycleCommands,
  MismatchError,
  type ModelReading,
  type ReportAnswer,
} from './commands';
export {
  type ConcurrentReport,
  type ConformanceBudget,
  ConformanceError,
  type ConformanceOptions,
  type ConformanceRemark,
  type ConformanceReport,
  type CoverageColumn,
  type CoveragePart,
  type CoverageReport,
  type CoverageRow,
  checkConformance,
  conformanceToJUnit,
  conformanceToMarkdown,
  type Disturbance,
  type DriverAnswer,
  type DriverReading,
  describeConformance,
  type Failure,
  type HttpDriverOptions,
  type HttpFetch,
  httpDriver,
  type LifecycleDriver,
  type Progress,
  type RuleCoverage,
  type Trouble,
} from './conformance';
export { libraryImplementation } from './library-implementation';
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
  type ScriptWeights,
} from './script';
export {
  BrokenStoreError,
  type CreateStore,
  checkStore,
  type StoreCheck,
  type StoreCheckOptions,
  type StoreMachine,
  storeChecks,
} from './store';
export { TimeLimitError, UnreachableError } from './timing';
