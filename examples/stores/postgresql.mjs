/**
 * A store in PostgreSQL that any number of processes share; its table is in postgresql.sql.
 *
 * It outlives PostgreSQL. While the server restarts, calls reject, and the caller must retry, as
 * the reconciler does by itself.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { versionedStore } from 'pipeline-lifecycle/host';

/** The statements. Each write is one, and so atomic. */
export const statements = {
  read: 'SELECT pipeline, version FROM pipelines WHERE name = $1',
  list: 'SELECT pipeline FROM pipelines WHERE name > $1 ORDER BY name LIMIT $2',
  insert: 'INSERT INTO pipelines (name, pipeline) VALUES ($1, $2) ON CONFLICT DO NOTHING',
  replace: 'UPDATE pipelines SET pipeline = $2, version = DEFAULT WHERE name = $1 AND version = $3',
  remove: 'DELETE FROM pipelines WHERE name = $1 AND version = $2',
};

const report = ({ message }) => console.error('PostgreSQL:', message);

/** Opens the store. PostgreSQL may come up later. */
export function postgresqlStore(connectionString, { onError = report } = {}) {
  // Without limits, a call would wait for a network that is gone.
  const limits = { connectionTimeoutMillis: 10_000, query_timeout: 10_000, keepAlive: true };
  const pool = new pg.Pool({ connectionString, ...limits });
  // Without a listener, the process ends if a connection breaks while nobody uses it.
  pool.on('error', (error) => onError(error));
  const changes = listenTo({ connectionString, ...limits }, onError);
  return {
    store: versionedStore({ ...tableOn(pool), watch: changes.watch }),
    close: async () => {
      await changes.close();
      await pool.end();
    },
  };
}

function tableOn(pool) {
  const rows = async (statement, values) => (await pool.query(statement, values)).rows;
  const writes = async (statement, values) => (await pool.query(statement, values)).rowCount === 1;
  return {
    read: async (name) => (await rows(statements.read, [name]))[0],
    list: async ({ after = '', limit = null }) =>
      (await rows(statements.list, [after, limit])).map(({ pipeline }) => pipeline),
    insert: (name, pipeline) => writes(statements.insert, [name, JSON.stringify(pipeline)]),
    replace: (name, pipeline, version) =>
      writes(statements.replace, [name, JSON.stringify(pipeline), version]),
    remove: (name, version) => writes(statements.remove, [name, version]),
  };
}

/** Hears of every write, on a connection of its own that is opened again whenever it breaks. */
function listenTo(config, onError) {
  const listeners = new Set();
  const tell = (name) => {
    for (const listener of listeners) listener(name);
  };
  const closing = new AbortController();
  const { signal } = closing;
  const listening = (async () => {
    while (!signal.aborted) {
      await listenOnce(config, tell, signal).catch((error) => signal.aborted || onError(error));
      // At random, so that not all processes come back at the same moment.
      await setTimeout(1_000 * Math.random(), null, { signal }).catch(() => {});
    }
  })();
  return {
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closing.abort();
      return listening;
    },
  };
}

/** Tells of writes until the connection breaks, and rejects then. */
async function listenOnce(config, tell, signal) {
  const client = new pg.Client(config);
  const broken = once(client, 'end', { signal });
  // Whatever is under way rejects as well: nothing is lost here.
  client.on('error', () => {});
  broken.catch(() => {});
  client.on('notification', ({ payload }) => tell(payload));
  try {
    await client.connect();
    // Listen first, then look: nobody has told this connection what was written before.
    await client.query('LISTEN pipelines');
    for (const { name } of (await client.query('SELECT name FROM pipelines')).rows) tell(name);
    await broken;
  } finally {
    client.end(() => {});
  }
}
