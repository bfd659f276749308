/** Tables of earlier versions: a sample of each is kept, and every later version must use it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrations } from '../../../src/postgres/migrations';
import { createDatabase, onPostgres } from '../database';
import { openPostgresStore } from '../opened-store';

// Written by a release, and never changed.
const samples = { 1: readFileSync(new URL('1.sql', import.meta.url), 'utf8') };

/** Returns the columns, indexes, triggers and functions of the tables, as the server says them. */
async function schemaOf(url: string): Promise<unknown> {
  const texts = [
    `SELECT table_name, column_name, data_type, column_default, is_nullable, is_identity,
       collation_name FROM information_schema.columns
     WHERE table_schema = 'pipeline_lifecycle' ORDER BY table_name, column_name`,
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'pipeline_lifecycle' ORDER BY indexname",
    `SELECT pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
     JOIN pg_class ON pg_class.oid = tgrelid
     WHERE relnamespace = 'pipeline_lifecycle'::regnamespace ORDER BY tgname`,
    `SELECT proname, prosrc FROM pg_proc
     WHERE pronamespace = 'pipeline_lifecycle'::regnamespace ORDER BY proname`,
  ];
  return onPostgres(url, async (client) => {
    const parts = [];
    for (const text of texts) parts.push((await client.query(text)).rows);
    return parts;
  });
}

test.each(Object.entries(samples))('tables of version %s are used as they are', async (_, sql) => {
  const url = await createDatabase();
  await onPostgres(url, (client) => client.query(sql));
  const { migrate, store, close } = openPostgresStore(url);
  await migrate();
  expect((await store.list()).map(({ name }) => name)).toEqual(['orders', 'settled']);
  const claims = await store.claims({ lease: 60_000 });
  expect(await claims.acquire(10)).toMatchObject([{ pipelineName: 'orders', fence: 8 }]);
  await close();
});

test('there is a sample of each version, the last of which is what migrate makes', async () => {
  expect(Object.keys(samples)).toEqual(migrations.map((_, index) => String(index + 1)));
  const [made, sampled] = [await createDatabase(), await createDatabase()];
  const { migrate, close } = openPostgresStore(made);
  await migrate();
  await close();
  await onPostgres(sampled, (client) => client.query(samples[1]));
  const schema = await schemaOf(made);
  expect(schema).toEqual(await schemaOf(sampled));
  expect(JSON.stringify(schema)).toContain('tell_of_change');
});
