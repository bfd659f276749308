/** The public face of verification: every state, every rule, and the fewest steps that break one. */
export { MachineError } from '../lifecycle/ask';
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
} from './explore';
export { PropertyError, type Violation } from './finding';
export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  type LifecycleImplementation,
} from './implementation';
export { implementationProperties } from './implementation-properties';
export { lifecycleProperties } from './lifecycle-properties';
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
} from './property';
export {
  type Combination,
  type Counterexample,
  type PropertyReport,
  type VerifyReport,
  verify,
} from './verify';
