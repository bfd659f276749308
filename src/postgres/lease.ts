/**
 * The lease of a worker: as long as it is renewed, the claims of the worker hold.
 *
 * It is renewed on a connection of its own, because behind a shared pool renewals come late just
 * when there is most to do. The database judges by its clock. This process cannot ask it while it
 * is away, so here the lease also ends by the monotonic clock, counted from before the renewal was
 * sent: never later than there. A worker whose lease is over never comes back; for what it claims
 * next it takes a new id.
 */
import type { Clock } from '../host';
import { monotonicTime } from '../host/time';
import { OwnConnection } from './connection';
import type { Database } from './database';

/** A worker, as the others see it. */
export interface Worker {
  readonly id: string;
  /** Until when the lease lasts, by the monotonic clock. */
  until: number;
  readonly over: AbortController;
}

/** A busy machine takes this long to open a connection, in milliseconds. */
const leastTimeout = 1_000;

/** After a renewal that has failed, the next one is tried within this part of the lease. */
const retries = 10;

/** The leases of a worker, one after the other. */
export class Lease {
  readonly #database: Database;
  readonly #duration: number;
  readonly #onLost: (worker: Worker) => void;
  readonly #connection: OwnConnection;
  readonly #clock: Clock;
  #worker: Worker | undefined;
  #joining: Promise<Worker> | undefined;
  #isEnded = false;

  constructor(database: Database, duration: number, onLost: (worker: Worker) => void) {
    this.#database = database;
    this.#duration = duration;
    this.#onLost = onLost;
    this.#clock = database.settings.clock;
    // So that a renewal that hangs leaves time for another one.
    const timeout = Math.max(leastTimeout, Math.ceil(duration / 2));
    const { queryTimeout } = database.settings;
    this.#connection = new OwnConnection(database, Math.min(queryTimeout, timeout));
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
      if (worker !== undefined) await this.#connection.ask('leave', worker.id);
    } finally {
      this.#connection.close();
    }
  }

  async #join(): Promise<Worker> {
    const sent = monotonicTime(this.#clock);
    const id = crypto.randomUUID();
    await this.#connection.ask('join', id, this.#duration);
    const worker = { id, until: sent + this.#duration, over: new AbortController() };
    this.#worker = worker;
    if (!this.#isEnded) {
      void this.#renewing(worker);
      void this.#expiring(worker);
    }
    return worker;
  }

  async #renewing(worker: Worker): Promise<void> {
    const { signal } = worker.over;
    for (let delay = this.#interval(); ; ) {
      await this.#clock.sleep(delay, signal);
      if (signal.aborted) return;
      delay = await this.#renew(worker).catch((error) => {
        if (!signal.aborted) this.#database.fail(error);
        return (this.#duration / retries) * this.#database.settings.random();
      });
    }
  }

  /** Renews the lease, and returns when to do so again. */
  async #renew(worker: Worker): Promise<number> {
    const sent = monotonicTime(this.#clock);
    const { rows } = await this.#connection.ask('renew', worker.id, this.#duration);
    const { renewed, next_end: nextEnd } = rows[0] ?? {};
    if (renewed === true) worker.until = sent + this.#duration;
    else this.#lose(worker);
    // Earlier if the lease of another worker ends before: its pipelines must not wait.
    const interval = this.#interval();
    return nextEnd === null ? interval : Math.min(interval, nextEnd + this.#jitter());
  }

  /** Notices the end of the lease while the database is away, or does not answer. */
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

  #interval(): number {
    return this.#duration / 3;
  }

  /** A little after the end, and not all workers at once. */
  #jitter(): number {
    return 10 + 100 * this.#database.settings.random();
  }
}
