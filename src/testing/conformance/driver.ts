/**
 * What the kit needs of an implementation to hold it against the rules: a pipeline that it may call, and
 * read. Whoever wants to test a server of another kind writes these few functions; `httpDriver` has them
 * for the documented endpoints.
 */
import type { CompleteAction } from '../../lifecycle';

/** The answer of a call: what came over the wire, whatever it is. */
export interface DriverAnswer {
  readonly httpStatus: number;
  /** The parsed JSON of the body; undefined where there was none. */
  readonly body: unknown;
}

/** What a poll has read, in the words of the wire. Other fields are ignored. */
export interface DriverReading {
  readonly deployment_status: string;
  readonly deployment_desired_status: string;
  /** Anything but null or undefined is an error that is set. */
  readonly deployment_error?: unknown;
}

/** What can be done to an implementation to see whether it keeps its promises. */
export type Disturbance = 'killRunner' | 'failPipeline';

/**
 * One pipeline of an implementation under test. A function that throws or rejects says that the
 * implementation could not be reached; what it did then is not known.
 */
export interface LifecycleDriver {
  /** Brings about a pipeline that is fully stopped, without an error: a new one, or one stopped by force. */
  create(): Promise<void>;
  /** Calls an action, and gives its answer whatever it is. */
  call(action: CompleteAction): Promise<DriverAnswer>;
  /** Polls the pipeline. */
  read(): Promise<DriverReading>;
  /** Leaves nothing behind. */
  destroy(): Promise<void>;
  /** Does this to the implementation, where that can be done; says whether it did. */
  disturb?(disturbance: Disturbance): Promise<boolean>;
}
