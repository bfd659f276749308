/** `serve --data`: pipelines in a file, which outlive the program and which others can share. */
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isDeep } from '../tier';
import { ran } from './fake-io';
import { temporaryFolder } from './files';
import { servingFile } from './kept-server';
import { ended } from './processes';

const { folder } = temporaryFolder();
let files = 0;
const newFile = () => join(folder, `file-${++files}.db`);
const quick = ['--latency', '1ms'];

describe('a file that cannot be used', () => {
  it('is refused in one line, before anything is served', async () => {
    const text = newFile();
    writeFileSync(text, 'a text that is longer than a hundred bytes. '.repeat(20));
    for (const [file, words] of [
      [text, `The file '${text}' is not a database of SQLite: give another file.`],
      [join(folder, 'missing', 'a.db'), 'in a folder that does not exist: create the folder'],
      [folder, 'cannot be opened: it must be a file'],
    ] as const) {
      const { status, stdout, stderr } = await ran(['serve', '--port', '0', '--data', file]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^error: --data: .*\n$/);
      expect(stderr).toContain(words);
    }
  });

  it('is refused if it is no path, or a history is to be recorded as well', async () => {
    const memory = await ran(['serve', '--data', ':memory:']);
    expect(memory.status).toBe(2);
    expect(memory.stderr).toContain('--data is ":memory:", but must be the path of a file');
    const file = newFile();
    const both = await ran(['serve', '--data', file, '--record', join(folder, 'own.jsonl')]);
    expect(both.status).toBe(2);
    expect(both.stderr).toContain("option '--data <file>' cannot be used with option '--record");
    expect(existsSync(file)).toBe(false);
  });
});

describe.runIf(isDeep)('a server that keeps its pipelines in a file', () => {
  it('says so, and has lost nothing after it was killed', async () => {
    const file = newFile();
    const first = await servingFile(file, ...quick, '--pipeline', 'orders', '--pipeline', 'clicks');
    expect(first.printed.stdout).toContain(`\nThe pipelines are kept in ${file}.\n`);
    expect(await first.ask('/orders/start?initial=paused', 'POST')).toMatchObject({
      httpStatus: 202,
    });
    await first.becomes('orders', 'Paused');
    expect(await first.ask('/clicks', 'DELETE')).toMatchObject({ httpStatus: 204 });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const second = await servingFile(file, ...quick, '--pipeline', 'orders');
    const { body } = await second.ask('/orders');
    expect(body).toMatchObject({
      deployment_status: 'Paused',
      deployment_desired_status: 'Paused',
    });
    expect(await second.ask('/clicks')).toMatchObject({ httpStatus: 404 });
    // What ran under the first one is taken over, and not taken for lost.
    expect(await second.ask('/orders/resume', 'POST')).toMatchObject({ httpStatus: 202 });
    await second.becomes('orders', 'Running');
    await second.ask('/orders/stop?force=true', 'POST');
    await second.becomes('orders', 'Stopped');
    second.child.kill('SIGINT');
    expect(await ended(second.child)).toEqual({ status: 0, by: null });
    expect(second.printed.stderr).toBe('');
  });

  it('shares it with another one: each sees at once what the other has done', async () => {
    const file = newFile();
    const [one, two] = await Promise.all([
      servingFile(file, ...quick),
      servingFile(file, ...quick),
    ]);
    await one.ask('/demo/start', 'POST');
    await two.becomes('demo', 'Running');
    await two.ask('/demo/pause', 'POST');
    await one.becomes('demo', 'Paused');
    await one.ask('/demo/stop?force=true', 'POST');
    await two.becomes('demo', 'Stopped');
    for (const { child, printed } of [one, two]) {
      child.kill('SIGINT');
      expect(await ended(child)).toEqual({ status: 0, by: null });
      expect(printed.stderr).toBe('');
    }
  });
});
