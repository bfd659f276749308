/**
 * The way to the database: a pool for the calls of the store, and separate connections for what
 * must not wait behind them. Nothing waits for ever: every statement has a time limit, here and, in
 * the store's own pool, on the server as well.
 */
import { callListener } from '../host/console';
import { fieldOf } from '../input';
import { importPg, type PostgresClient, type PostgresPool, type PostgresResult } from './driver';
import { migrations } from './migrations';
import type { PostgresSettings } from './options';
import { PostgresSchemaError } from './schema-error';
import { type Statements, statementsFor } from './statements';

/** The codes of a schema, a table or a column that is not there. */
const missingCodes: readonly unknown[] = ['3F000', '42P01', '42703'];

/** A statement by its key, with its values. */
export type AskDatabase = (key: keyof Statements, ...values: unknown[]) => Promise<PostgresResult>;

/** The database of a store. */
export class Database {
  readonly settings: PostgresSettings;
  readonly #statements: Statements;
  #pool: Promise<PostgresPool> | undefined;
  #endPool: () => Promise<void> = async () => {};

  constructor(settings: PostgresSettings) {
    this.settings = settings;
    this.#statements = statementsFor(settings.schema);
  }

  /** Makes a statement on the pool. */
  readonly ask: AskDatabase = async (key, ...values) => {
    this.#pool ??= this.#openPool();
    const pool = await this.#pool;
    return this.askOn(pool, this.settings.queryTimeout, key, values);
  };

  /** Makes a statement on a connection, or on a pool. */
  async askOn(
    on: Pick<PostgresPool, 'query'>,
    timeout: number,
    key: keyof Statements,
    values: unknown[],
  ): Promise<PostgresResult> {
    try {
      return await on.query({ ...this.#statements[key], values, ...limitOf(timeout) });
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Opens a connection outside the pool. */
  async connect(timeout = this.settings.queryTimeout): Promise<PostgresClient> {
    const { Client } = await importPg();
    const { pool, connectionString } = this.settings;
    const client = new Client({
      ...(pool === undefined ? { connectionString } : optionsOfPool(pool)),
      ...connectionLimits(timeout),
    });
    // Whatever is under way rejects as well: nothing is lost here.
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  /** Tells of a failure that no call reports. */
  readonly fail = (error: unknown): void => {
    callListener('onError', () => this.settings.onError(error));
  };

  /** Ends the pool, if it is the store's own. */
  async close(): Promise<void> {
    await this.#pool?.catch(() => {});
    await this.#endPool();
  }

  async #openPool(): Promise<PostgresPool> {
    const { pool, connectionString, queryTimeout } = this.settings;
    if (pool !== undefined) {
      // Without a listener, the process ends if a connection breaks while nobody uses it.
      pool.on('error', this.fail);
      this.#endPool = async () => void pool.off('error', this.fail);
      return pool;
    }
    const { Pool } = await importPg();
    const own = new Pool({ connectionString, ...connectionLimits(queryTimeout) });
    own.on('error', this.fail);
    this.#endPool = () => own.end();
    return own;
  }

  #explained(error: unknown): unknown {
    if (!missingCodes.includes(fieldOf(error, 'code'))) return error;
    const { schema } = this.settings;
    const known = migrations.length;
    return new PostgresSchemaError({ schema, found: null, known }, { cause: error });
  }
}

/** The limits of a connection. The server ends a statement that nobody waits for any more. */
function connectionLimits(timeout: number) {
  return {
    connectionTimeoutMillis: timeout,
    query_timeout: timeout,
    statement_timeout: timeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

function limitOf(timeout: number): { readonly query_timeout: number } {
  return { query_timeout: timeout };
}

/** The pool hides its password from whoever enumerates its options. */
function optionsOfPool({ options }: PostgresPool): object {
  return { ...options, password: fieldOf(options, 'password') };
}
