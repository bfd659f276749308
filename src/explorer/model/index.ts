/**
 * The model of the walk: pure functions, without a page. What a step does is asked of the lifecycle;
 * nothing here knows a rule.
 */
export { addressOf, walkAt } from './address';
export { walkAsTest } from './as-test';
export { changesInWords, fieldChanges, valueInWords } from './changes';
export { type ExampleWalk, exampleWalks } from './examples';
export { type ActionVariants, type OfferedAction, offeredActions } from './offered-actions';
export {
  type NextStep,
  nextCheckpoint,
  nextStep,
  type OfferedReport,
  offeredReports,
  type ReportData,
  type ReportedGeneration,
} from './offered-reports';
export { type PairOfStatuses, walkToPair } from './pairs';
export { recordedHistory } from './recorded';
export { changedTo, redone, type Session, sessionFrom, undone } from './session';
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
