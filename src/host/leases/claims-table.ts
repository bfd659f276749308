/**
 * The claims table port: where a store keeps its workers and what they have claimed. Each method is
 * one step in which nobody else can write. The store judges by a clock that all workers share.
 */
import { settled } from '../../lifecycle';
import type { Claim } from '../claims';
import type { Change, Pipeline } from '../pipeline';

/** A claim that a worker holds, and the way to write under it. */
export interface HeldClaim {
  readonly claim: Claim;
  /** True once a write has released the claim, or the pipeline is gone. */
  readonly isReleased: boolean;
  /** Changes the pipeline if the claim holds. Rejects with ClaimLostError if it does not. */
  update<Result>(change: (pipeline: Pipeline) => Change<Result>): Promise<Result | undefined>;
}

/** The result of a renewal. */
export interface Renewal {
  /** False if the lease was over. */
  readonly isRenewed: boolean;
  /** Milliseconds until the next lease of another worker is over; null if there is none. */
  readonly nextEnd: number | null;
}

/** The table of claims, as one worker uses it. Durations are in milliseconds. */
export interface ClaimsTable {
  /**
   * Adds a worker with a lease. Removes workers whose lease is over, and releases their claims.
   * Resolves with `nextEnd`, as a renewal does.
   */
  join(worker: string, lease: number): Promise<number | null>;
  /** Renews a lease that is not over yet. Removes others that are, and releases their claims. */
  renew(worker: string, lease: number): Promise<Renewal>;
  /** Removes a worker, and releases its claims. */
  leave(worker: string): Promise<void>;
  /** Claims what is due and unclaimed for a worker whose lease lasts: the oldest first. */
  acquire(worker: string, limit: number): Promise<readonly HeldClaim[]>;
  /** Releases a claim, if the worker has it. */
  release(claim: Claim, worker: string): Promise<void>;
  /** Releases the claims of a worker that have none of these fences. */
  releaseOthers(worker: string, fences: readonly number[]): Promise<void>;
  /** Calls the listener whenever there may be something to claim, until the result is called. */
  onDue(listener: () => void): () => void;
  /** Closes what leases alone need. */
  close(): void;
}

/** How long nobody claims a pipeline that a worker cannot read, in milliseconds. */
export const unreadablePause = 60_000;

/** True if a worker has something to do for this pipeline. Pure. */
export function isDue({ deployment }: Pipeline): boolean {
  return !settled(deployment);
}
