/** Servers that share one database of PostgreSQL. */
import { afterAll, beforeAll } from 'vitest';
import { testSharedStore } from '../simulator/shared-store';
import { createDatabase } from './database';
import { type OpenedPostgresStore, openPostgresStore } from './opened-store';

let url: string;
const opened: OpenedPostgresStore[] = [];
const open = () => {
  const store = openPostgresStore(url);
  opened.push(store);
  return store;
};
beforeAll(async () => {
  url = await createDatabase();
  await open().migrate();
});
afterAll(() => Promise.all(opened.map(({ close }) => close())));

testSharedStore(() => open().store);
