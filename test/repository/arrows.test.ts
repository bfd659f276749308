import { describe, expect, test } from 'vitest';
import { arrowsOf, importsOf, unusedPermissions, violations } from './arrows';
import { impureGlobals } from './globals';
import { modules } from './modules';
import { read, sourcesUnder } from './tree';

const sources = sourcesUnder('src', '.ts', '.tsx');

test('every module imports only what it may, by its doors, without a circle or a crowd', () => {
  expect(violations(sources)).toEqual([]);
});

test('every permission is used', () => {
  expect(unusedPermissions(sources)).toEqual([]);
});

test('the table of docs/architecture.md has exactly the arrows of the imports', () => {
  const rows = read('docs/architecture.md').matchAll(/^\| `(\w+)` \|.*\|([^|]*)\|$/gm);
  const drawn = [...rows].map(([, name = '', imports = '']) => {
    const named = [...imports.matchAll(/`(\w+)`/g)].map(([, each = '']) => each);
    return [name, named.filter((each) => each in modules)];
  });
  expect(Object.fromEntries(drawn)).toEqual(arrowsOf(sources));
});

test('its picture draws each arrow that no others imply', () => {
  const [, picture = ''] =
    /^```mermaid\nflowchart LR\n(.*?)^```$/ms.exec(read('docs/architecture.md')) ?? [];
  const drawn = picture.split('\n').flatMap((line) => {
    const [from = [], to = []] = line.split(' --> ').map((side) => side.trim().split(' & '));
    return from.flatMap((each) => to.map((other) => `${each} --> ${other}`));
  });
  const imported = arrowsOf(sources);
  const knows = (of: string, name: string): boolean =>
    imported[of]?.some((other) => other === name || knows(other, name)) === true;
  const needed = Object.entries(imported).flatMap(([of, names]) =>
    names
      .filter((name) => !names.some((other) => knows(other, name)))
      .map((name) => `${name} --> ${of}`),
  );
  expect(drawn.sort()).toEqual(needed.sort());
});

test('the sources are really read', () => {
  expect(importsOf(sources['src/lifecycle/build/ask.ts'] ?? '')).toContain('xstate');
  expect(importsOf(sources['src/trace/check.ts'] ?? '')).toContain('../lifecycle');
});

test('no arrow runs back: a module may import only modules that are listed before it', () => {
  const order = Object.keys(modules);
  for (const [name, module] of Object.entries(modules)) {
    expect(order.slice(0, order.indexOf(name)), name).toEqual(
      expect.arrayContaining([...module.modules]),
    );
  }
});

describe('an arrow that is not allowed is found', () => {
  test.each([
    ['lifecycle', 'trace', "import { checkHistory } from '../trace'"],
    ['lifecycle', 'table', "import type { Table } from '../table'"],
    ['input', 'lifecycle', "import { decide } from '../lifecycle'"],
    ['host', 'http', "import { bearer } from '../http'"],
    ['table', 'host', "import type { Pipeline } from '../host'"],
    ['table', 'verify', "export * from '../verify'"],
    ['verify', 'trace', "export type { Violation } from '../trace'"],
    ['trace', 'testing', "const kit = import('../testing')"],
    ['trace', 'cli', "let io: import('../cli/io').Io"],
    ['testing', 'cli', "import io = require('../cli/io')"],
    ['http', 'testing', "import '../testing'"],
    ['verify', 'diagrams', "import { draw } from '../diagrams/index.ts'"],
    ['http', 'diagrams', 'const dot = import(`../diagrams`)'],
  ])('%s -> %s: %s', (from, to, statement) => {
    const path = `src/${from}/planted.ts`;
    const found = violations({ [path]: `${statement};` });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${path} (${from}) may not import ../${to}`);
  });
});

describe('a package, a file or a computed import that is not allowed is found', () => {
  test.each([
    ['lifecycle', "import { readFileSync } from 'node:fs'", 'node:fs'],
    ['lifecycle', "import { createBrowserInspector } from 'xstate/inspect'", 'xstate/inspect'],
    ['lifecycle', "import { version } from '../../package.json'", '../../package.json'],
    ['table', "import { transition } from 'xstate'", 'xstate'],
    ['verify', "import type { StateValue } from 'xstate'", 'xstate'],
    ['trace', "import { decide } from 'pipeline-lifecycle'", 'pipeline-lifecycle'],
    ['testing', "import { test } from 'vitest'", 'vitest'],
    ['trace', '/// <reference types="node" />', 'node'],
    ['trace', "const { readFileSync } = import('fs')", 'fs'],
    ['trace', 'const any = import(name)', 'import(name)'],
    ['cli', 'const any = import(folder + room)', 'import(folder + room)'],
    ['cli', "import fc from 'fast-check'", 'fast-check'],
    ['cli', "import config from '../../tsconfig.json'", '../../tsconfig.json'],
  ])('%s: %s', (from, statement, named) => {
    const path = `src/${from}/planted.ts`;
    expect(violations({ [path]: `${statement}\n` })).toEqual([
      `${path} (${from}) may not import ${named}`,
    ]);
  });
});

describe('an arrow that is allowed passes', () => {
  test.each([
    ['lifecycle', "import { transition } from 'xstate'"],
    ['lifecycle', "import { decide } from './decide'"],
    ['table', "import { everyAction } from '../lifecycle'"],
    ['trace', "import { member } from '../input'"],
    ['testing', "import fc from 'fast-check'; import { verify } from '../verify'"],
    ['diagrams', "import { explore } from '../verify'"],
    ['http', "import { decide } from '../lifecycle/index.ts'"],
    ['cli', "import { serve } from '../simulator'; import { Command } from 'commander'"],
    ['cli', "import { createReadStream } from 'node:fs'; process.exit()"],
    ['cli', "import { version } from '../../package.json'"],
    ['trace', "const text = \"import { run } from '../cli'\"; // import '../cli'"],
  ])('%s: %s', (from, statement) => {
    expect(violations({ [`src/${from}/planted.ts`]: `${statement}\n` })).toEqual([]);
  });
});

test.each(['src/utilities/index.ts', 'src/index.ts'])('%s is in no module, and found', (path) => {
  expect(violations({ [path]: '' })).toEqual([`${path} is in no known module`]);
});

describe('a way in that is not a door is found', () => {
  const planted = (path: string, specifier: string, ...others: string[]) =>
    violations({
      ...Object.fromEntries(others.map((other) => [other, ''])),
      [path]: `import '${specifier}';`,
    });

  test.each([
    ['src/trace/a.ts', '../lifecycle/decide', 'src/lifecycle/decide.ts'],
    ['src/http/a.ts', '../host/reconciler/level', 'src/host/reconciler/level.ts'],
    ['src/lifecycle/a.ts', './rules/rule', 'src/lifecycle/rules/rule.ts'],
    ['src/lifecycle/build/a.ts', '../rules/rule', 'src/lifecycle/rules/rule.ts'],
  ])('%s imports %s', (path, specifier, target) => {
    expect(planted(path, specifier, target)).toEqual([`${path} passes the door: ${specifier}`]);
  });

  test.each([
    ['src/trace/a.ts', '../lifecycle', 'src/lifecycle/index.ts'],
    ['src/http/a.ts', '../host/reconciler', 'src/host/reconciler/index.ts'],
    ['src/lifecycle/a.ts', './rules', 'src/lifecycle/rules/index.ts'],
    ['src/lifecycle/rules/a.ts', '../action', 'src/lifecycle/action.ts'],
    ['src/lifecycle/rules/a.ts', './rule', 'src/lifecycle/rules/rule.ts'],
  ])('but %s may import %s', (path, specifier, target) => {
    expect(planted(path, specifier, target)).toEqual([]);
  });
});

test('folders that import each other are a circle, though their files form no circle', () => {
  const found = violations({
    'src/trace/a/index.ts': "import '../b';",
    'src/trace/a/more.ts': '',
    'src/trace/b/index.ts': '',
    'src/trace/b/more.ts': "import '../a';",
  });
  expect(found).toEqual(['circle in src/trace: a -> b -> a']);
});

test('a floor with more than 25 boxes is found, and folders make room', () => {
  const slab = Array.from({ length: 26 }, (_, index) => `src/trace/walks/file-${index}.ts`);
  const planted = (paths: readonly string[]) =>
    violations(Object.fromEntries(paths.map((path) => [path, ''])));
  expect(planted(slab)).toEqual(['src/trace/walks has 26 boxes, and may have 25']);
  const [first = '', second = '', ...others] = slab;
  const moved = [first, second].map((path) => path.replace('walks/', 'walks/inner/'));
  expect(planted([...moved, ...others])).toEqual([]);
});

describe('an import cycle is found', () => {
  test('of two files, though one import is of a type only', () => {
    const found = violations({
      'src/trace/a.ts': "import { b } from './b';",
      'src/trace/b.ts': "import type { A } from './a';",
    });
    expect(found).toEqual(['import cycle: src/trace/a.ts -> src/trace/b.ts -> src/trace/a.ts']);
  });

  test('through the door of a module', () => {
    const found = violations({
      'src/table/index.ts': "export { step } from './step';",
      'src/table/step.ts': "import { table } from '.';",
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('src/table/index.ts -> src/table/step.ts -> src/table/index.ts');
  });

  test('of a file with itself', () => {
    const found = violations({ 'src/trace/a.ts': "export * from './a';" });
    expect(found).toEqual(['import cycle: src/trace/a.ts -> src/trace/a.ts']);
  });

  test('but one through another module is found as an arrow, and once', () => {
    const found = violations({
      'src/lifecycle/a.ts': "import '../trace/b';",
      'src/trace/b.ts': "import '../lifecycle';",
    });
    expect(found).toEqual(['src/lifecycle/a.ts (lifecycle) may not import ../trace/b']);
  });

  test('but two ways to one file are no cycle', () => {
    const found = violations({
      'src/trace/a.ts': "import './b'; import './c';",
      'src/trace/b.ts': "import './c';",
      'src/trace/c.ts': '',
    });
    expect(found).toEqual([]);
  });
});

describe('an impure global is found', () => {
  test.each([
    ['const now = Date.now();', ['Date']],
    ['const now = new Date();', ['Date']],
    ['class Moment extends Date {}', ['Date']],
    ['const chance = Math.random();', ['Math.random']],
    ["const chance = Math['random']();", ['Math as a whole']],
    ['const { random } = Math;', ['Math as a whole']],
    ['const start = performance.now();', ['performance']],
    ['const { env } = process;', ['process']],
    ['setTimeout(() => setInterval(tick, 1), 1);', ['setTimeout', 'setInterval']],
    ["const answer = await fetch('http://localhost');", ['fetch']],
    ['console.log(1);', ['console']],
    ['const id = globalThis.crypto.randomUUID();', ['globalThis']],
    ['const id = crypto.randomUUID();', ['crypto']],
    ['const host = { fetch };', ['fetch']],
    ['const clock = (now = Date.now) => now();', ['Date']],
    ['function inner(process: string) { return process; }\nprocess.exit();', ['process']],
  ])('%s', (text, globals) => {
    expect(impureGlobals('planted.ts', text)).toEqual(globals);
    expect(violations({ 'src/diagrams/planted.ts': text })).toEqual(
      globals.map((global) => `src/diagrams/planted.ts (diagrams) may not use ${global}`),
    );
  });
});

describe('a name that is no impure global passes', () => {
  test.each([
    'const most = Math.max(1, 2);',
    'interface Clock { readonly Date: string; fetch(): void }',
    'let seen: Date | typeof process | undefined;',
    'class Clock implements Date {}',
    'const handler = { fetch: () => 1, process() {} };',
    'handler.fetch(); handler?.process();',
    'const { process: run, fetch } = handler; fetch(run);',
    'function serve(fetch: () => void) { fetch(); }',
    "import { process } from './process'; process();",
    "export { fetch } from './fetch';",
    "const text = 'Date'; // console.log(Date.now())",
  ])('%s', (text) => {
    expect(impureGlobals('planted.ts', text)).toEqual([]);
  });
});
