/**
 * The claims of one worker. The database decides who has a pipeline; what is kept here only spares
 * questions whose answer is known.
 */
import {
  type Change,
  type Claim,
  ClaimLostError,
  type Claims,
  type ClaimsOptions,
  type Pipeline,
  parsePipeline,
} from '../host';
import { callListener } from '../host/console';
import { durationProblems, monotonicTime } from '../host/time';
import { count, isInstanceOf, optionsOf, throwFirst } from '../input';
import type { Database } from './database';
import { HeldClaim } from './held-claim';
import { Lease, type Worker } from './lease';
import type { PipelineChanges } from './pipeline-changes';
import { isDue } from './table';

/** A row that was claimed. */
interface ClaimedRow {
  readonly name: string;
  readonly pipeline: string;
  readonly version: string;
  readonly fence: string;
}

/** How long nobody claims a pipeline that this worker cannot read, in milliseconds. */
const unreadablePause = 60_000;

/** The shortest lease: a renewal must have time to come and go. */
const shortestLease = 100;

/** Begins the claims of a worker. Throws InvalidInputError for malformed options. */
export function beginClaims(
  database: Database,
  changes: PipelineChanges,
  options: ClaimsOptions,
): Required<Claims> {
  const { lease } = optionsOf(options, ['lease'], 'the claims of a worker');
  throwFirst(durationProblems('lease', lease, shortestLease));
  const claims = new WorkerClaims(database, lease);
  return Object.freeze<Required<Claims>>({
    acquire: (limit) => claims.acquire(limit),
    update: (claim, change) => claims.update(claim, change),
    holds: (claim) => claims.holds(claim),
    release: (claim) => claims.release(claim),
    onLost: (listener) => claims.onLost(listener),
    onDue: (listener) => changes.onDue(listener),
    end: () => claims.end(),
  });
}

class WorkerClaims {
  readonly #database: Database;
  readonly #duration: number;
  readonly #lease: Lease;
  readonly #held = new Map<string, HeldClaim>();
  readonly #listeners = new Set<(claim: Claim) => void>();
  /** Acquiring takes turns: see `#settleDoubts`. */
  #acquiring: Promise<unknown> = Promise.resolve();
  /** Until when the database may have claims of this worker that it does not know of. */
  #doubtsUntil = 0;
  #ending: Promise<void> | undefined;

  constructor(database: Database, duration: number) {
    this.#database = database;
    this.#duration = duration;
    this.#lease = new Lease(database, duration, (worker) => this.#loseAll(worker));
  }

  acquire(limit: number): Promise<readonly Claim[]> {
    const acquired = this.#acquiring.then(() => this.#acquire(limit));
    this.#acquiring = acquired.catch(() => {});
    return acquired;
  }

  async update<Result>(
    claim: Claim,
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined> {
    const held = this.#heldFor(claim);
    if (held === undefined || !this.holds(claim)) throw new ClaimLostError(claim);
    try {
      return await held.update(change);
    } catch (error) {
      if (isInstanceOf(error, ClaimLostError)) this.#lose(held);
      throw error;
    } finally {
      if (held.isReleased) this.#forget(held);
    }
  }

  holds(claim: Claim): boolean {
    const held = this.#heldFor(claim);
    return held !== undefined && this.#lease.holds(held.worker);
  }

  async release(claim: Claim): Promise<void> {
    const held = this.#heldFor(claim);
    if (held === undefined) return;
    this.#forget(held);
    const { worker } = held;
    await this.#sure(this.#database.ask('release', claim.pipelineName, worker.id, claim.fence));
  }

  onLost(listener: (claim: Claim) => void): () => void {
    const own = (claim: Claim) => listener(claim);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    await this.#acquiring;
    this.#held.clear();
    // The lease ends by itself if the database cannot be told.
    await this.#lease.end().catch(this.#database.fail);
  }

  async #acquire(limit: number): Promise<readonly Claim[]> {
    throwFirst(count('limit', limit, 'a number of pipelines, 0 or more'));
    if (limit === 0 || this.#ending !== undefined) return [];
    const worker = await this.#lease.worker();
    await this.#settleDoubts(worker);
    const { rows } = await this.#sure(this.#database.ask('acquire', worker.id, limit));
    // Claims of a lease that is over are nobody's: the next renewal of another worker frees them.
    if (!this.#lease.holds(worker)) return [];
    const claims = await Promise.all(rows.map((row: ClaimedRow) => this.#take(worker, row)));
    return claims.filter((claim) => claim !== undefined);
  }

  /**
   * Takes a row that was claimed; a pipeline that has nothing to do is handed back, and so is one
   * that only a newer version of the library can read.
   */
  async #take(worker: Worker, row: ClaimedRow): Promise<Claim | undefined> {
    const { name, version, fence } = row;
    let pipeline: Pipeline;
    try {
      pipeline = parsePipeline(JSON.parse(row.pipeline));
    } catch (error) {
      const { onInvalid } = this.#database.settings;
      callListener('onInvalid', () => onInvalid(error, row));
      await this.#sure(this.#database.ask('putOff', name, worker.id, fence, unreadablePause));
      return undefined;
    }
    if (!isDue(pipeline)) {
      await this.#sure(this.#database.ask('releaseSettled', name, worker.id, fence, version));
      return undefined;
    }
    const reference = { pipelineName: name, pipelineId: pipeline.id };
    const claim: Claim = Object.freeze({ ...reference, fence: Number(fence) });
    this.#held.set(name, new HeldClaim(this.#database, worker, claim, { pipeline, version }));
    return claim;
  }

  /** Waits for a statement about claims; if it fails, it may have been executed all the same. */
  async #sure<Value>(asked: Promise<Value>): Promise<Value> {
    try {
      return await asked;
    } catch (error) {
      this.#doubtsUntil = monotonicTime(this.#database.settings.clock) + this.#duration;
      throw error;
    }
  }

  /**
   * Releases what the database has as claims of this worker and the worker has not. Otherwise
   * nobody could have these pipelines as long as this worker lives.
   */
  async #settleDoubts(worker: Worker): Promise<void> {
    if (monotonicTime(this.#database.settings.clock) >= this.#doubtsUntil) return;
    const fences = [...this.#held.values()].map(({ claim }) => claim.fence);
    await this.#database.ask('releaseOthers', worker.id, fences);
  }

  #heldFor({ pipelineName, fence }: Claim): HeldClaim | undefined {
    const held = this.#held.get(pipelineName);
    return held?.claim.fence === fence ? held : undefined;
  }

  #loseAll(worker: Worker): void {
    for (const held of [...this.#held.values()]) if (held.worker === worker) this.#lose(held);
  }

  #lose(held: HeldClaim): void {
    if (!this.#forget(held)) return;
    for (const listener of [...this.#listeners]) {
      callListener('A listener of onLost', () => listener(held.claim));
    }
  }

  /** Returns false if it was not held any more. */
  #forget(held: HeldClaim): boolean {
    const { pipelineName } = held.claim;
    return this.#held.get(pipelineName) === held && this.#held.delete(pipelineName);
  }
}
