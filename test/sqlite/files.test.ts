/** The files of `pipeline-lifecycle/sqlite`: their tables, unusable ones, and the options. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type SqliteStoreOptions, sqliteStore } from '../../src/sqlite';
import { explainedFileError } from '../../src/sqlite/errors';
import { sqliteMigrations } from '../../src/sqlite/migrations';
import { OpenFile } from '../../src/sqlite/open-file';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { read } from '../repository/tree';
import { columnIn, onSqlite, openSqliteStore, temporaryFolder } from './opened-file';

const folder = temporaryFolder();
const known = sqliteMigrations.length;
let files = 0;
const newFile = () => join(folder, `file-${++files}.db`);

describe('the tables', () => {
  test('are made once, however many stores migrate at once', async () => {
    const file = newFile();
    const stores = [1, 2, 3, 4].map(() => openSqliteStore(file));
    const taken = await Promise.all(stores.map(({ migrate }) => migrate()));
    expect(taken.filter(({ from }) => from === 0)).toEqual([{ from: 0, to: known }]);
    expect(taken.filter(({ from }) => from === known)).toHaveLength(3);
    await Promise.all(stores.map(({ close }) => close()));
  });

  test('of a newer version are refused, and left alone; who had them open goes on', async () => {
    const file = newFile();
    const { migrate, store, close } = openSqliteStore(file);
    await migrate();
    onSqlite(file, (connection) => connection.exec(`PRAGMA user_version = ${known + 1}`));
    await expect(migrate()).rejects.toMatchObject({
      ...{ name: 'SqliteFileError', problem: 'newer', file, found: known + 1, known },
      message: expect.stringContaining('upgrade the package'),
    });
    expect(columnIn(file, 'PRAGMA user_version')).toEqual([known + 1]);
    expect(await store.create(fresh('orders'))).toBe(true);
    await close();
  });

  // Written by a release, and never changed: each later one must read it.
  const samples = { 1: read('test/sqlite/formats/1.sql') };

  test.each(Object.entries(samples))('of version %s are read as they are kept', async (_, sql) => {
    const file = newFile();
    onSqlite(file, (connection) => connection.exec(sql));
    const { migrate, store, close } = openSqliteStore(file);
    await migrate();
    expect((await store.list()).map(({ name }) => name)).toEqual(['orders', 'settled']);
    const claims = await store.claims({ lease: 60_000 });
    expect(await claims.acquire(10)).toMatchObject([{ pipelineName: 'orders', fence: 8 }]);
    await close();
  });

  test('have a sample of each version, the last of which is what migrate makes', async () => {
    expect(Object.keys(samples)).toEqual(sqliteMigrations.map((_, index) => String(index + 1)));
    const [made, sampled] = [newFile(), newFile()];
    const { migrate, close } = openSqliteStore(made);
    await migrate();
    await close();
    onSqlite(sampled, (connection) => connection.exec(samples[1]));
    const schema = (file: string) => columnIn(file, 'SELECT sql FROM sqlite_schema ORDER BY name');
    expect(schema(made)).toEqual(schema(sampled));
    expect(columnIn(made, 'PRAGMA application_id')).toEqual(
      columnIn(sampled, 'PRAGMA application_id'),
    );
  });
});

describe('a file that is not one of a store', () => {
  const refused = async (file: string, problem: string, words: string) => {
    const { migrate, store, close } = openSqliteStore(file);
    const error = { name: 'SqliteFileError', file, problem };
    const message = expect.stringContaining(words);
    await expect(migrate()).rejects.toMatchObject({ ...error, message });
    await expect(store.read('orders')).rejects.toMatchObject(error);
    await close();
  };

  test('is named if it is no database, and left as it is', async () => {
    const file = newFile();
    writeFileSync(file, 'a text that is longer than a hundred bytes. '.repeat(20));
    const before = readFileSync(file);
    await refused(file, 'notADatabase', 'is not a database of SQLite');
    expect(readFileSync(file)).toEqual(before);
  });

  test.each([
    ['has other tables', 'CREATE TABLE songs (title TEXT)'],
    ['is of another application', 'PRAGMA application_id = 7'],
  ])('is named if it %s, and left as it is', async (_, sql) => {
    const file = newFile();
    onSqlite(file, (connection) => connection.exec(sql));
    const before = readFileSync(file);
    await refused(file, 'foreign', 'is the database of another program');
    expect(readFileSync(file)).toEqual(before);
  });

  test('is named if its folder is missing, or it is a folder', async () => {
    await refused(join(folder, 'missing', 'pipelines.db'), 'noFolder', 'create the folder');
    const file = newFile();
    mkdirSync(file);
    await refused(file, 'notOpened', 'cannot be opened');
  });

  test('is not made by anything but migrate, and is used once that has made it', async () => {
    const file = newFile();
    const { migrate, store, close } = openSqliteStore(file);
    await expect(store.list()).rejects.toMatchObject({ problem: 'missing' });
    await expect(store.create(fresh('orders'))).rejects.toThrow('call migrate()');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '');
    await expect(store.list()).rejects.toMatchObject({ problem: 'noTables' });
    expect(await migrate()).toEqual({ from: 0, to: known });
    expect(await store.create(fresh('orders'))).toBe(true);
    await close();
  });

  test('is named if this user may not write it', async () => {
    const file = newFile();
    const { migrate, close } = openSqliteStore(file);
    await migrate();
    await close();
    chmodSync(folder, 0o755);
    chmodSync(file, 0o444);
    const { store, close: closeOther } = openSqliteStore(file);
    await unprivileged(async () => {
      await expect(store.create(fresh('orders'))).rejects.toMatchObject({
        name: 'SqliteFileError',
        problem: expect.stringMatching(/^(notWritable|notOpened)$/),
      });
    });
    await closeOther();
  });

  test.each([
    ['SQLITE_READONLY_DIRECTORY', 'notWritable'],
    ['SQLITE_CORRUPT', 'damaged'],
    ['SQLITE_NOTADB', 'notADatabase'],
  ])('is named by the code of the package: %s', (code, problem) => {
    const error = Object.assign(new Error('raw'), { code });
    expect(explainedFileError('a.db', error)).toMatchObject({ problem, cause: error });
  });

  test.each([
    [8 | (4 << 8), 'notWritable'],
    [11, 'damaged'],
    [14, 'notOpened'],
  ])('is named by the code of Node: %i', (errcode, problem) => {
    const error = Object.assign(new Error('raw'), { code: 'ERR_SQLITE_ERROR', errcode });
    expect(explainedFileError('a.db', error)).toMatchObject({ problem, cause: error });
  });

  test('keeps an error that says enough', () => {
    const error = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    expect(explainedFileError('a.db', error)).toBe(error);
  });
});

describe('the options', () => {
  test.each<[SqliteStoreOptions, string]>([
    [{} as never, 'file'],
    [{ file: '' }, 'file'],
    [{ file: ' ' }, 'file'],
    [{ file: ':memory:' }, 'file'],
    [{ file: 'file:pipelines.db?mode=memory' }, 'file'],
    [{ file: 'a\0b' }, 'file'],
    [{ file: 'a.db', synchronous: 'off' as never }, 'synchronous'],
    [{ file: 'a.db', busyTimeout: -1 }, 'busyTimeout'],
    [{ file: 'a.db', onError: 'log' as never }, 'onError'],
    [{ file: 'a.db', onInvalid: 1 as never }, 'onInvalid'],
    [{ file: 'a.db', clock: {} as never }, 'clock.now'],
    [{ file: 'a.db', random: 4 as never }, 'random'],
    [{ file: 'a.db', mode: 'wal' } as never, 'mode'],
  ])('%#: are refused with the field', (options, field) => {
    const open = () => sqliteStore(options);
    expect(open).toThrow(expect.objectContaining({ name: 'InvalidInputError', field }));
  });

  test.each([
    ['full', 'full'],
    ['normal', 'normal'],
    [undefined, 'full'],
  ] as const)('choose how a commit waits for the disk: %s', async (synchronous, expected) => {
    const file = newFile();
    const { migrate, close } = openSqliteStore(file);
    await migrate();
    await close();
    const execute = vi.spyOn(OpenFile.prototype, 'execute');
    const chosen = sqliteStore({ file, synchronous });
    await chosen.store.list();
    expect(execute).toHaveBeenCalledWith(`PRAGMA synchronous = ${expected}`);
    await chosen.close();
  });
});

/** Does something as a user to whom something can be forbidden. */
async function unprivileged(act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
