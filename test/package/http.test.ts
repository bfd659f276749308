/**
 * `pipeline-lifecycle/http` as its users get it: with the packages that it needs, and without them.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { closureOf, packagesImportedBy } from './imports';
import { type Installation, install, manifest, root } from './install';

// A compiler takes seconds to start, on a busy machine several.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const entry = `${manifest.name}/http`;
const systems = [
  ['an ECMAScript module', 'mjs', `await import('${entry}')`, '--input-type=module'],
  ['a CommonJS module', 'cjs', `require('${entry}')`, '--input-type=commonjs'],
] as const;

const made: Installation[] = [];
afterAll(() => {
  for (const each of made) each.remove();
});

/** What is installed with these peers until the tests have ended. */
function installedWith(...peers: readonly string[]): Installation {
  const installation = install(...peers);
  made.push(installation);
  return installation;
}

/** What a user in this module system, of this installation, has printed. */
function printedBy(installation: Installation, extension: string) {
  installation.add('http-user.cjs');
  installation.add(`http.${extension}`);
  const { stdout, stderr } = installation.node(`http.${extension}`);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('with all that it needs', () => {
  let whole: Installation;
  beforeAll(() => {
    whole = installedWith('hono', 'zod', 'jose', 'fast-check');
  });

  test('loads jose from CommonJS where a module cannot be required, as before Node 22.12', () => {
    whole.add('http-user.cjs');
    whole.add('http.cjs');
    const { stdout } = whole.node('--no-experimental-require-module', 'http.cjs');
    expect(JSON.parse(stdout).jwt).toEqual({ answers: [401, 200], failures: [] });
  });

  describe.each(systems)('%s', (_, extension) => {
    let printed: ReturnType<typeof printedBy>;
    beforeAll(() => {
      printed = printedBy(whole, extension);
    });

    test('serves and reconciles until it is told to end', () => {
      expect(printed.served).toEqual({
        started: 202,
        status: 'Paused',
        // Said by the DeploymentFailedError that the executor has thrown.
        error: { message: 'No room.', error_code: 'NoRoom', details: {} },
        refused: [404, 'UnknownEndpoint'],
        openapi: '3.1.1',
        reconciler: { failures: 1, retries: 0, broken: 0 },
      });
    });

    test('lets in by API keys, and by JSON web tokens', () => {
      expect(printed.apiKeys).toEqual({ answers: [401, 200], failures: [] });
      expect(printed.jwt).toEqual({ answers: [401, 200], failures: [] });
    });

    test('holds the store of one entry point against the checks of another', () => {
      expect(printed.store).toEqual({ results: ['kept'], broken: true });
    });

    test('catches what it throws by the class that another entry point exports', () => {
      expect(printed.classes).toEqual({
        acted: true,
        bearer: true,
        checkStore: true,
        createLifecycleHandler: true,
        createPipeline: true,
        hashApiKey: true,
        parsePipeline: true,
        'parsePipeline, of a deployment': true,
        runReconciler: true,
        versionedStore: true,
        'MissingPackageError of diagrams': true,
      });
    });
  });

  test('loads neither what tests need nor, before there is a token, what verifies those', () => {
    whole.add('loaded.cjs');
    const { stdout, stderr } = whole.node('loaded.cjs', entry);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(['hono', manifest.name, 'xstate', 'zod']);
  });

  test.each([['dist/http.js'], ['dist/http.cjs']])('names no other package: %s', (file) => {
    const specifiers = packagesImportedBy([...closureOf([file], whole.read)], whole.read);
    const packages = specifiers.map((specifier) => specifier.split('/')[0]);
    expect([...new Set(packages)]).toEqual(['hono', 'jose', 'xstate', 'zod']);
  });
});

describe('without what verifies JSON web tokens', () => {
  let withoutJose: Installation;
  beforeAll(() => {
    withoutJose = installedWith('hono', 'zod', 'fast-check');
  });

  test.each(systems)(
    '%s does all else, and says what is missing once it is used',
    (_, extension) => {
      const printed = printedBy(withoutJose, extension);
      expect(printed.served).toMatchObject({ started: 202, status: 'Paused' });
      expect(printed.apiKeys).toEqual({ answers: [401, 200], failures: [] });
      const message =
        "JSON Web Tokens are verified by the package 'jose', which is not installed: npm install jose";
      expect(printed.jwt).toEqual({
        answers: [401, 500],
        failures: [{ isMissingPackage: true, message }],
      });
    },
  );
});

describe('without what it cannot do without', () => {
  let bare: Installation;
  let withHono: Installation;
  let withZod: Installation;
  beforeAll(() => {
    bare = installedWith('fast-check');
    withHono = installedWith('hono');
    withZod = installedWith('zod');
  });

  test.each(systems)('%s is told which package is missing', (_, _extension, script, type) => {
    const importedIn = ({ node }: Installation) => node(type, '--eval', script);
    for (const [installation, missing] of [
      [withHono, /Cannot find (package|module) 'zod'/],
      [withZod, /Cannot find (package|module) 'hono'/],
      [bare, /Cannot find (package|module) '(hono|zod)'/],
    ] as const) {
      const { status, stderr } = importedIn(installation);
      expect(status).toBe(1);
      expect(stderr).toMatch(missing);
    }
  });

  // A store of one's own, so that nothing of the entry point that is out of reach is asked for.
  const checks = `
    const pipelines = new Map();
    const create = async (pipeline) => {
      if (pipelines.has(pipeline.name)) return false;
      pipelines.set(pipeline.name, pipeline);
      return true;
    };
    const store = { create, read: async (name) => pipelines.get(name) };
    const list = async () => [...pipelines.values()];
    const { storeChecks } = testing;
    const { check } = storeChecks.find(({ id }) => id === 'create.new');
    check(() => ({ ...store, list, update: async () => undefined })).then(() => {
      process.stdout.write('kept');
    });
  `;
  const testing = `${manifest.name}/testing`;

  test.each([
    ['--input-type=module', `const testing = await import('${testing}');`],
    ['--input-type=commonjs', `const testing = require('${testing}');`],
  ])('the checks of stores work nevertheless (%s)', (type, load) => {
    const { stdout, stderr } = bare.node(type, '--eval', load + checks);
    expect({ stdout, stderr }).toEqual({ stdout: 'kept', stderr: '' });
  });
});

describe('its declarations', () => {
  let typed: Installation;
  beforeAll(() => {
    // Not the packages that it needs: their types are none of it.
    typed = installedWith('fast-check', '@types/node');
  });

  const strictest = [
    ...['exactOptionalPropertyTypes', 'noUncheckedIndexedAccess', 'noImplicitOverride'],
    ...['noPropertyAccessFromIndexSignature', 'noImplicitReturns', 'noFallthroughCasesInSwitch'],
    ...['noUnusedLocals', 'noUnusedParameters', 'isolatedModules', 'erasableSyntaxOnly'],
  ].map((name) => `--${name}`);

  /** What the compiler finds, but in xstate, whose types break under exactOptionalPropertyTypes. */
  const faultsIn = (name: string, options: string) => {
    typed.add('http.ts', name);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const checks = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
    const { stdout } = typed.node(compiler, ...checks, ...strictest, ...options.split(' '), name);
    const faults = stdout.split('\n').filter((line) => / error TS/.test(line));
    return faults.filter((fault) => !fault.startsWith('node_modules/xstate/'));
  };

  test.each([['dist/http.d.ts'], ['dist/http.d.cts']])('import no package: %s', (file) => {
    expect(packagesImportedBy([...closureOf([file], typed.read)], typed.read)).toEqual([]);
  });

  test.each([
    ['http.mts', '--module nodenext --lib es2023 --types node'],
    ['http.cts', '--module nodenext --lib es2023 --types node'],
    ['http.mts', '--module nodenext --lib es2023,dom'],
    ['http.ts', '--module esnext --moduleResolution bundler --lib es2023,webworker'],
  ])('are sound under the strictest options: %s, %s', (name, options) => {
    expect(faultsIn(name, options)).toEqual([]);
  });

  test('lack nothing but Request, Response and AbortSignal where no platform has them', () => {
    const faults = faultsIn('http.mts', '--module nodenext --lib es2023');
    const inHttp = faults.filter((fault) => !fault.startsWith('http.mts'));
    const missing = inHttp.map(
      (fault) => /^\S+\/http\.d\.ts.*Cannot find name (.*)\.$/.exec(fault)?.[1],
    );
    expect([...new Set(missing)].sort()).toEqual(["'AbortSignal'", "'Request'", "'Response'"]);
  });
});
