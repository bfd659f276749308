/** The packed package: its files, and what the checkers of packages say. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDeep } from '../tier';
import { closureOf, filesNamedIn } from './imports';
import { type Installation, install, manifest, root } from './install';

let installed: Installation;
beforeAll(() => {
  installed = install();
});
afterAll(() => installed?.remove());

describe('the packed package', () => {
  test('has the build, its sources and documents, and nothing else', () => {
    const folders = ['dist', 'src', 'docs', 'diagrams', 'examples'];
    const beside = installed.files.filter((path) => !folders.includes(path.split('/')[0] ?? ''));
    expect(beside.filter((path) => !/^(package\.json|LICENSE|[A-Z]+\.md)$/.test(path))).toEqual([]);
    expect(beside).toContain('package.json');
    expect(installed.files.filter((path) => path.includes('.built-from'))).toEqual([]);
  });

  test('has every file that package.json names', () => {
    const named = filesNamedIn([manifest.exports, manifest.bin]);
    expect(installed.files).toEqual(expect.arrayContaining(named));
  });

  test('has no built file that nothing leads to, such as one of an earlier build', () => {
    const named = filesNamedIn([manifest.exports, manifest.bin]);
    const reached = closureOf(
      named.filter((path) => !path.endsWith('.json')),
      installed.read,
    );
    const built = installed.files.filter((path) => /^dist\/.*[jt]s$/.test(path));
    expect(built.filter((path) => !reached.has(path))).toEqual([]);
  });

  test('passes publint, suggestions included', async () => {
    const { buffer } = Uint8Array.from(readFileSync(installed.tarball));
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test.runIf(isDeep)('passes arethetypeswrong', () => {
    // The profile leaves out the resolution of Node 10, which knows no `exports`.
    const checker = 'node_modules/@arethetypeswrong/cli/dist/index.js';
    const options = ['--profile=node16', '--no-emoji', '--no-color'];
    const { status, stdout } = spawnSync(
      process.execPath,
      [checker, installed.tarball, ...options],
      { cwd: root, encoding: 'utf8' },
    );
    expect(status, stdout).toBe(0);
  });
});
