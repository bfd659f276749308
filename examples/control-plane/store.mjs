/**
 * The store that every server and worker shares: a file of SQLite, or PostgreSQL if there is a
 * DATABASE_URL. No other file knows which.
 */
import { postgresStore } from 'pipeline-lifecycle/postgres';
import { sqliteStore } from 'pipeline-lifecycle/sqlite';

/** Opens the store, and makes its tables unless they are there. */
export async function openStore({ DATABASE_URL, SQLITE_FILE = 'pipelines.db' } = process.env) {
  const opened = DATABASE_URL
    ? postgresStore({ connectionString: DATABASE_URL })
    : sqliteStore({ file: SQLITE_FILE });
  await opened.migrate();
  return opened;
}
