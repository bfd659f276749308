/** Things that engines share with the reconciler: tasks, their times, and waits between tries. */
export { type Backoff, backoffOf, backoffProblems, delayAfter } from './backoff';
export { ownReference } from './reference';
export {
  doTask,
  type PerformContext,
  type PipelineStep,
  perform,
  reportOf,
  stepOf,
  taskNames,
  taskOf,
} from './step';
export { type TaskTimeouts, taskTimeoutProblems, taskTimeoutsOf } from './task-timeouts';
