/** Handlers of the engine: the options that all have, and errors that are not tried again. */
import { InvalidInputError, isInstanceOf, NewerFormatError } from '../input';
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
export function serviceOptions(sdk: RestateSdk, { lease }: { readonly lease: number }) {
  const { asTerminalError: refused } = ofServers(sdk);
  // A newer worker can read it, and nobody would hear that it was refused.
  const asTerminalError = (error: unknown) =>
    isInstanceOf(error, NewerFormatError) ? undefined : refused(error);
  const { inactivityTimeout, abortTimeout } = partsOf(lease);
  return { ...common, inactivityTimeout, abortTimeout, asTerminalError };
}

/**
 * Returns the options of handlers that servers call. A server hears of each refusal, also of a
 * newer format, because a pipeline that waits for a newer worker would answer nobody meanwhile.
 */
export function ofServers({ TerminalError }: RestateSdk) {
  // Invalid input stays invalid.
  const asTerminalError = (error: unknown) =>
    isInstanceOf(error, InvalidInputError)
      ? new TerminalError(error.message, { errorCode: 400 })
      : undefined;
  return { asTerminalError };
}

/** The options of handlers that only the engine calls, never a request from outside. */
export const inside = { ingressPrivate: true } as const;
