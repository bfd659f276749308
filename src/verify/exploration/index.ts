/** Exploration: every reachable deployment, every transition, and the moves of a fair runner. */
export {
  type ExploreOptions,
  everyEvent,
  explore,
  type LifecycleMachine,
  type State,
  StateLimitError,
  type StateSpace,
  type Transition,
} from './explore';
export {
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  implementationProblems,
  type LifecycleImplementation,
  unnamedRule,
} from './implementation';
export { fairness, type RunnerMove, runnerMoves, runnerStep } from './runner';
export {
  byAcceptedAction,
  byAction,
  byForcedStop,
  byObservation,
  changesNothing,
  dismissesNothing,
  ofThisGeneration,
  setsReportedError,
} from './transitions';
