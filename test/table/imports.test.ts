/** Importing the table loads no xstate: neither from the sources, nor as it is built. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closureOf, packagesImportedBy } from '../package/imports';
import { assertBuilt, root } from '../package/install';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What a source is once its types are erased, as the build does it. */
function erased(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

/** These sources and all that they load, with the packages among it; types are not loaded. */
function loadedBy(entry: string): { files: string[]; packages: string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  // A Set can be extended while it is walked: what is added is visited in turn.
  for (const path of files) {
    const { importedFiles } = ts.preProcessFile(erased(read(path)), true, true);
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith('.')) files.add(sourceOf(posix.join(posix.dirname(path), fileName)));
      else packages.add(fileName);
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function sourceOf(target: string): string {
  const found = [`${target}.ts`, `${target}/index.ts`].find((path) => existsSync(join(root, path)));
  if (found === undefined) throw new Error(`There is no source ${target}.`);
  return found;
}

describe('the sources of the table', () => {
  const { files, packages } = loadedBy('src/table/index.ts');

  it('load no package', () => {
    expect(packages).toEqual([]);
  });

  it('load the compiled answers, and nothing of the machine', () => {
    expect(files).toContain('src/lifecycle/compiled/compiled.ts');
    expect(files).toContain('src/table/layout.ts');
    const machine = ['machine', 'dialect', 'ask', 'snapshot', 'compile', 'index'];
    const forbidden = machine.map((name) => `src/lifecycle/${name}.ts`);
    expect(files.filter((path) => forbidden.includes(path))).toEqual([]);
  });

  it('are really followed: those of the core load xstate', () => {
    expect(loadedBy('src/lifecycle/build/ask.ts').packages).toEqual(['xstate']);
  });

  it.each([
    ["import type { A } from 'xstate';", []],
    ["export type { A } from 'xstate';", []],
    ["import { type A } from 'xstate';", ['xstate']],
    ["import { type A, b } from 'xstate'; b();", ['xstate']],
    ["import { b } from 'xstate';", ['xstate']],
    ["import 'xstate';", ['xstate']],
    ["export * from 'xstate';", ['xstate']],
    ["const loaded = import('xstate');", ['xstate']],
  ])('%s loads %j', (text, loaded) => {
    const { importedFiles } = ts.preProcessFile(erased(text), true, true);
    expect(importedFiles.map(({ fileName }) => fileName)).toEqual(loaded);
  });
});

describe('the built table', () => {
  let folder: string;
  beforeAll(() => {
    assertBuilt(root);
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

  it.each(['dist/table.js', 'dist/table.cjs'])('%s leads to no package', (entry) => {
    const closure = closureOf([entry], read);
    expect(packagesImportedBy([...closure], read)).toEqual([]);
  });

  it('is imported where xstate is not installed', () => {
    const text = `import * as table from './dist/table.js'; ${use}`;
    const { stdout, stderr } = node('--input-type=module', '-e', text);
    expect({ stdout, stderr }).toEqual(used);
  });

  it('is required where xstate is not installed', () => {
    const text = `const table = require('./dist/table.cjs'); ${use}`;
    const { stdout, stderr } = node('--input-type=commonjs', '-e', text);
    expect({ stdout, stderr }).toEqual(used);
  });

  it('is the exception: the core is not found there', () => {
    const imported = node('--input-type=module', '-e', "import './dist/index.js'");
    expect(imported.stderr).toContain("Cannot find package 'xstate'");
    const required = node('--input-type=commonjs', '-e', "require('./dist/index.cjs')");
    expect(required.stderr).toContain("Cannot find module 'xstate'");
  });
});
