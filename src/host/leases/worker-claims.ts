/**
 * The claims of one worker. The store decides who has a pipeline; what is kept here only spares
 * questions whose answer is known.
 */
import { count, isInstanceOf, optionsOf, throwFirst } from '../../input';
import { type Claim, ClaimLostError, type Claims, type ClaimsOptions } from '../claims';
import { callListener } from '../console';
import type { Change, Pipeline } from '../pipeline';
import { durationProblems, monotonicTime } from '../time';
import type { ClaimsTable, HeldClaim } from './claims-table';
import { type ClaimsSettings, Lease, type Worker } from './lease';

export type { ClaimsSettings } from './lease';

/** The shortest lease: a renewal must have time to come and go. */
const shortestWorkerLease = 100;

/** The claims of the workers that a store has begun, which end with it. */
export class WorkerClaims {
  readonly #settings: ClaimsSettings;
  readonly #tableFor: (lease: number) => ClaimsTable;
  readonly #begun = new Set<OneWorker>();

  /** `tableFor` returns the table, for a worker with this lease. */
  constructor(settings: ClaimsSettings, tableFor: (lease: number) => ClaimsTable) {
    this.#settings = settings;
    this.#tableFor = tableFor;
  }

  /** Begins the claims of a worker. Throws InvalidInputError for malformed options. */
  begin(options: ClaimsOptions): Required<Claims> {
    const { lease } = optionsOf(options, ['lease'], 'the claims of a worker');
    throwFirst(durationProblems('lease', lease, shortestWorkerLease));
    const table = this.#tableFor(lease);
    const worker = new OneWorker(table, lease, this.#settings);
    this.#begun.add(worker);
    return Object.freeze<Required<Claims>>({
      acquire: (limit) => worker.acquire(limit),
      update: (claim, change) => worker.update(claim, change),
      holds: (claim) => worker.holds(claim),
      release: (claim) => worker.release(claim),
      onLost: (listener) => worker.onLost(listener),
      onDue: (listener) => table.onDue(listener),
      end: () => worker.end(),
    });
  }

  /** Ends the claims of every worker. */
  async end(): Promise<void> {
    await Promise.all([...this.#begun].map((worker) => worker.end()));
  }
}

/** A claim, and the worker that has it. */
interface Held {
  readonly worker: Worker;
  readonly held: HeldClaim;
}

class OneWorker {
  readonly #table: ClaimsTable;
  readonly #duration: number;
  readonly #settings: ClaimsSettings;
  readonly #lease: Lease;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<(claim: Claim) => void>();
  /** Acquiring takes turns: see `#settleDoubts`. */
  #acquiring: Promise<unknown> = Promise.resolve();
  /** Until when the store may have claims of this worker that it does not know of. */
  #doubtsUntil = 0;
  #ending: Promise<void> | undefined;

  constructor(table: ClaimsTable, duration: number, settings: ClaimsSettings) {
    this.#table = table;
    this.#duration = duration;
    this.#settings = settings;
    this.#lease = new Lease(table, duration, settings, (worker) => this.#loseAll(worker));
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
    const known = this.#heldFor(claim);
    if (known === undefined || !this.holds(claim)) throw new ClaimLostError(claim);
    try {
      return await known.held.update(change);
    } catch (error) {
      if (isInstanceOf(error, ClaimLostError)) this.#lose(known);
      throw error;
    } finally {
      if (known.held.isReleased) this.#forget(known);
    }
  }

  holds(claim: Claim): boolean {
    const known = this.#heldFor(claim);
    return known !== undefined && this.#lease.holds(known.worker);
  }

  async release(claim: Claim): Promise<void> {
    const known = this.#heldFor(claim);
    if (known === undefined) return;
    this.#forget(known);
    await this.#sure(this.#table.release(claim, known.worker.id));
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
    // The lease ends by itself if the store cannot be told.
    await this.#lease.end().catch(this.#settings.onFailure);
  }

  async #acquire(limit: number): Promise<readonly Claim[]> {
    throwFirst(count('limit', limit, 'a number of pipelines, 0 or more'));
    if (limit === 0 || this.#ending !== undefined) return [];
    const worker = await this.#lease.worker();
    await this.#settleDoubts(worker);
    const acquired = await this.#sure(this.#table.acquire(worker.id, limit));
    // Claims of a lease that is over are nobody's: the next renewal of another worker frees them.
    if (!this.#lease.holds(worker)) return [];
    return acquired.map((held) => {
      this.#held.set(held.claim.pipelineName, { worker, held });
      return held.claim;
    });
  }

  /** Waits for a statement about claims; if it fails, it may have been executed all the same. */
  async #sure<Value>(asked: Promise<Value>): Promise<Value> {
    try {
      return await asked;
    } catch (error) {
      this.#doubtsUntil = monotonicTime(this.#settings.clock) + this.#duration;
      throw error;
    }
  }

  /**
   * Releases the claims that the store has for this worker and the worker does not know of.
   * Otherwise nobody could have these pipelines as long as this worker lives.
   */
  async #settleDoubts(worker: Worker): Promise<void> {
    if (monotonicTime(this.#settings.clock) >= this.#doubtsUntil) return;
    const fences = [...this.#held.values()].map(({ held }) => held.claim.fence);
    await this.#table.releaseOthers(worker.id, fences);
  }

  #heldFor({ pipelineName, fence }: Claim): Held | undefined {
    const known = this.#held.get(pipelineName);
    return known?.held.claim.fence === fence ? known : undefined;
  }

  #loseAll(worker: Worker): void {
    for (const known of [...this.#held.values()]) if (known.worker === worker) this.#lose(known);
  }

  #lose(known: Held): void {
    if (!this.#forget(known)) return;
    for (const listener of [...this.#listeners]) {
      callListener('A listener of onLost', () => listener(known.held.claim));
    }
  }

  /** Returns false if it was not held any more. */
  #forget(known: Held): boolean {
    const { pipelineName } = known.held.claim;
    return this.#held.get(pipelineName) === known && this.#held.delete(pipelineName);
  }
}
