/** Failures: each broken rule, with the shortest history that replays still confirm. */
export type { Failure } from './failure';
export { failureOfClients, failureOfRemark, failureOfWalk, ruleBrokenBy } from './failure-of';
export { Failures } from './failures';
export type { ReplayOptions } from './replay';
export { type Holds, shortestEnd } from './shrink';
