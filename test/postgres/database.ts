/** A database of its own on the common server, for a test file. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** Creates an empty database on this server, and returns its address. */
export async function createDatabase(server = inject('postgresUrl')): Promise<string> {
  const name = `test-${randomUUID()}`;
  await onPostgres(server, (client) => client.query(`CREATE DATABASE "${name}"`));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Does something with a connection of its own. */
export async function onPostgres<Value>(
  url: string,
  act: (client: pg.Client) => Promise<Value>,
): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
