/** Handlers of the engine: the options that all have, and errors that are not tried again. */
import { InvalidInputError, isInstanceOf } from '../input';
import { InvalidDeploymentError } from '../lifecycle';
import type { RestateSdk } from './driver';

/**
 * Journals of calls that have succeeded are not kept: nobody looks at them. A call is tried
 * until it succeeds: with the default of the engine, a pipeline would rest after an hour without
 * workers until somebody resumes it.
 */
const common = {
  journalRetention: 0,
  idempotencyRetention: 0,
  retryPolicy: {
    initialInterval: 50,
    exponentiationFactor: 2,
    maxInterval: 10_000,
    maxAttempts: 2_000_000_000,
  },
} as const;

/** How long the engine waits for the end of a call that it has broken off, in milliseconds. */
const draining = 5_000;

/** The shortest lease, in milliseconds: the timers of an engine with much to do are late. */
export const shortestLease = draining + 1_000;

/**
 * The parts of a lease. With the draining they add up to it, because the engine takes its own
 * messages, such as the answer to a heartbeat that nobody hears any more, for a sign of life, too.
 */
export function partsOf(lease: number) {
  const rest = lease - draining;
  return {
    heartbeat: Math.floor(rest * 0.2),
    /** After so much silence, the engine asks for the call to be suspended, which some can be. */
    inactivityTimeout: Math.floor(rest * 0.6),
    /** After so much more, it breaks the call off, and makes another one once it has drained. */
    abortTimeout: Math.floor(rest * 0.2),
  };
}

/**
 * Returns the options of a service. A call of which the engine hears nothing is tried again once
 * the lease is over; by default that would be after eleven minutes.
 */
export function serviceOptions(
  { TerminalError }: RestateSdk,
  { lease }: { readonly lease: number },
): object {
  // Invalid input stays invalid, and a pipeline that waits for it would answer nobody.
  const asTerminalError = (error: unknown) =>
    isInstanceOf(error, InvalidInputError) || isInstanceOf(error, InvalidDeploymentError)
      ? new TerminalError((error as Error).message, { errorCode: 400 })
      : undefined;
  const { inactivityTimeout, abortTimeout } = partsOf(lease);
  return { ...common, inactivityTimeout, abortTimeout, asTerminalError };
}

/** The options of handlers that only the engine calls, never a request from outside. */
export const inside = { ingressPrivate: true } as const;
