/** The store of `pipeline-lifecycle/postgres`, opened for a test. */
import { type PostgresStore, type PostgresStoreOptions, postgresStore } from '../../src/postgres';

/** An open store, with the errors that it has reported. */
export interface OpenedPostgresStore extends PostgresStore {
  readonly errors: readonly unknown[];
}

/** Opens the store over this database. */
export function openPostgresStore(
  connectionString: string,
  options: PostgresStoreOptions = {},
): OpenedPostgresStore {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  return { ...postgresStore({ connectionString, onError, ...options }), errors };
}
