/** The example control plane on PostgreSQL. */
import { expect, test } from 'vitest';
import { testPlane } from '../examples/control-plane/plane-cases';
import { expectProof } from '../examples/control-plane/programs';
import { isLong } from '../tier';
import { createDatabase, onPostgres } from './database';

testPlane(async () => ({ DATABASE_URL: await createDatabase() }));

test.runIf(isLong)(
  'whatever is killed, nothing is lost, runs twice or is left behind',
  async () => {
    const url = await createDatabase();
    await expectProof(url);
    const { rowCount } = await onPostgres(url, (client) =>
      client.query('SELECT FROM pipeline_lifecycle.pipelines'),
    );
    expect(rowCount).toBe(6);
  },
);
