/** The engines of the benchmark: how to start each, and how users and workers open it. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { serve } from '@restatedev/restate-sdk';
import pg from 'pg';
import { runReconciler, serviceOf } from 'pipeline-lifecycle/host';
import { postgresStore } from 'pipeline-lifecycle/postgres';
import { restateService, restateServices } from 'pipeline-lifecycle/restate';
import { sqliteStore } from 'pipeline-lifecycle/sqlite';
import { processorTime } from './processor-time.mjs';
import '../../test/restate/promise-with-resolvers.mjs';

/** Opens what an address names for users: `{ service, migrate, close }`. */
export function openService({ engine, lease: _, ...options }) {
  if (engine === 'restate') {
    const { ingress, prefix } = options;
    const service = restateService({ ingress, prefix, onError: () => {} });
    return { service, migrate: async () => {}, close: async () => {} };
  }
  const { store, migrate, close } = openStore({ engine, ...options });
  return { service: serviceOf(store), migrate, close };
}

/**
 * Begins to work on what an address names, with its lease, if it has one: `{ end, port }`, with a
 * port if it is to be called. `onEvent` gets the events of a reconciler.
 */
export async function beginWork(
  { engine, lease = 15_000, ...options },
  executor,
  onEvent = () => {},
) {
  if (engine === 'restate') {
    const services = await restateServices({ executor, prefix: options.prefix, lease });
    return { port: await serve({ services, port: 0, logger: () => {} }), end: async () => {} };
  }
  const { store, close } = openStore({ engine, ...options });
  const ending = new AbortController();
  const { signal } = ending;
  const ended = runReconciler({ store, executor, signal, lease, onEvent });
  const end = async () => {
    ending.abort();
    await ended;
    await close();
  };
  return { end };
}

function openStore({ engine, ...rest }) {
  const options = { ...rest, onError: () => {} };
  return engine === 'postgres' ? postgresStore(options) : sqliteStore(options);
}

/**
 * Starts a program that keeps a server. Resolves with what it says, its processor time so far, and
 * the ways to kill it, after which it comes back with its data, and to end it.
 */
async function startKeeper(name, ...args) {
  const keeper = fileURLToPath(new URL(`../../test/${name}/keeper.mjs`, import.meta.url));
  const child = spawn(process.execPath, [keeper, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  const crash = async () => {
    child.stdin.write('kill\n');
    await lines.next();
  };
  const end = async () => {
    const ended = once(child, 'close');
    child.stdin.end();
    await ended;
  };
  return { said: JSON.parse(value), used: () => processorTime(child.pid), crash, end };
}

/** A PostgreSQL server that writes to the disk before it answers. */
async function startPostgres() {
  const { said, used, crash, end } = await startKeeper('postgres', '--durable');
  let databases = 0;
  return {
    /** Makes an empty database. */
    open: async () => {
      databases += 1;
      const name = `scale_${databases}`;
      await ask(said.url, `CREATE DATABASE ${name}`);
      const connectionString = Object.assign(new URL(said.url), { pathname: `/${name}` }).href;
      return { engine: 'postgres', connectionString };
    },
    used,
    count: (address) => countIn(said.url, address),
    crash,
    end,
  };
}

/** Makes a statement on a connection of its own, which no crash can break before the next one. */
async function ask(connectionString, text, values) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(text, values);
  await client.end();
  return rows;
}

/** Resolves with the transactions of a database so far, and the rows read of its tables. */
async function countIn(server, { connectionString }) {
  const database = new URL(connectionString).pathname.slice(1);
  const [{ queries }] = await ask(
    server,
    'SELECT xact_commit + xact_rollback AS queries FROM pg_stat_database WHERE datname = $1',
    [database],
  );
  // Of the whole database, the server counts what its own upkeep reads as well.
  const [{ rows }] = await ask(
    connectionString,
    'SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS rows FROM pg_stat_user_tables',
  );
  return { queries: Number(queries), rows: Number(rows) };
}

/** Files of SQLite in a temporary folder. */
function startSqlite(synchronous) {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-scale-'));
  let files = 0;
  return {
    open: async () => {
      files += 1;
      return { engine: 'sqlite', file: join(folder, `${files}.db`), synchronous };
    },
    // It is a part of its users and workers.
    used: () => 0,
    end: async () => rmSync(folder, { recursive: true }),
  };
}

/** A Restate server; each run has services of its own. */
async function startRestate() {
  const { said, used, crash, end } = await startKeeper('restate');
  const open = async () => ({
    engine: 'restate',
    ...said,
    prefix: `s${randomUUID().slice(0, 13)}`,
  });
  return { open, used, crash, end };
}

/** The engines by their name. */
export const engines = {
  PostgreSQL: startPostgres,
  'SQLite, full': async () => startSqlite('full'),
  'SQLite, normal': async () => startSqlite('normal'),
  Restate: startRestate,
};
