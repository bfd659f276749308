/**
 * The model of the walk: pure functions, without a page. The lifecycle says what a step does;
 * nothing here knows a rule.
 */
export { walkAddress, walkAt } from './address';
export { walkAsTest } from './as-test';
export { changesAsText, fieldChanges, valueInWords } from './changes';
export { type ExampleWalk, exampleWalks } from './examples';
export { type ActionVariants, type OfferedAction, offeredActions } from './offered-actions';
export {
  checkpointToCome,
  type NextStep,
  nextStep,
  type ObservationData,
  type ObservedGeneration,
  type OfferedObservation,
  offeredObservations,
} from './offered-observations';
export { type PairOfStatuses, walkToPair } from './pairs';
export { recordedHistory } from './recorded';
export { changedTo, redone, sessionFrom, undone, type WalkSession } from './session';
export {
  deploymentOf,
  extended,
  newWalk,
  stepsMax,
  type TakenStep,
  takenSteps,
  type Walk,
  type WalkStep,
} from './walk';
