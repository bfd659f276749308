/** Handlers of the engine: the options that all have, and errors that are not tried again. */
import { InvalidInputError, isInstanceOf } from '../input';
import { InvalidDeploymentError } from '../lifecycle';
import type { RestateSdk } from './driver';

/**
 * Journals of calls that have succeeded are not kept: nobody looks at them. A call is tried
 * until it succeeds: with the default of the engine, a pipeline would rest after an hour without
 * workers until somebody resumes it. A call that a worker leaves unanswered is tried again after
 * 15 seconds, the lease of other stores; by default the engine would wait for eleven minutes.
 */
const common = {
  inactivityTimeout: 5_000,
  abortTimeout: 10_000,
  journalRetention: 0,
  idempotencyRetention: 0,
  retryPolicy: {
    initialInterval: 50,
    exponentiationFactor: 2,
    maxInterval: 10_000,
    maxAttempts: 2_000_000_000,
  },
} as const;

/** Returns the options of a service. */
export function serviceOptions({ TerminalError }: RestateSdk): object {
  // Invalid input stays invalid, and a pipeline that waits for it would answer nobody.
  const asTerminalError = (error: unknown) =>
    isInstanceOf(error, InvalidInputError) || isInstanceOf(error, InvalidDeploymentError)
      ? new TerminalError((error as Error).message, { errorCode: 400 })
      : undefined;
  return { ...common, asTerminalError };
}

/** The options of handlers that only the engine calls, never a request from outside. */
export const inside = { ingressPrivate: true } as const;
