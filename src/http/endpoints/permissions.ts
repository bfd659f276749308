/**
 * Permissions: asked before anything is looked up, so that a caller without rights learns nothing.
 */
import type { Clock } from '../../host';
import { monotonicTime } from '../../host/time';
import { HostError } from '../answers';
import type { Caller, Operation } from '../authentication';

/** Throws a HostError if the caller may not do this. */
export function requirePermission(
  caller: Caller,
  operation: Operation,
  pipelineName: string,
): void {
  if (isPermitted(caller, operation, pipelineName)) return;
  throw new HostError('Forbidden', {
    message: 'These credentials do not allow this.',
    details: { operation },
  });
}

/**
 * Returns when a request that may take this many milliseconds has to end, by the monotonic time of
 * the clock; earlier if its credentials expire before.
 */
export function deadlineFor(
  { expiresAt = Number.POSITIVE_INFINITY }: Caller,
  milliseconds: number,
  clock: Clock,
): number {
  return monotonicTime(clock) + Math.min(milliseconds, expiresAt - clock.now());
}

/** Returns true if the caller may do this. */
export function isPermitted({ may }: Caller, operation: Operation, pipelineName: string): boolean {
  // Exactly true: the promise of a function that is asynchronous by mistake allows nothing.
  return may === undefined || may(operation, pipelineName) === true;
}
