/**
 * The lease of a worker: as long as it is renewed, the claims of the worker hold.
 *
 * The store judges by its clock. This process cannot ask it while it is away, so here the lease
 * also ends by the monotonic clock, counted from before the renewal was sent: never later than
 * there. A worker whose lease is over never comes back; for what it claims next it takes a new id.
 */
import { type Clock, monotonicTime } from '../time';
import type { ClaimsTable } from './claims-table';

/** The settings of leases and claims, from those of their store. */
export interface ClaimsSettings {
  readonly clock: Clock;
  readonly random: () => number;
  /** Called with each failure that no call reports. */
  readonly onFailure: (error: unknown) => void;
}

/** A worker, as the others see it. */
export interface Worker {
  readonly id: string;
  /** Until when the lease lasts, by the monotonic clock. */
  until: number;
  readonly over: AbortController;
}

/** The longest time between two renewals, which also find what others leave behind. */
const intervalMax = 5_000;

/** After a renewal that has failed, the next one is tried within this part of the lease. */
const retries = 10;

/** The leases of a worker, one after the other. */
export class Lease {
  readonly #table: ClaimsTable;
  readonly #duration: number;
  readonly #settings: ClaimsSettings;
  readonly #onLost: (worker: Worker) => void;
  readonly #clock: Clock;
  #worker: Worker | undefined;
  #joining: Promise<Worker> | undefined;
  #isEnded = false;

  constructor(
    table: ClaimsTable,
    duration: number,
    settings: ClaimsSettings,
    onLost: (worker: Worker) => void,
  ) {
    this.#table = table;
    this.#duration = duration;
    this.#settings = settings;
    this.#onLost = onLost;
    this.#clock = settings.clock;
  }

  /** Returns the worker, with a lease; a new one if there is none, or its lease is over. */
  async worker(): Promise<Worker> {
    if (this.#worker !== undefined && this.holds(this.#worker)) return this.#worker;
    this.#joining ??= this.#join().finally(() => {
      this.#joining = undefined;
    });
    return this.#joining;
  }

  /** True while the lease of the worker lasts, as far as this process can know. */
  holds(worker: Worker): boolean {
    if (worker.over.signal.aborted) return false;
    if (monotonicTime(this.#clock) < worker.until) return true;
    // Its alarm comes late if the process was stopped.
    this.#lose(worker);
    return false;
  }

  /** Ends the lease, and releases every claim. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#joining?.catch(() => {});
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.over.abort('ended');
    try {
      if (worker !== undefined) await this.#table.leave(worker.id);
    } finally {
      this.#table.close();
    }
  }

  async #join(): Promise<Worker> {
    const sent = monotonicTime(this.#clock);
    const id = crypto.randomUUID();
    const nextEnd = await this.#table.join(id, this.#duration);
    const worker = { id, until: sent + this.#duration, over: new AbortController() };
    this.#worker = worker;
    if (!this.#isEnded) {
      void this.#renewing(worker, nextEnd);
      void this.#expiring(worker);
    }
    return worker;
  }

  async #renewing(worker: Worker, nextEnd: number | null): Promise<void> {
    const { signal } = worker.over;
    for (let delay = this.#untilRenewal(nextEnd); ; ) {
      await this.#clock.sleep(delay, signal);
      if (signal.aborted) return;
      delay = await this.#renew(worker).catch((error) => {
        if (!signal.aborted) this.#settings.onFailure(error);
        return (this.#duration / retries) * this.#settings.random();
      });
    }
  }

  /** Renews the lease, and returns when to do so again. */
  async #renew(worker: Worker): Promise<number> {
    const sent = monotonicTime(this.#clock);
    const { isRenewed, nextEnd } = await this.#table.renew(worker.id, this.#duration);
    if (isRenewed) worker.until = sent + this.#duration;
    else this.#lose(worker);
    return this.#untilRenewal(nextEnd);
  }

  /** Notices the end of the lease while the store is away, or does not answer. */
  async #expiring(worker: Worker): Promise<void> {
    const { signal } = worker.over;
    while (!signal.aborted && this.holds(worker)) {
      await this.#clock.sleep(worker.until - monotonicTime(this.#clock), signal);
    }
  }

  #lose(worker: Worker): void {
    if (worker.over.signal.aborted) return;
    worker.over.abort('lost');
    if (this.#worker === worker) this.#worker = undefined;
    this.#onLost(worker);
  }

  /** Earlier if the lease of another worker ends before: its pipelines must not wait. */
  #untilRenewal(nextEnd: number | null): number {
    const interval = Math.min(this.#duration / 3, intervalMax);
    return nextEnd === null ? interval : Math.min(interval, nextEnd + this.#jitter());
  }

  /** A little after the end, and not all workers at once. */
  #jitter(): number {
    return 10 + 100 * this.#settings.random();
  }
}
