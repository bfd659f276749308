/** Time for tests: a clock, and waiting with a named limit. */
export {
  type Clock,
  type Signal,
  systemClock,
  TimeLimitError,
  UnreachableError,
  within,
} from './clock';
