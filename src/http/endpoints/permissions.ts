/**
 * Permissions: asked before anything is looked up, so that a caller without rights learns nothing.
 */
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

/** Returns the end of what a request may take: the deadline, or that of its credentials. */
export function deadlineFor({ expiresAt = Number.POSITIVE_INFINITY }: Caller, deadline: number) {
  return Math.min(deadline, expiresAt);
}

/** Returns true if the caller may do this. */
export function isPermitted({ may }: Caller, operation: Operation, pipelineName: string): boolean {
  // Exactly true: the promise of a function that is asynchronous by mistake allows nothing.
  return may === undefined || may(operation, pipelineName) === true;
}
