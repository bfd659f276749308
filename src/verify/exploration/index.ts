/** Exploration: every reachable deployment, every transition, and the moves of a fair runner. */
export {
  askLifecycle,
  type ExploreOptions,
  everyEvent,
  explore,
  exploreBy,
  type LifecycleMachine,
  type OutcomeOf,
  type State,
  StateLimitError,
  type StateSpace,
  type Transition,
} from './explore';
export {
  type EventOutcome,
  ImplementationError,
  type ImplementedDecision,
  type ImplementedOutcome,
  implementationProblems,
  isActionEvent,
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
