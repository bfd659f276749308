/** Exploration: every reachable deployment, every step, and the moves of a fair runner. */
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
  acceptedAction,
  current,
  deployed,
  dismissesNothing,
  flows,
  forcedStop,
  fullyStopped,
  isAction,
  live,
  reports,
  sameError,
  stopping,
  suspending,
  unchanged,
} from './situations';
