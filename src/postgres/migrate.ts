/** Brings the tables up to the version that this library needs. */
import type { Migration } from '../host/store-parts';
import type { Database } from './database';
import type { PostgresClient } from './driver';
import { migrations } from './migrations';
import { PostgresSchemaError } from './schema-error';
import { quoted } from './statements';

/** A migration may wait for another one, and rewrite a table. */
const migrationTimeout = 10 * 60_000;

/** Any number, as long as it stays: it keeps this lock apart from those of others. */
const lockKey = 1_886_152_039;

/**
 * Takes the steps that are missing, in one transaction that only one server at a time can be in.
 * Rejects with PostgresSchemaError if the tables are newer than this library.
 */
export async function migrateTables(database: Database): Promise<Migration> {
  const client = await database.connect(migrationTimeout);
  try {
    const { schema } = database.settings;
    // At the latest version nothing is locked, and no right to create anything is needed.
    const found = await versionOf(client, schema);
    requireKnown(schema, found);
    if (found === migrations.length) return { from: found, to: found };
    await client.query({ text: 'BEGIN' });
    const values = [lockKey, schema];
    await client.query({ text: 'SELECT pg_advisory_xact_lock($1, hashtext($2))', values });
    const from = await versionOf(client, schema);
    requireKnown(schema, from);
    await takeSteps(client, schema, from);
    await client.query({ text: 'COMMIT' });
    return { from, to: migrations.length };
  } finally {
    // Whatever was not committed is undone.
    await client.end().catch(database.fail);
  }
}

async function takeSteps(client: PostgresClient, schema: string, from: number): Promise<void> {
  if (from === 0) await createSchema(client, schema);
  for (let version = from + 1; version <= migrations.length; version += 1) {
    const step = migrations[version - 1];
    if (step !== undefined) await client.query({ text: step(quoted(schema)) });
    const text = `INSERT INTO ${quoted(schema)}.migrations (version) VALUES ($1)`;
    await client.query({ text, values: [version] });
  }
}

/** A role that may not create schemas can still use one that was created for it. */
async function createSchema(client: PostgresClient, schema: string): Promise<void> {
  const text = 'SELECT FROM pg_namespace WHERE nspname = $1';
  const { rowCount } = await client.query({ text, values: [schema] });
  if (rowCount === 0) await client.query({ text: `CREATE SCHEMA ${quoted(schema)}` });
  await client.query({
    text: `CREATE TABLE ${quoted(schema)}.migrations (
      version integer PRIMARY KEY,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`,
  });
}

async function versionOf(client: PostgresClient, schema: string): Promise<number> {
  // Not to_regclass: it remembers that there was no table before the lock was waited for.
  const tables = "SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'migrations'";
  const { rowCount } = await client.query({ text: tables, values: [schema] });
  if (rowCount === 0) return 0;
  const text = `SELECT coalesce(max(version), 0)::text AS version FROM ${quoted(schema)}.migrations`;
  const { rows } = await client.query({ text });
  return Number(rows[0]?.version);
}

function requireKnown(schema: string, found: number): void {
  const known = migrations.length;
  if (found > known) throw new PostgresSchemaError({ schema, found, known });
}
