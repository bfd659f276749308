/** Waiting with a named limit. */
export { type Signal, TimeLimitError, UnreachableError, within } from './within';
