/** The public face of verification: every state, every rule, and the fewest steps that break one. */
export { MachineError } from '../lifecycle/build';
export { toHistory, toStory } from './counterexample';
export { describeReport } from './describe';
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
  type Step,
} from './exploration';
export * from './promela';
export {
  type Combination,
  type Counterexample,
  PropertyError,
  type PropertyReport,
  type VerifyOptions,
  type VerifyReport,
  type Violation,
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
  type PropertyWords,
  type RespondsProperty,
  responds,
  type StepProperty,
  step,
} from './properties';
