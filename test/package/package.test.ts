import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { closureOf, filesNamedIn, packagesImportedBy } from './imports';
import { assertBuilt, type Installation, install, manifest, root } from './install';

// A compiler takes seconds to start, on a busy machine several.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Without any optional peer. */
let installed: Installation;
/** With what the testing kit needs. */
let withPeer: Installation;
beforeAll(() => {
  installed = install();
  withPeer = install('fast-check');
});
afterAll(() => {
  installed?.remove();
  withPeer?.remove();
});

test('a package that is not built is refused in words that say what to do', () => {
  expect(() => assertBuilt(import.meta.dirname)).toThrow('run `npm run build` before these tests');
});

describe('what is packed', () => {
  test('is the build and what a reader needs, nothing else', () => {
    const folders = ['dist/', 'src/', 'docs/', 'diagrams/', 'examples/'];
    const beside = installed.files.filter((path) => !folders.some((each) => path.startsWith(each)));
    expect(beside).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    const allowed = /^(LICENSE|package\.json|[A-Z]+\.md)$/;
    expect(beside.filter((path) => !allowed.test(path))).toEqual([]);
  });

  test('has every file that package.json names', () => {
    const named = filesNamedIn([manifest.exports, manifest.bin]);
    expect(installed.files).toEqual(expect.arrayContaining(named));
  });

  test('has no file that nothing leads to, such as a chunk of an earlier build', () => {
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

  test('passes arethetypeswrong', () => {
    // The profile leaves out the resolution of Node 10, which knows no `exports`: every version of
    // Node that we support does.
    const { status, stdout } = runHere(
      'node_modules/@arethetypeswrong/cli/dist/index.js',
      installed.tarball,
      '--profile=node16',
      '--no-emoji',
      '--no-color',
    );
    expect(status, stdout).toBe(0);
  });
});

describe.each([
  ['an ECMAScript module', 'consumer.mjs'],
  ['a CommonJS module', 'consumer.cjs'],
])('%s', (_, fixture) => {
  type Printed = { readonly classes: Readonly<Record<string, boolean>> };
  let printed: Printed;
  beforeAll(() => {
    withPeer.add(fixture);
    const { stdout, stderr } = withPeer.node(fixture);
    expect(stderr).toBe('');
    printed = JSON.parse(stdout);
  });

  test('imports every entry point, decides, compiles, proves, judges and tests', () => {
    expect(printed).toMatchObject({
      httpStatus: 202,
      desiredStatus: 'Running',
      legal: true,
      stateCount: 320,
      holds: true,
      nodes: 8,
      kept: true,
      histories: 20,
      mismatch: null,
      conformance: { outcome: 'violates', kind: 'stuck' },
    });
  });

  test('catches what one entry point throws by the class that another exports', () => {
    expect(printed.classes).toEqual({
      'thrown by the core': true,
      'thrown by the table': true,
      'thrown by verify': true,
      'thrown by diagrams': true,
      'thrown by trace': true,
      'thrown by testing': true,
      'cause of what trace throws': true,
      'of trace itself': true,
      'of verify, thrown by testing': true,
      'of testing itself': true,
    });
  });
});

describe('TypeScript', () => {
  const compile = (name: string, options: string) => {
    withPeer.add('consumer.ts', name);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const checks = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
    return withPeer.node(compiler, ...checks, ...options.split(' '), name);
  };

  test.each([
    ['an ECMAScript module', 'consumer.mts', '--module nodenext'],
    ['a CommonJS module', 'consumer.cts', '--module nodenext'],
    ['a bundled module', 'consumer.ts', '--module esnext --moduleResolution bundler'],
  ])('finds the types from %s (%s), and all are sound', (_, name, options) => {
    const { status, stdout } = compile(name, options);
    expect(status, stdout).toBe(0);
  });

  test('finds them sound under the strictest options, without a library of a platform', () => {
    const strictest = '--exactOptionalPropertyTypes --noUncheckedIndexedAccess --lib es2023';
    const { stdout } = compile('consumer.mts', `--module nodenext ${strictest}`);
    // Those of xstate are not: they want an AbortSignal, and break under
    // exactOptionalPropertyTypes.
    const faults = stdout.split('\n').filter((line) => / error TS/.test(line));
    expect(faults.filter((fault) => !fault.startsWith('node_modules/xstate/'))).toEqual([]);
  });
});

describe('drawing where the package that lays out graphs is not installed', () => {
  test.each(['diagrams.js', 'diagrams.cjs'])(
    '%s says what to install, for graphs alone',
    (file) => {
      const module = `node_modules/${manifest.name}/dist/${file}`;
      const script = `
      const { toSvg, toDot, MissingPackageError } = await import('./${module}');
      const error = await toSvg('status').catch((error) => error);
      const history = ['{"call":"start","answer":202}'];
      console.log(error instanceof MissingPackageError, error.message);
      console.log(toDot('status').length > 0, (await toSvg('history', { history })).slice(0, 4));
    `;
      const { stdout, stderr } = installed.node('--input-type=module', '--eval', script);
      expect(stderr).toBe('');
      expect(stdout.split('\n')).toEqual([
        "true SVG is laid out by the package '@hpcc-js/wasm-graphviz', which is not installed: npm install @hpcc-js/wasm-graphviz",
        'true <svg',
        '',
      ]);
    },
  );

  test('the program says so too, in one line', () => {
    const program = `node_modules/${manifest.name}/${manifest.bin[manifest.name]}`;
    const { status, stderr } = installed.node(program, 'diagram', 'status', '-f', 'svg');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: SVG is laid out by the package .*: npm install \S+\n$/);
  });

  test('the package is an optional peer', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta);
    expect(Object.keys(manifest.peerDependencies)).toEqual(optional);
  });
});

describe('testing where fast-check is not installed', () => {
  test.each([
    ['an ECMAScript module', `import '${manifest.name}/testing'`, '--input-type=module'],
    ['a CommonJS module', `require('${manifest.name}/testing')`, '--input-type=commonjs'],
  ])('%s is told which package is missing', (_, script, type) => {
    const { status, stderr } = installed.node(type, '--eval', script);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Cannot find (package|module) 'fast-check'/);
  });
});

describe('importing the core', () => {
  const loadedBy = (folder: Installation, ...entry: string[]) => {
    folder.add('loaded.cjs');
    const { stdout, stderr } = folder.node('loaded.cjs', ...entry);
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };

  test('loads xstate and nothing else', () => {
    expect(loadedBy(withPeer)).toEqual([manifest.name, 'xstate']);
  });

  test.each([
    ['table', []],
    ['trace', ['xstate']],
    ['verify', ['xstate']],
    ['diagrams', ['xstate']],
  ])('is like importing %s, which works without any optional package', (name, packages) => {
    expect(loadedBy(installed, `${manifest.name}/${name}`)).toEqual([manifest.name, ...packages]);
  });

  test('is not what testing does, which loads fast-check with what that depends on', () => {
    const packages = ['fast-check', manifest.name, 'pure-rand', 'xstate'];
    expect(loadedBy(withPeer, `${manifest.name}/testing`)).toEqual(packages);
  });

  test.each(
    ['index', 'trace', 'verify'].flatMap((name) => [[`dist/${name}.js`], [`dist/${name}.cjs`]]),
  )('follows from the code: %s, with all it leads to, imports only xstate', (entry) => {
    const closure = closureOf([entry], installed.read);
    expect(packagesImportedBy([...closure], installed.read)).toEqual(['xstate']);
  });

  test.each([['dist/table.js'], ['dist/table.cjs']])(
    'is not what the table does: %s, with all it leads to, imports no package at all',
    (entry) => {
      const closure = closureOf([entry], installed.read);
      expect(packagesImportedBy([...closure], installed.read)).toEqual([]);
    },
  );

  test.each([['dist/diagrams.js'], ['dist/diagrams.cjs']])(
    '%s imports xstate, and Graphviz only when it is needed',
    (entry) => {
      const closure = closureOf([entry], installed.read);
      expect(packagesImportedBy([...closure], installed.read)).toEqual([
        '@hpcc-js/wasm-graphviz',
        'xstate',
      ]);
    },
  );

  test.each([['dist/testing.js'], ['dist/testing.cjs']])(
    '%s imports xstate and fast-check',
    (entry) => {
      const closure = closureOf([entry], installed.read);
      expect(packagesImportedBy([...closure], installed.read)).toEqual(['fast-check', 'xstate']);
    },
  );

  test('the program imports no optional package but Graphviz, and that only when it draws', () => {
    const program = installed.read('dist/cli.cjs');
    const required = [...program.matchAll(/require\("([^".][^"]*)"\)/g)].map(([, name]) => name);
    const packages = required.filter((name) => !isBuiltin(name ?? ''));
    expect([...new Set(packages)]).toEqual(['xstate']);
    expect(program).toContain('import("@hpcc-js/wasm-graphviz")');
  });

  test('asks no other package for types either, but for what is tested with', () => {
    const declarations = installed.files.filter((path) => /\.d\.c?ts$/.test(path));
    const [testing, others] = [true, false].map((isTesting) =>
      declarations.filter((path) => /testing\.d\.c?ts$/.test(path) === isTesting),
    ) as [string[], string[]];
    expect(packagesImportedBy(others, installed.read)).toEqual(['xstate']);
    expect(packagesImportedBy(testing, installed.read)).toEqual(['fast-check', 'xstate']);
  });

  test('xstate is the only dependency', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['xstate']);
  });
});

function runHere(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
}
