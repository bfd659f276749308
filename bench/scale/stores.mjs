/** The engines of the benchmark, each with its store and a data folder or server of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { postgresStore } from 'pipeline-lifecycle/postgres';
import { sqliteStore } from 'pipeline-lifecycle/sqlite';

const keeper = fileURLToPath(new URL('../../test/postgres/keeper.mjs', import.meta.url));

/** Opens the store that an address names, in any process. */
export function openStore(address) {
  const { engine, ...rest } = address;
  const options = { ...rest, onError: () => {} };
  return engine === 'postgres' ? postgresStore(options) : sqliteStore(options);
}

/** A PostgreSQL server that writes to the disk before it answers. */
async function startPostgres() {
  const child = spawn(process.execPath, [keeper, '--durable'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  const { url } = JSON.parse(value);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const databases = [];
  return {
    /** Makes an empty database. */
    open: async () => {
      const name = `scale_${databases.push(0)}`;
      await client.query(`CREATE DATABASE ${name}`);
      const connectionString = Object.assign(new URL(url), { pathname: `/${name}` }).href;
      return { engine: 'postgres', connectionString };
    },
    /** Resolves with the transactions of a database so far, and the rows read of its tables. */
    count: async ({ connectionString }) => {
      const database = new URL(connectionString).pathname.slice(1);
      const { rows } = await client.query(
        `SELECT xact_commit + xact_rollback AS queries FROM pg_stat_database WHERE datname = $1`,
        [database],
      );
      // Of the whole database, the server counts what its own upkeep reads as well.
      const own = new pg.Client({ connectionString });
      await own.connect();
      const read = await own.query(
        'SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS rows FROM pg_stat_user_tables',
      );
      await own.end();
      return { queries: Number(rows[0].queries), rows: Number(read.rows[0].rows) };
    },
    end: async () => {
      await client.end();
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
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
    end: async () => rmSync(folder, { recursive: true }),
  };
}

/** The engines by their name. */
export const engines = {
  PostgreSQL: startPostgres,
  'SQLite, full': async () => startSqlite('full'),
  'SQLite, normal': async () => startSqlite('normal'),
};
