/**
 * The store that every server and worker shares: a file, or PostgreSQL if there is a DATABASE_URL.
 * The only place that knows which.
 */
import { postgresStore } from 'pipeline-lifecycle/postgres';

/** Opens the store, and makes its tables unless they are there. */
export async function openStore({ DATABASE_URL } = process.env) {
  const opened = postgresStore({ connectionString: DATABASE_URL });
  await opened.migrate();
  return opened;
}
