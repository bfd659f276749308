/** Servers and workers on one file of SQLite are killed and stopped. */
import { join } from 'node:path';
import { testKills } from '../host/kills/kill-cases';
import { temporaryFolder } from './opened-file';

const file = join(temporaryFolder(), 'pipelines.db');
const start = async () => ({
  address: { engine: 'sqlite', file, lease: 1_000 },
  end: async () => {},
});
testKills('SQLite', 'file', start);
