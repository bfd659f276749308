/**
 * Working through claims: pipelines that this worker has claimed are reconciled, and no others.
 *
 * Pipelines are claimed as there is room for them, when the store tells of a change and from time
 * to time, because a message can be lost and another worker can die.
 */

import type { Claim, Claims } from '../claims';
import type { LifecycleStore } from '../store';
import { delayAfter } from '../tasks';
import { type Ask, monotonicTime, withinLimit } from '../time';
import { Hold } from './hold';
import { Notifier } from './notifier';
import { aborted } from './scopes';
import type { SharedState } from './shared-state';

/** The shortest time between two looks for something to claim, in milliseconds. */
const pauseMin = 10;

/** More pipelines are never claimed at once, even without a limit of tasks. */
const roomMax = 10_000;

/** The claims of this worker, and what they are for. */
export class Claiming {
  readonly #shared: SharedState;
  readonly #begin: (hold: Hold) => Promise<void>;
  readonly #holds = new Map<string, Hold>();
  readonly #due = new Notifier();
  readonly #room: number;
  #claims: Claims | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  /** `begin` reconciles a pipeline until it is settled or the hold is lost. */
  constructor(shared: SharedState, begin: (hold: Hold) => Promise<void>) {
    this.#shared = shared;
    this.#begin = begin;
    // Deletions have as many slots as all other tasks.
    this.#room = Math.min(2 * shared.settings.concurrency, roomMax);
  }

  /** A pipeline has changed. */
  changed(): void {
    // Claims that tell of what is due spare a question at every change of any pipeline.
    if (this.#claims?.onDue === undefined) this.#due.notify();
  }

  /** Claims and reconciles until the reconciler ends. Never rejects before that. */
  async run(): Promise<void> {
    const { settings, scopes } = this.#shared;
    const { clock, resync, lease } = settings;
    const claims = await this.#untilAnswered('claims', async (isOver) => {
      const begun = await (settings.store as Required<LifecycleStore>).claims({ lease });
      if (isOver()) this.#giveUp(begun.end());
      return begun;
    });
    this.#claims = claims;
    const unlisten = [
      claims.onLost((claim) => this.#holdOf(claim)?.lose()),
      claims.onDue?.(() => this.#due.notify()),
    ];
    try {
      while (!scopes.isEnded) {
        this.#due.clear();
        if (await this.#claimMore(claims)) continue;
        await scopes.within((scope) =>
          Promise.race([
            this.#due.notified(),
            clock.sleep(resync, scope.signal),
            aborted(scope.signal),
          ]),
        );
        await this.#breather();
      }
    } finally {
      for (const end of unlisten) end?.();
      // Ends the wait for a notification.
      this.#due.notify();
    }
  }

  /** Hands every claim over to other workers. Never rejects. */
  async end(): Promise<void> {
    for (const hold of this.#holds.values()) hold.lose();
    await this.#limited('claims.end', async () => this.#claims?.end()).catch((error) =>
      this.#failed(error, null),
    );
  }

  /** Claims as many pipelines as there is room for; true if there may be more. */
  async #claimMore(claims: Claims): Promise<boolean> {
    const room = this.#room - this.#holds.size;
    if (room <= 0) return false;
    this.#askedAt = monotonicTime(this.#shared.settings.clock);
    const claimed = await this.#untilAnswered('acquire', (isOver) =>
      this.#acquire(claims, room, isOver),
    );
    // The lease may have ended meanwhile.
    const held = claimed.filter((claim) => claims.holds(claim));
    for (const claim of held) this.#hold(claims, claim);
    return held.length === room && this.#holds.size < this.#room;
  }

  /** Acquires; if nobody waits for the answer any more, the claims are given back. */
  async #acquire(claims: Claims, room: number, isOver: () => boolean): Promise<readonly Claim[]> {
    const claimed = await claims.acquire(room);
    if (isOver()) for (const claim of claimed) this.#giveUp(claims.release(claim));
    return claimed;
  }

  #giveUp(work: Promise<void>): void {
    work.catch((error) => this.#failed(error, null));
  }

  /** Waits a little if it has asked just now: what comes in quick succession is claimed at once. */
  async #breather(): Promise<void> {
    const { settings, scopes } = this.#shared;
    const { clock } = settings;
    const early = this.#askedAt + pauseMin - monotonicTime(clock);
    if (early > 0) await scopes.within((scope) => clock.sleep(early, scope.signal));
  }

  #hold(claims: Claims, claim: Claim): void {
    const { pipelineName, fence } = claim;
    const { journal, scopes } = this.#shared;
    const hold = new Hold(claim, claims, () => {
      if (!scopes.isEnded) journal.write({ type: 'lost', pipelineName, fence });
    });
    const before = this.#holds.get(pipelineName);
    // An earlier claim of this name cannot hold any more.
    before?.lose();
    this.#holds.set(pipelineName, hold);
    const work = async () => {
      await this.#begin(hold);
      if (this.#holds.get(pipelineName) === hold) this.#holds.delete(pipelineName);
      if (!hold.isOver && !this.#shared.scopes.isEnded) {
        await this.#untilAnswered('release', () => claims.release(claim));
      }
      // There is room for another one.
      this.#due.notify();
    };
    this.#shared.follow(pipelineName, work());
  }

  #holdOf({ pipelineName, fence }: Claim): Hold | undefined {
    const hold = this.#holds.get(pipelineName);
    return hold?.claim.fence === fence ? hold : undefined;
  }

  /** Asks until the store answers. Rejects only once the reconciler ends. */
  async #untilAnswered<Value>(call: string, ask: Ask<Value>): Promise<Value> {
    const { settings, scopes } = this.#shared;
    const { backoff, clock, random, resync } = settings;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#limited(`store.${call}`, ask);
      } catch (error) {
        const delay = scopes.isEnded ? null : delayAfter(tries, backoff, random, resync);
        this.#failed(error, delay);
        if (delay === null) throw error;
        await scopes.within((scope) => clock.sleep(delay, scope.signal));
      }
    }
  }

  #limited<Value>(call: string, ask: Ask<Value>): Promise<Value> {
    const { scopes, limitOf } = this.#shared;
    return scopes.within((scope) => withinLimit(ask, limitOf(call), scope));
  }

  #failed(error: unknown, delay: number | null): void {
    const about = { operation: 'claims', pipelineName: null } as const;
    this.#shared.journal.write({ type: 'storeFailed', ...about, error, delay });
  }
}
