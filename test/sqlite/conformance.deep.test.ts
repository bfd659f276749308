/** Servers that share one file of SQLite. */
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { testSharedStore } from '../simulator/shared-store';
import { type OpenedSqliteStore, openSqliteStore, temporaryFolder } from './opened-file';

const file = join(temporaryFolder(), 'pipelines.db');
const opened: OpenedSqliteStore[] = [];
const open = () => {
  const store = openSqliteStore(file);
  opened.push(store);
  return store;
};
beforeAll(() => open().migrate());
afterAll(() => Promise.all(opened.map(({ close }) => close())));

testSharedStore(() => open().store);
