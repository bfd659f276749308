/** Every entry point, in both module systems: the packages that it imports, loads and needs. */
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDeep } from '../tier';
import { closureOf, packagesImportedBy } from './imports';
import { type Installation, install, manifest } from './install';

interface Needs {
  /** The optional peers without which it cannot be imported. */
  readonly peers: readonly string[];
  /** The packages that are loaded when it is imported, apart from its own. */
  readonly loads: readonly string[];
  /** The packages that its code imports, now or later. */
  readonly imports: readonly string[];
  /** The packages that its declarations import. */
  readonly types: readonly string[];
}

const graphviz = '@hpcc-js/wasm-graphviz';
/** The package that the command line alone imports, for PNG. */
const renderer = '@resvg/resvg-js';

/** By the name of the file in `dist`. */
const entryPoints: Readonly<Record<string, Needs>> = {
  index: { peers: [], loads: ['xstate'], imports: ['xstate'], types: ['xstate'] },
  table: { peers: [], loads: [], imports: [], types: ['xstate'] },
  trace: { peers: [], loads: [], imports: [], types: ['xstate'] },
  verify: { peers: [], loads: ['xstate'], imports: ['xstate'], types: ['xstate'] },
  diagrams: { peers: [], loads: ['xstate'], imports: [graphviz, 'xstate'], types: ['xstate'] },
  host: { peers: [], loads: [], imports: [], types: ['xstate'] },
  client: { peers: [], loads: [], imports: [], types: ['xstate'] },
  sqlite: {
    peers: [],
    loads: [],
    imports: ['better-sqlite3', 'node:fs', 'node:path'],
    types: ['xstate'],
  },
  postgres: { peers: [], loads: [], imports: ['pg'], types: ['xstate'] },
  restate: { peers: [], loads: [], imports: ['@restatedev/restate-sdk'], types: ['xstate'] },
  http: {
    peers: ['hono', 'zod'],
    loads: ['hono', 'zod'],
    imports: ['hono', 'jose', 'zod'],
    types: ['hono', 'xstate', 'zod'],
  },
  testing: {
    peers: ['fast-check'],
    loads: ['fast-check', 'pure-rand', 'xstate'],
    imports: ['fast-check', 'xstate'],
    types: ['fast-check', 'xstate'],
  },
};

const names = Object.keys(entryPoints);
const needsOf = (name: string) => entryPoints[name] as Needs;
const specifierOf = (name: string) =>
  name === 'index' ? manifest.name : `${manifest.name}/${name}`;
const imports = (name: string) => `await import('${specifierOf(name)}')`;
const requires = (name: string) => `require('${specifierOf(name)}')`;

test('the table has every entry point', () => {
  const paths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
  expect(names.map((name) => (name === 'index' ? '.' : `./${name}`)).sort()).toEqual(paths.sort());
});

test('xstate is the only dependency, and every other package is an optional peer', () => {
  expect(Object.keys(manifest.dependencies)).toEqual(['xstate']);
  const optional = Object.keys(manifest.peerDependenciesMeta);
  expect(Object.keys(manifest.peerDependencies)).toEqual(optional);
  const needed = names.flatMap((name) => [...needsOf(name).peers, ...needsOf(name).imports]);
  const others = new Set(needed.filter((name) => name !== 'xstate' && !isBuiltin(name)));
  expect([...others, renderer].sort()).toEqual(optional.sort());
});

const installations = new Map<string, Installation>();
afterAll(() => {
  for (const each of installations.values()) each.remove();
});

/** The installation with these peers, made once: it has thousands of files. */
function installedWith(peers: readonly string[]): Installation {
  const key = [...peers].sort().join();
  const installed = installations.get(key) ?? install(...peers);
  installations.set(key, installed);
  return installed;
}

describe.each(names)('%s', (name) => {
  const { peers, loads, imports: imported, types } = needsOf(name);

  test.each(['js', 'cjs'])('imports no other package in its code: %s', (extension) => {
    const { read } = installedWith([]);
    const closure = closureOf([`dist/${name}.${extension}`], read);
    expect(packagesImportedBy([...closure], read)).toEqual(imported);
  });

  test.each(['d.ts', 'd.cts'])('imports no other package in its types: %s', (extension) => {
    const { read } = installedWith([]);
    const closure = closureOf([`dist/${name}.${extension}`], read);
    expect(packagesImportedBy([...closure], read)).toEqual(types);
  });

  test('loads no other package before it needs it', () => {
    const installed = installedWith(peers);
    installed.add('loaded.cjs');
    const { stdout, stderr } = installed.node('loaded.cjs', specifierOf(name));
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([...loads, manifest.name].sort());
  });

  test.runIf(isDeep && peers.length > 0).each(
    peers.flatMap((missing) => [
      [missing, 'an ECMAScript module', '--input-type=module', imports],
      [missing, 'a CommonJS module', '--input-type=commonjs', requires],
    ]) as [string, string, string, typeof imports][],
  )('names %s if that is missing, to %s', (missing, _, type, load) => {
    const lacking = installedWith(peers.filter((peer) => peer !== missing));
    const { status, stderr } = lacking.node(type, '--eval', load(name));
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`Cannot find (package|module) '${missing}'`));
  });
});

describe.runIf(isDeep)('without any package, not even xstate', () => {
  const free = names.filter((name) => needsOf(name).loads.length === 0);
  const home = join('node_modules', manifest.name, 'dist');
  let alone: Installation;
  beforeAll(() => {
    alone = install();
    alone.uninstall('xstate');
  });
  afterAll(() => alone?.remove());

  test('table, trace, host, client, sqlite, postgres and restate are left', () => {
    expect(free).toEqual(['table', 'trace', 'host', 'client', 'sqlite', 'postgres', 'restate']);
  });

  test.each(free)('%s can be imported and required', (name) => {
    const script = `
      const required = Object.keys(${requires(name)});
      import('./${join(home, `${name}.js`)}').then((all) =>
        console.log(required.length > 0, required.every((each) => each in all)));`;
    const { stdout, stderr } = alone.node('--input-type=commonjs', '--eval', script);
    expect({ stdout, stderr }).toEqual({ stdout: 'true true\n', stderr: '' });
  });

  test('the core cannot, because it exports the machine', () => {
    const imported = alone.node('--input-type=module', '--eval', imports('index'));
    expect(imported.stderr).toContain("Cannot find package 'xstate'");
    const required = alone.node('--input-type=commonjs', '--eval', requires('index'));
    expect(required.stderr).toContain("Cannot find module 'xstate'");
  });
});
