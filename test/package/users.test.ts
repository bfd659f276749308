/** Users of the installed package, as ECMAScript and CommonJS modules, with just what they need. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installation, install } from './install';

/** By user: the entry points, and the optional peers. */
const users = {
  core: {
    entries: ['core', 'diagrams', 'table', 'testing', 'trace', 'verify'],
    peers: ['fast-check'],
  },
  host: { entries: ['core', 'host', 'testing'], peers: ['fast-check'] },
  http: { entries: ['core', 'diagrams', 'host', 'http'], peers: ['hono', 'zod', 'jose'] },
} as const;

function installFor(user: keyof typeof users, peers: readonly string[] = users[user].peers) {
  const installed = install(...peers);
  for (const file of ['user.mjs', 'user.cjs', `${user}-user.cjs`]) installed.add(file);
  return installed;
}

/** Returns what a user has printed. */
function printedBy(installed: Installation, user: keyof typeof users, ...args: readonly string[]) {
  const { stdout, stderr } = installed.node(...args, user, ...users[user].entries);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const allTrue = (classes: object) => Object.values(classes).every((each) => each === true);

describe.each([
  ['an ECMAScript module', 'user.mjs'],
  ['a CommonJS module', 'user.cjs'],
])('%s', (_, program) => {
  describe('that uses the core', () => {
    let printed: ReturnType<typeof printedBy>;
    let installed: Installation;
    beforeAll(() => {
      installed = installFor('core');
      printed = printedBy(installed, 'core', program);
    });
    afterAll(() => installed?.remove());

    test('decides, compiles, proves, judges, draws and tests', () => {
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

    test('catches an error of one entry point by the class that another exports', () => {
      expect(Object.keys(printed.classes)).toHaveLength(10);
      expect(printed.classes).toSatisfy(allTrue);
    });
  });

  describe('that hosts pipelines, without hono and zod', () => {
    let printed: ReturnType<typeof printedBy>;
    let installed: Installation;
    beforeAll(() => {
      installed = installFor('host');
      printed = printedBy(installed, 'host', program);
    });
    afterAll(() => installed?.remove());

    test('reconciles until it is told to end', () => {
      expect(printed.reconciled).toEqual({
        desiredStatus: 'Paused',
        // Of the DeploymentFailedError that the executor throws.
        error: { message: 'No room.', error_code: 'NoRoom', details: {} },
        report: { failures: 1, retries: 0, broken: 0 },
      });
    });

    test('checks its store with the checks of another entry point', () => {
      expect(printed.store).toEqual({ results: ['kept'], broken: true });
    });

    test('catches an error of one entry point by the class that another exports', () => {
      expect(Object.keys(printed.classes)).toHaveLength(7);
      expect(printed.classes).toSatisfy(allTrue);
    });
  });

  describe('that serves pipelines', () => {
    let printed: ReturnType<typeof printedBy>;
    let installed: Installation;
    beforeAll(() => {
      installed = installFor('http');
      printed = printedBy(installed, 'http', program);
    });
    afterAll(() => installed?.remove());

    test('answers requests', () => {
      expect(printed.served).toEqual({
        started: 202,
        status: 'Paused',
        refused: [404, 'UnknownEndpoint'],
        openapi: '3.1.1',
      });
    });

    test('authenticates by API keys and JSON web tokens', () => {
      expect(printed.apiKeys).toEqual({ answers: [401, 200], failures: [] });
      expect(printed.jwt).toEqual({ answers: [401, 200], failures: [] });
    });

    test('catches an error of one entry point by the class that another exports', () => {
      expect(Object.keys(printed.classes)).toHaveLength(4);
      expect(printed.classes).toSatisfy(allTrue);
    });
  });

  test('that serves pipelines without jose says what to install once a token comes', () => {
    const installed = installFor('http', ['hono', 'zod']);
    const printed = printedBy(installed, 'http', program);
    installed.remove();
    expect(printed.served).toMatchObject({ started: 202, status: 'Paused' });
    expect(printed.apiKeys).toEqual({ answers: [401, 200], failures: [] });
    const message =
      "JSON Web Tokens are verified by the package 'jose', which is not installed: npm install jose";
    expect(printed.jwt).toEqual({
      answers: [401, 500],
      failures: [{ isMissingPackage: true, message }],
    });
  });
});

test('a CommonJS module loads jose even if it cannot require a module, as before Node 22.12', () => {
  const installed = installFor('http');
  const noRequire = '--no-experimental-require-module';
  const { jwt } = printedBy(installed, 'http', noRequire, 'user.cjs');
  installed.remove();
  expect(jwt).toEqual({ answers: [401, 200], failures: [] });
});

describe('a user who draws without Graphviz', () => {
  let installed: Installation;
  beforeAll(() => {
    installed = install();
  });
  afterAll(() => installed?.remove());

  test.each(['diagrams.js', 'diagrams.cjs'])('is told what to install, for graphs: %s', (file) => {
    const module = `./node_modules/pipeline-lifecycle/dist/${file}`;
    const script = `
      const { toSvg, toDot, MissingPackageError } = await import('${module}');
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
  });
});
