/** Files of SQLite for tests, in a folder that is removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type SqliteStore, type SqliteStoreOptions, sqliteStore } from '../../src/sqlite';
import { importSqlite, type SqliteConnection } from '../../src/sqlite/driver';

/** Makes a folder that is removed after the tests of a file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-sqlite-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open store, with the errors that it has reported. */
export interface OpenedSqliteStore extends SqliteStore {
  readonly errors: readonly unknown[];
}

/** Opens the store in this file. */
export function openSqliteStore(
  file: string,
  options: Partial<SqliteStoreOptions> = {},
): OpenedSqliteStore {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  // Of power losses, no test can tell.
  return { ...sqliteStore({ file, synchronous: 'normal', onError, ...options }), errors };
}

/** Opens a connection that is not that of a store. */
export const openConnection = await importSqlite();

/** Does something with a connection of its own. */
export function onSqlite<Value>(file: string, act: (connection: SqliteConnection) => Value): Value {
  const connection = openConnection(file);
  try {
    return act(connection);
  } finally {
    connection.close();
  }
}

/** Returns the first column of what a query finds. */
export function columnIn(file: string, sql: string): unknown[] {
  const rows = onSqlite(file, (connection) => connection.prepare(sql).all({}));
  return rows.map((row) => Object.values(Object(row))[0]);
}
