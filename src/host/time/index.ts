/** Durations: measuring them, checking those of options, and limits for the calls of ports. */
export { durationProblems, longestTimer } from '../option-checks';
export { serviceMethods } from '../service';
export { clockProblems, monotonicTime } from './clock-port';
export { limitedService, limitedStore, type PortLimits } from './limited-store';
export { type Ask, PortTimeoutError, type TimeLimit, withinLimit } from './time-limit';
