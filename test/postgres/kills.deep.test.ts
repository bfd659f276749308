/** PostgreSQL, its servers and its workers are killed and stopped. */
import { testKills } from '../host/kills/kill-cases';
import { startPostgres } from './server';

async function start() {
  const server = await startPostgres({ durable: true });
  const address = { engine: 'postgres', connectionString: server.url, lease: 1_000 };
  return { address, server, end: server.end };
}
testKills('PostgreSQL', 'server', start);
