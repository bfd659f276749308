/** Several reconcilers on one PostgreSQL. */
import { afterAll, beforeAll } from 'vitest';
import { testWorkers } from '../host/claims/worker-cases';
import { createDatabase } from './database';
import { type OpenedPostgresStore, openPostgresStore } from './opened-store';

let url: string;
let user: OpenedPostgresStore;
beforeAll(async () => {
  url = await createDatabase();
  user = openPostgresStore(url);
  await user.migrate();
});
afterAll(() => user.close());

testWorkers({ user: () => user, open: () => openPostgresStore(url) });
