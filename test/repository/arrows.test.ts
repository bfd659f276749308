import { describe, expect, test } from 'vitest';
import { importsOf, violations } from './arrows';
import { impureGlobals } from './globals';
import { rooms } from './rooms';
import { sourcesUnder } from './tree';

test('every room imports only what it may, and no global that is impure', () => {
  expect(violations(sourcesUnder('src', '.ts'))).toEqual([]);
});

test('the sources are really read', () => {
  const sources = sourcesUnder('src', '.ts');
  expect(importsOf(sources['src/lifecycle/build/ask.ts'] ?? '')).toContain('xstate');
  expect(importsOf(sources['src/trace/check.ts'] ?? '')).toContain('../lifecycle');
});

test('no arrow runs back: a room may import only rooms that are listed before it', () => {
  const order = Object.keys(rooms);
  for (const [name, room] of Object.entries(rooms)) {
    expect(order.slice(0, order.indexOf(name)), name).toEqual(
      expect.arrayContaining([...room.rooms]),
    );
  }
});

describe('an arrow that is not allowed is found', () => {
  test.each([
    ['lifecycle', 'trace', "import { checkHistory } from '../trace'"],
    ['lifecycle', 'table', "import type { Table } from '../table/table'"],
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

describe('an arrow that is allowed is not held against anybody', () => {
  test.each([
    ['lifecycle', "import { transition } from 'xstate'"],
    ['lifecycle', "import { decide } from './decide'"],
    ['table', "import { lifecycleMachine } from '../lifecycle'"],
    ['verify', "import { step } from '../table'"],
    ['trace', "import { member } from '../lifecycle/fields'"],
    ['testing', "import fc from 'fast-check'; import { verify } from '../verify'"],
    ['diagrams', "import type { Table } from '../table'"],
    ['http', "import { decide } from '../lifecycle/index.ts'"],
    ['cli', "import { serve } from '../http'; import { Command } from 'commander'"],
    ['cli', "import { createReadStream } from 'node:fs'; process.exit()"],
    ['cli', "import { version } from '../../package.json'"],
    ['trace', "const text = \"import { run } from '../cli'\"; // import '../cli'"],
  ])('%s: %s', (from, statement) => {
    expect(violations({ [`src/${from}/planted.ts`]: `${statement}\n` })).toEqual([]);
  });
});

test.each(['src/utilities/index.ts', 'src/index.ts'])('%s is in no room, and found', (path) => {
  expect(violations({ [path]: '' })).toEqual([`${path} is in no known room`]);
});

describe('an import cycle is found', () => {
  test('of two files, though one import is of a type only', () => {
    const found = violations({
      'src/trace/a.ts': "import { b } from './b';",
      'src/trace/b.ts': "import type { A } from './a';",
    });
    expect(found).toEqual(['import cycle: src/trace/a.ts -> src/trace/b.ts -> src/trace/a.ts']);
  });

  test('through the index of a room', () => {
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

  test('but one through another room is found as an arrow, and once', () => {
    const found = violations({
      'src/lifecycle/a.ts': "import '../trace/b';",
      'src/trace/b.ts': "import '../lifecycle/a';",
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

describe('a name that is no impure global is not held against anybody', () => {
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
