/**
 * The port to an implementation under test: a pipeline whose actions can be called and which can be
 * polled. Implement it to test a server of any kind; `httpDriver` implements it for the documented
 * endpoints.
 */
import type { CompleteAction } from '../../../lifecycle';

/** The answer to a call as it came over the wire. */
export interface DriverAnswer {
  /** The HTTP status code of the answer. */
  readonly httpStatus: number;
  /** The parsed JSON of the body; undefined if there was none. */
  readonly body: unknown;
  /** Milliseconds after which to try again, if the answer says so: the header `Retry-After`. */
  readonly retryAfter?: number | undefined;
}

/** The result of a poll, in the words of the wire. Other fields are ignored. */
export interface DriverReading {
  readonly deployment_status: string;
  readonly deployment_desired_status: string;
  /** Anything but null or undefined counts as an error that is set. */
  readonly deployment_error?: unknown;
}

/** A disturbance of the implementation, to see if it keeps its promises nevertheless. */
export type Disturbance = 'killRunner' | 'failPipeline';

/**
 * One pipeline of an implementation under test. A function that throws or rejects says that the
 * implementation could not be reached; what it did then is not known.
 */
export interface LifecycleDriver {
  /** Provides a fully stopped pipeline without an error: a new one, or one stopped by force. */
  create(): Promise<void>;
  /** Calls an action and returns the answer, whatever it is. */
  call(action: CompleteAction): Promise<DriverAnswer>;
  /** Polls the pipeline. */
  read(): Promise<DriverReading>;
  /** Cleans up. */
  destroy(): Promise<void>;
  /** Disturbs the implementation; resolves with false if that was not possible. Optional. */
  disturb?(disturbance: Disturbance): Promise<boolean>;
}

/** The methods that a driver must have. */
export const driverMethods = ['create', 'call', 'read', 'destroy'] as const;
