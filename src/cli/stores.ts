/** The stores of `serve`: the only place that turns its options into one. */
import type { LifecycleStore } from '../host';
import {
  fieldOf,
  InvalidInputError,
  isInstanceOf,
  MissingPackageError,
  readThrown,
} from '../input';
import { PostgresSchemaError, postgresStore } from '../postgres';
import { SqliteBuildError, SqliteBusyError, SqliteFileError, sqliteStore } from '../sqlite';

/** The options that choose a store. At most one is given; without any, pipelines are forgotten. */
export interface StoreOptions {
  /** A file of SQLite. */
  readonly data?: string | undefined;
  /** The address of a database of PostgreSQL. */
  readonly database?: string | undefined;
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
  { data, database }: StoreOptions,
  onError: (error: unknown) => void,
): Promise<KeptStore | undefined> {
  if (data !== undefined) return openFile(data, onError);
  return database === undefined ? undefined : openDatabase(database, onError);
}

/** The errors of a file that say themselves what to do. */
const explainedBySqlite = [
  SqliteFileError,
  SqliteBusyError,
  SqliteBuildError,
  MissingPackageError,
] as const;

async function openFile(file: string, onError: (error: unknown) => void): Promise<KeptStore> {
  const { store, migrate, close } = sqliteStore({ file, onError });
  try {
    await migrate();
  } catch (error) {
    const isExplained = explainedBySqlite.some((type) => isInstanceOf<Error>(error, type));
    if (!isExplained) throw error;
    throw unusable('--data', file, readThrown(error).message, 'a file that can be used');
  }
  return { store, close, place: `in ${file}` };
}

async function openDatabase(url: string, onError: (error: unknown) => void): Promise<KeptStore> {
  const { store, migrate, close } = postgresStore({ connectionString: url, onError });
  const place = databaseIn(url);
  try {
    await migrate();
  } catch (error) {
    await close();
    const isExplained = [PostgresSchemaError, MissingPackageError].some((type) =>
      isInstanceOf<Error>(error, type),
    );
    const message = isExplained
      ? readThrown(error).message
      : `PostgreSQL at ${place} cannot be used: ${connectionProblem(error)}. Check the address, the user and the password, and that the server runs.`;
    throw unusable('--database', place, message, 'the address of a database that can be used');
  }
  return { store, close, place: `in PostgreSQL at ${place}` };
}

function unusable(field: string, value: string, message: string, allowed: string): Error {
  return new InvalidInputError({ field, value, allowed }, `${field}: ${message}`);
}

/** Returns an address without the user and the password. */
function databaseIn(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** A connection that is tried at several addresses fails with an error that has no message. */
function connectionProblem(error: unknown): string {
  const { message } = readThrown(error);
  return message === '' ? String(fieldOf(error, 'code') ?? 'no connection') : message;
}
