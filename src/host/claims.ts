/**
 * The claims port: one worker at a time for a pipeline, however many workers share a store.
 *
 * A worker claims pipelines that have something to do, and keeps them as long as it shows that it
 * is alive: it renews its lease, all claims at once. A worker that dies, hangs or loses the store
 * is replaced once its lease is over. It may come back and not know yet, so each claim has a fence:
 * a number that is higher than those of all earlier claims of the pipeline. Every write of a worker
 * is checked against it, and the executor gets it with each task, to refuse lower ones.
 */
import { fieldOf, isInstanceOf } from '../input';
import type { PipelineReference } from './executor';
import type { Change, Pipeline } from './pipeline';

/** A pipeline that belongs to one worker until it settles, is released, or the lease is over. */
export interface Claim extends PipelineReference {
  /** Higher than in every earlier claim of this pipeline: a positive integer. */
  readonly fence: number;
}

/** The claims of one worker. */
export interface Claims {
  /**
   * Claims up to `limit` unsettled pipelines that no living worker holds, longest waiting first.
   * Claims none while the lease of this worker is over, until it has begun a new one.
   */
  acquire(limit: number): Promise<readonly Claim[]>;
  /**
   * Changes the pipeline as `update` of the store does, if the claim still holds. Rejects with
   * ClaimLostError otherwise, with nothing written. A claim whose pipeline is settled by the write,
   * or removed, is released by it.
   */
  update<Result>(
    claim: Claim,
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined>;
  /**
   * True while nobody else can have the pipeline: the claim was not given back, and the lease is
   * not over by the monotonic time of this process, counted from when its last renewal was sent.
   * Asks nobody, so a process that was stopped for a while knows at once.
   */
  holds(claim: Claim): boolean;
  /** Gives a claim back: others may have the pipeline at once. Does nothing if it is lost. */
  release(claim: Claim): Promise<void>;
  /**
   * Calls the listener with each claim that is lost: to another worker, or because the lease could
   * not be renewed. The listener is called no later than this worker can know of the loss.
   */
  onLost(listener: (claim: Claim) => void): () => void;
  /**
   * Calls the listener whenever there may be something to acquire, until the returned function is
   * called. It may be called late and in vain, and a message may be lost. Optional: without it
   * callers try at each change that the store tells of.
   */
  onDue?(listener: () => void): () => void;
  /** Releases every claim and stops renewing the lease. */
  end(): Promise<void>;
}

/** The options of the claims of a worker. */
export interface ClaimsOptions {
  /** How long a worker that does not renew its lease keeps its claims, in milliseconds. */
  readonly lease: number;
}

/** The claim does not hold any more, so nothing was written. */
export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';
  readonly claim: Claim;

  constructor(claim: Claim) {
    super(
      `The claim of pipeline '${claim.pipelineName}' with fence ${claim.fence} is lost: another worker may have it by now.`,
    );
    this.claim = claim;
  }
}

/**
 * Returns true for a ClaimLostError. The name counts as well: if the package is loaded both as an
 * ECMAScript module and as CommonJS, each copy has a class of its own.
 */
export function isClaimLostError(error: unknown): error is ClaimLostError {
  if (isInstanceOf(error, ClaimLostError)) return true;
  return fieldOf(error, 'name') === 'ClaimLostError' && isInstanceOf(error, Error);
}
