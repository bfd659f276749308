/**
 * The door of verification: proves every rule in every state, or finds a shortest run that breaks
 * it.
 */
export { MachineError } from '../lifecycle/build';
export { toHistory, toStory } from './counterexample';
export { describeReport } from './describe';
export {
  type BrokenByDeviation,
  type DeviationProof,
  type DialectProof,
  describeDialectProof,
  verifyDialect,
} from './dialects';
export {
  type ExploreOptions,
  everyEvent,
  explore,
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
  type LifecycleMachine,
  type State,
  StateLimitError,
  type StateSpace,
  type Transition,
} from './exploration';
export * from './promela';
export {
  type Combination,
  type Counterexample,
  PropertyError,
  type PropertyReport,
  type VerifyOptions,
  type VerifyReport,
  type ViolatingRun,
  verify,
} from './proof';
export {
  type AlwaysProperty,
  always,
  implementationProperties,
  type LeadsToProperty,
  leadsTo,
  lifecycleProperties,
  type Memory,
  type Property,
  type PropertyDescription,
  type RespondsProperty,
  responds,
  type StepProperty,
  step,
} from './properties';
