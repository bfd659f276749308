/** The stores of `serve`: the only place that turns its options into one. */
import type { LifecycleStore } from '../host';
import { InvalidInputError, isInstanceOf, MissingPackageError, readThrown } from '../input';
import { SqliteBusyError, SqliteFileError, sqliteStore } from '../sqlite';

/** The options that choose a store. At most one is given; without any, pipelines are forgotten. */
export interface StoreOptions {
  /** A file of SQLite. */
  readonly data?: string | undefined;
}

/** A store that outlives the program. */
export interface KeptStore {
  readonly store: LifecycleStore;
  /** The place of the pipelines, in words. */
  readonly place: string;
  close(): Promise<void>;
}

/**
 * Opens the store, and makes its tables if they are missing; undefined if none was chosen. Rejects
 * with InvalidInputError, which names the option, if it cannot be used.
 */
export async function openKeptStore(
  { data }: StoreOptions,
  onError: (error: unknown) => void,
): Promise<KeptStore | undefined> {
  if (data === undefined) return undefined;
  const { store, migrate, close } = sqliteStore({ file: data, onError });
  try {
    await migrate();
  } catch (error) {
    throw inWordsOfOption('--data', data, error);
  }
  return { store, close, place: `in ${data}` };
}

const explained = [SqliteFileError, SqliteBusyError, MissingPackageError];

/** Returns an error that names the option, if the store says itself what is wrong. */
function inWordsOfOption(field: string, value: string, error: unknown): unknown {
  if (!explained.some((type) => isInstanceOf<Error>(error, type))) return error;
  const allowed = 'a file that can be used';
  return new InvalidInputError({ field, value, allowed }, `${field}: ${readThrown(error).message}`);
}
