/**
 * The programs of the example control plane: they end with everything they have started, and chaos
 * finds what it is there to find.
 */
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
// @ts-expect-error -- an example, not a module with types
import { pipelineProcesses } from '../../../examples/control-plane/processes.mjs';
import { root } from '../../repository/tree';
import { until } from '../../until';
import { chaos, example, expectProof, started } from './programs';

/** Copies the example, with a change in one of its files, to where it finds the package. */
function changed(file: string, from: string, to: string): string {
  mkdirSync(join(root, 'coverage'), { recursive: true });
  const folder = mkdtempSync(join(root, 'coverage', 'control-plane-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(example, folder, { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(join(folder, file), text.replace(from, to));
  return folder;
}

test('a Ctrl-C ends everything that the example has started', async () => {
  const { child, folder, output } = started(join(example, 'main.mjs'), ['--pipelines', '3']);
  await until(() => /process \d+ runs/.test(output.text));
  const [data = ''] = readdirSync(folder);
  expect(pipelineProcesses(join(folder, data))).not.toEqual([]);
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
  const line = /^\d\d:\d\d:\d\d worker-\d {2}orders-0\d {2}provision \(generation 1, fence \d\)$/m;
  expect(output.text).toMatch(line);
  expect(pipelineProcesses(join(folder, data))).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('the tour of the example shows what it says', async () => {
  const { child, output } = started(join(example, 'main.mjs'), ['--tour']);
  expect(await once(child, 'close')).toEqual([0, null]);
  for (const words of ['pause accepted', 'reports: suspended', 'killed', 'found again']) {
    expect(output.text).toContain(words);
  }
});

test('whatever is killed, nothing is lost, runs twice or is left behind', () => expectProof());

test.each([
  ['executor/record.mjs', 'fence < record.fence', 'false', /with the fence \d+, after/],
  [
    'executor/watcher.mjs',
    'if (isFailed(record)) this.#reportFailure(record);',
    '',
    /has no process|its process says undefined/,
  ],
  [
    'server.mjs',
    '  store,\n  authenticate',
    `  store: { ...store, update: async (name, change) => change(await store.read(name)).result },
  authenticate`,
    /the history is illegal/,
  ],
])('without a part of %s, chaos finds that out: %s', async (file, from, to, problem) => {
  const folder = changed(file, from, to);
  const { status, text } = await chaos(folder, [
    '--seconds',
    '4',
    '--seed',
    '1',
    '--patience',
    '5',
  ]);
  expect(text).toMatch(problem);
  expect(status, text).toBe(1);
});
