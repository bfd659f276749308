/** The store in PostgreSQL: for any number of servers and workers, on any number of machines. */
import { type ClaimsOptions, type LifecycleStore, versionedStore } from '../host';
import { WorkerClaims } from '../host/leases';
import type { Migration } from '../host/store-parts';
import { ClaimedRows } from './claimed-rows';
import { Database } from './database';
import { migrateTables } from './migrate';
import { type PostgresStoreOptions, postgresSettings } from './options';
import { PipelineChanges } from './pipeline-changes';
import { pipelineTable } from './table';

/** A store in PostgreSQL, and what belongs to it. */
export interface PostgresStore {
  /** Tells of what every process writes, and has claims for workers. */
  readonly store: LifecycleStore & Required<Pick<LifecycleStore, 'watch' | 'claims'>>;
  /**
   * Makes the tables, or brings them up to date, however many servers do so at once. Call it before
   * anything else. Rejects with PostgresSchemaError if the tables are newer than this library.
   */
  migrate(): Promise<Migration>;
  /**
   * Ends the claims that were begun, and closes every connection but those of a pool that you
   * brought.
   */
  close(): Promise<void>;
}

/**
 * Creates a store in PostgreSQL. Nothing is opened before it is needed, and everything is opened
 * again after the server was away. Meanwhile calls reject, and the caller must retry, as the
 * reconciler does by itself. Rejects with MissingPackageError without the package `pg`, and with
 * PostgresSchemaError without tables. Throws InvalidInputError for malformed options.
 */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const settings = postgresSettings(options);
  const database = new Database(settings);
  const changes = new PipelineChanges(database);
  const { clock, random, onInvalid } = settings;
  const versioned = versionedStore(pipelineTable(database.ask, changes), {
    clock,
    random,
    onInvalid,
  });
  const workers = new WorkerClaims(
    { clock, random, onFailure: database.fail },
    (lease) => new ClaimedRows(database, changes, lease),
  );
  const store = Object.freeze({
    ...(versioned as LifecycleStore & Required<Pick<LifecycleStore, 'watch'>>),
    claims: async (given: ClaimsOptions) => workers.begin(given),
  });
  const close = async () => {
    await workers.end();
    await changes.close();
    await database.close();
  };
  let closing: Promise<void> | undefined;
  return Object.freeze<PostgresStore>({
    store,
    migrate: () => migrateTables(database),
    close: () => {
      closing ??= close();
      return closing;
    },
  });
}
