/** Durations: measuring them, checking those of options, and limits for the calls of ports. */
export { type Clock, systemClock } from './clock';
export { clockProblems, monotonicTime } from './clock-port';
export { limitedService, limitedStore, type PortLimits, serviceMethods } from './limited-store';
export { durationProblems, longestTimer, optionFields } from './option-checks';
export { type Ask, PortTimeoutError, type TimeLimit, withinLimit } from './time-limit';
