/**
 * A connection for statements that must not wait behind others, opened when it is needed and again
 * after any failure.
 */
import type { AskDatabase, Database } from './database';
import type { PostgresClient } from './driver';

/** A connection outside the pool. */
export class OwnConnection {
  readonly #database: Database;
  readonly #timeout: number;
  #client: Promise<PostgresClient> | undefined;

  constructor(database: Database, timeout: number) {
    this.#database = database;
    this.#timeout = timeout;
  }

  readonly ask: AskDatabase = async (key, ...values) => {
    this.#client ??= this.#database.connect(this.#timeout);
    const opening = this.#client;
    try {
      return await this.#database.askOn(await opening, this.#timeout, key, values);
    } catch (error) {
      if (this.#client === opening) this.close();
      throw error;
    }
  };

  /** Ends the connection, without waiting for it: it may be half open. */
  close(): void {
    const opening = this.#client;
    this.#client = undefined;
    opening?.then((client) => client.end()).catch(() => {});
  }
}
