/**
 * Changes by other processes, heard on a connection of its own that is opened again whenever it
 * breaks.
 *
 * It is opened for the first listener and stays until the store is closed: a user's wait lasts a
 * second, and must not open a connection each time. A listener may have looked before LISTEN took
 * effect, so once it has, everything is told that was written since somebody last listened.
 */
import type { Clock } from '../host';
import { callListener } from '../host/console';
import { monotonicTime } from '../host/time';
import { readThrown } from '../input';
import type { Database } from './database';
import type { PostgresClient } from './driver';
import { channelOf } from './statements';

/** How often the connection is tried, so that one that is half open does not stay deaf. */
const pingInterval = 30_000;

/** How much older than its commit a write can be: longer than any statement may take. */
const longestWrite = 60_000;

/** The longest pause before the connection is opened again. */
const longestPause = 1_000;

/** The changes of the pipelines of a database. */
export class PipelineChanges {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #listeners = new Set<(name: string) => void>();
  readonly #dueListeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #listening: Promise<void> | undefined;
  /** The last time at which the connection was known to work. */
  #heardAt = 0;
  #reported: string | undefined;

  constructor(database: Database) {
    this.#database = database;
    this.#clock = database.settings.clock;
  }

  /** Calls the listener with the name of each pipeline that any process has written. */
  watch(listener: (name: string) => void): () => void {
    return this.#add(this.#listeners, (name: string) => listener(name));
  }

  /** Calls the listener whenever there may be something to claim. */
  onDue(listener: () => void): () => void {
    return this.#add(this.#dueListeners, () => listener());
  }

  /** Stops listening. */
  async close(): Promise<void> {
    this.#closing.abort('closed');
    await this.#listening;
  }

  #add<Listener>(to: Set<Listener>, listener: Listener): () => void {
    to.add(listener);
    if (this.#listening === undefined && !this.#closing.signal.aborted) {
      this.#heardAt = monotonicTime(this.#clock);
      this.#listening = this.#listen();
    }
    return () => void to.delete(listener);
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#listenOnce(signal).catch((error) => this.#report(error));
      // At random, so that not all processes come back at the same moment.
      await this.#clock.sleep(longestPause * this.#database.settings.random(), signal);
    }
  }

  /** Tells of writes until the connection breaks, and rejects then. */
  async #listenOnce(closing: AbortSignal): Promise<void> {
    const client = await this.#database.connect();
    const ended = new AbortController();
    client.on('end', () => ended.abort('ended'));
    client.on('notification', ({ payload = '' }) => this.#tell(payload));
    try {
      await client.query({ text: `LISTEN ${channelOf(this.#database.settings.schema)}` });
      await this.#tellMissed(client);
      this.#reported = undefined;
      const signal = AbortSignal.any([closing, ended.signal]);
      while (!signal.aborted) {
        this.#heardAt = monotonicTime(this.#clock);
        await this.#clock.sleep(pingInterval, signal);
        if (!signal.aborted) await client.query({ text: 'SELECT 1' });
      }
      if (!closing.aborted) throw new Error('The connection that listens has ended.');
    } finally {
      // It may be half open: nobody waits for it.
      client.end().catch(() => {});
    }
  }

  async #tellMissed(client: PostgresClient): Promise<void> {
    const gap = monotonicTime(this.#clock) - this.#heardAt;
    const { queryTimeout } = this.#database.settings;
    const missed = [gap + longestWrite + queryTimeout];
    const { rows } = await this.#database.askOn(client, queryTimeout, 'missed', missed);
    for (const { name } of rows) this.#tell(name);
    this.#tell('');
  }

  /** An empty name says that there is something to claim. */
  #tell(name: string): void {
    if (name === '') for (const listener of [...this.#dueListeners]) tellListener(listener);
    else for (const listener of [...this.#listeners]) tellListener(() => listener(name));
  }

  /** Tells of each failure once: while the database is away, every attempt fails. */
  #report(error: unknown): void {
    const { text } = readThrown(error);
    if (this.#closing.signal.aborted || text === this.#reported) return;
    this.#reported = text;
    this.#database.fail(error);
  }
}

function tellListener(listener: () => unknown): void {
  callListener('A listener of the store', listener);
}
