/** Things that engines share with the reconciler: tasks, their times, and waits between tries. */
export { backoffOf, backoffProblems, delayAfter } from '../backoff';
export { ownReference } from '../reference';
export { taskNames } from '../step';
export { type TaskTimeouts, taskTimeoutProblems, taskTimeoutsOf } from '../task-timeouts';
