/** The public face of verification: every state, every rule, and the fewest steps that break one. */
export { MachineError } from '../lifecycle/build/ask';
export { toHistory, toStory } from './counterexample';
export { describeReport } from './describe';
export {
  type ExploreOptions,
  everyEvent,
  explore,
  type LifecycleMachine,
  type State,
  StateLimitError,
  type StateSpace,
  type Step,
} from './exploration/explore';
export { PropertyError, type Violation } from './finding';
export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
} from './exploration/implementation';
export { implementationProperties } from './properties/implementation-properties';
export { lifecycleProperties } from './properties/lifecycle-properties';
export type { VerifyOptions } from './options';
export * from './promela';
export {
  type AlwaysProperty,
  always,
  type LeadsToProperty,
  leadsTo,
  type Memory,
  type Property,
  type PropertyWords,
  type RespondsProperty,
  responds,
  type StepProperty,
  step,
} from './properties/property';
export {
  type Combination,
  type Counterexample,
  type PropertyReport,
  type VerifyReport,
  verify,
} from './verify';
