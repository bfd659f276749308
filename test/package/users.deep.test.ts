/** Users of the installed package, as ECMAScript and CommonJS modules, with just what they need. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sample } from '../tier';
import { type Installation, install } from './install';

const programs = sample(
  [
    ['an ECMAScript module', 'user.mjs'],
    ['a CommonJS module', 'user.cjs'],
  ] as const,
  1,
);

/** By user: the entry points that it loads. */
const users = {
  core: ['core', 'diagrams', 'table', 'testing', 'trace', 'verify'],
  host: ['core', 'host', 'testing'],
  http: ['core', 'diagrams', 'host', 'http'],
} as const;

type User = keyof typeof users;

function installFor(user: User, ...peers: readonly string[]): Installation {
  const installed = install(...peers);
  for (const file of ['user.mjs', 'user.cjs', `${user}-user.cjs`]) installed.add(file);
  return installed;
}

/** Returns what a user has printed. */
function printedBy(installed: Installation, user: User, ...program: readonly string[]) {
  const { stdout, stderr } = installed.node(...program, user, ...users[user]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

type Printed = ReturnType<typeof printedBy>;

const allTrue = (classes: object) => Object.values(classes).every((each) => each === true);

describe('a user of the core', () => {
  let installed: Installation;
  beforeAll(() => {
    installed = installFor('core', 'fast-check');
  });
  afterAll(() => installed?.remove());

  describe.each(programs)('as %s', (_, program) => {
    let printed: Printed;
    beforeAll(() => {
      printed = printedBy(installed, 'core', program);
    });

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
});

describe('a user who hosts pipelines, without hono and zod', () => {
  let installed: Installation;
  beforeAll(() => {
    installed = installFor('host', 'fast-check');
  });
  afterAll(() => installed?.remove());

  describe.each(programs)('as %s', (_, program) => {
    let printed: Printed;
    beforeAll(() => {
      printed = printedBy(installed, 'host', program);
    });

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
});

describe('a user who serves pipelines', () => {
  let installed: Installation;
  beforeAll(() => {
    installed = installFor('http', 'hono', 'zod', 'jose');
  });
  afterAll(() => installed?.remove());

  describe.each(programs)('as %s', (_, program) => {
    let printed: Printed;
    beforeAll(() => {
      printed = printedBy(installed, 'http', program);
    });

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

  test('loads jose even if it cannot require a module, as before Node 22.12', () => {
    const { jwt } = printedBy(installed, 'http', '--no-experimental-require-module', 'user.cjs');
    expect(jwt).toEqual({ answers: [401, 200], failures: [] });
  });

  test.each(programs)('is told what to install once a token comes, as %s', (_, program) => {
    installed.uninstall('jose');
    const printed = printedBy(installed, 'http', program);
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
