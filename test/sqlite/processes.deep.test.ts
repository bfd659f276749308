/** Several processes on one file: what each has acknowledged is kept, and the others hear of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Synchronous } from '../../src/sqlite';
import { sqliteMigrations } from '../../src/sqlite/migrations';
import { amount } from '../tier';
import { until } from '../until';
import { columnIn, openSqliteStore, temporaryFolder } from './opened-file';

const folder = temporaryFolder();
const program = join(import.meta.dirname, 'process.mjs');
let files = 0;
const newFile = () => join(folder, `file-${++files}.db`);

interface Message {
  readonly heard?: string;
  readonly written?: string;
  readonly error?: string;
  readonly result?: unknown;
}

/** A process on the file. */
async function started(file: string, synchronous: Synchronous = 'normal') {
  const child: ChildProcess = fork(program, [file, synchronous]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const heard: string[] = [];
  const written: string[] = [];
  const answers: Message[] = [];
  const ready = once(child, 'message');
  child.on('message', (message: Message) => {
    if (message.heard !== undefined) heard.push(message.heard);
    else if (message.written !== undefined) written.push(message.written);
    else answers.push(message);
  });
  await ready;
  answers.shift();
  const send = (call: string, ...values: unknown[]) => void child.send({ call, values });
  const ask = async (call: string, ...values: unknown[]) => {
    send(call, ...values);
    await until(() => answers.length > 0);
    const { error, result } = answers.shift() ?? {};
    if (error !== undefined) throw new Error(error);
    return result;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { heard, written, send, ask, kill };
}

async function migrated(): Promise<string> {
  const file = newFile();
  const { migrate, close } = openSqliteStore(file);
  await migrate();
  await close();
  return file;
}

describe('processes that share a file', () => {
  test('make its tables once, although all do at the same moment', async () => {
    const file = newFile();
    const processes = await Promise.all([1, 2, 3, 4].map(() => started(file)));
    const taken = await Promise.all(processes.map(({ ask }) => ask('migrate')));
    const known = sqliteMigrations.length;
    expect(taken.filter((migration) => Object(migration).from === 0)).toHaveLength(1);
    for (const migration of taken) expect(migration).toMatchObject({ to: known });
    expect(columnIn(file, 'PRAGMA user_version')).toEqual([known]);
  });

  test('lose no update of the pipeline that all of them write', async () => {
    const file = await migrated();
    const processes = await Promise.all([1, 2, 3, 4].map(() => started(file)));
    const created = await Promise.all(processes.map(({ ask }) => ask('create', 'orders')));
    expect(created.filter((isNew) => isNew)).toHaveLength(1);
    const each = amount({ usual: 100, deep: 2_000 });
    await Promise.all(processes.map(({ ask }) => ask('toggle', 'orders', each)));
    const { store, close } = openSqliteStore(file);
    expect((await store.read('orders'))?.revision).toBe(1 + 4 * each);
    await close();
  });

  test('hear of what others create, change and remove', async () => {
    const file = await migrated();
    const [listener, writer] = await Promise.all([started(file), started(file)]);
    await listener.ask('watch');
    const heardAgain = async () => {
      await until(() => listener.heard.includes('orders'));
      listener.heard.length = 0;
    };
    await writer.ask('create', 'orders');
    await heardAgain();
    await writer.ask('toggle', 'orders', 1);
    await heardAgain();
    await writer.ask('remove', 'orders');
    await heardAgain();
  });
});

describe('a process that is killed', () => {
  test.each(['full', 'normal'] as const)(
    'has lost nothing that it acknowledged: synchronous %s',
    async (synchronous) => {
      const file = await migrated();
      const survivor = await started(file, synchronous);
      const acknowledged: string[] = [];
      const rounds = amount({ usual: 3, deep: 20 });
      const writes = amount({ usual: 40, deep: 200 });
      for (let round = 0; round < rounds; round += 1) {
        const writer = await started(file, synchronous);
        writer.send('write', `round-${round}`);
        // The first one dies before it could write much, the later ones in the middle of it.
        await until(() => writer.written.length > (round === 0 ? 0 : writes));
        await writer.kill();
        acknowledged.push(...writer.written);
        // Its lock died with it.
        expect(await survivor.ask('create', `after-${round}`)).toBe(true);
        await survivor.ask('toggle', `after-${round}`, writes);
      }
      const { store, close } = openSqliteStore(file);
      const kept = new Map((await store.list()).map((pipeline) => [pipeline.name, pipeline]));
      expect(acknowledged.length).toBeGreaterThan(0);
      for (const name of acknowledged) expect(kept.get(name)?.revision).toBe(2);
      for (let round = 0; round < rounds; round += 1) {
        expect(kept.get(`after-${round}`)?.revision).toBe(1 + writes);
      }
      expect(columnIn(file, 'PRAGMA integrity_check')).toEqual(['ok']);
      await close();
    },
  );
});
