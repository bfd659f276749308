/** The example control plane on a file of SQLite. */
import { join } from 'node:path';
import { testPlane } from './plane-cases';

testPlane(async (folder) => ({ SQLITE_FILE: join(folder, 'pipelines.db'), DATABASE_URL: '' }));
