/** Several reconcilers on one file of SQLite. */
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { testWorkers } from '../host/claims/worker-cases';
import { openSqliteStore, temporaryFolder } from './opened-file';

const file = join(temporaryFolder(), 'pipelines.db');
const user = openSqliteStore(file);
beforeAll(() => user.migrate());
afterAll(() => user.close());

testWorkers({ user: () => user, open: () => openSqliteStore(file) });
