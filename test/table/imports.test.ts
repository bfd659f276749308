/** The built table loads no package: it works if xstate is not installed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closureOf, packagesImportedBy } from '../package/imports';
import { root } from '../package/install';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the built table', () => {
  let folder: string;
  beforeAll(() => {
    // A folder from which no package is within reach.
    folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-table-'));
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const node = (...args: string[]) => {
    const env = { PATH: process.env.PATH };
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
  };
  const use = 'console.log(Object.keys(table).join(), table.compile().stateCount)';
  const used = { stdout: 'compile 320\n', stderr: '' };

  it.each(['dist/table.js', 'dist/table.cjs'])('imports no package from %s', (entry) => {
    const closure = closureOf([entry], read);
    expect(packagesImportedBy([...closure], read)).toEqual([]);
  });

  it('can be imported if xstate is not installed', () => {
    const text = `import * as table from './dist/table.js'; ${use}`;
    const { stdout, stderr } = node('--input-type=module', '-e', text);
    expect({ stdout, stderr }).toEqual(used);
  });

  it('can be required if xstate is not installed', () => {
    const text = `const table = require('./dist/table.cjs'); ${use}`;
    const { stdout, stderr } = node('--input-type=commonjs', '-e', text);
    expect({ stdout, stderr }).toEqual(used);
  });

  it('is an exception: the core needs xstate', () => {
    const imported = node('--input-type=module', '-e', "import './dist/index.js'");
    expect(imported.stderr).toContain("Cannot find package 'xstate'");
    const required = node('--input-type=commonjs', '-e', "require('./dist/index.cjs')");
    expect(required.stderr).toContain("Cannot find module 'xstate'");
  });
});
