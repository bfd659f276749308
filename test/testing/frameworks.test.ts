/**
 * The testing kit as users of three test frameworks get it: the examples, run by vitest, by jest and by
 * the test runner of Node, against the package as it is installed; and once more against a pipeline with a
 * bug, which all three must find.
 */
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ruleChecks, storeChecks } from '../../src/testing';
import { type Installation, install, type Run, root } from '../package/install';

// Each runs a whole test framework.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const { resolve } = createRequire(import.meta.url);

/** The program of a package; throws in words that say what to do where it is missing. */
function programOf(name: string, path: string): string {
  try {
    return join(dirname(resolve(`${name}/package.json`)), path);
  } catch {
    throw new Error(`${name} is missing: it is a dev dependency, so run \`npm install\`.`);
  }
}

interface Framework {
  readonly example: string;
  readonly run: (installed: Installation, example: string) => Run;
  /** How many tests have passed, and how many have failed. */
  readonly counts: (run: Run) => { readonly passed: number; readonly failed: number };
}

const jsonCounts = ({ stdout, stderr }: Run) => {
  const start = stdout.indexOf('{"num');
  expect(start, stdout + stderr).toBeGreaterThanOrEqual(0);
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(stdout.slice(start));
  return { passed, failed };
};

const frameworks: Readonly<Record<string, Framework>> = {
  vitest: {
    example: 'vitest.test.mjs',
    run: (installed, example) =>
      installed.node(programOf('vitest', 'vitest.mjs'), 'run', '--reporter=json', example),
    counts: jsonCounts,
  },
  jest: {
    example: 'jest.test.cjs',
    run: (installed, example) =>
      installed.node(
        programOf('jest', 'bin/jest.js'),
        '--json',
        '--watchman=false',
        '--testMatch',
        `**/${example}`,
      ),
    counts: jsonCounts,
  },
  'the test runner of Node': {
    example: 'node.test.mjs',
    run: (installed, example) => installed.node('--test', '--test-reporter=tap', example),
    counts: ({ stdout }) => {
      const count = (word: string) =>
        Number(stdout.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1]);
      return { passed: count('pass'), failed: count('fail') };
    },
  },
};

const examples = join(root, 'examples/testing');
let installed: Installation;
let folder: string;

beforeAll(() => {
  installed = install();
  folder = dirname(installed.tarball);
  // What the store of the example is imported with needs hono and zod.
  const linked = ['fast-check', 'vitest', 'hono', 'zod'];
  for (const name of linked)
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  for (const { example } of Object.values(frameworks)) {
    copyFileSync(join(examples, example), join(folder, example));
  }
  // So that jest takes this folder for its root.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
});
afterAll(() => installed?.remove());

/** Puts the pipeline under test where the examples look for it. */
function underTest(change: (source: string) => string): void {
  for (const name of ['pipeline.mjs', 'pipeline.cjs']) {
    writeFileSync(join(folder, name), change(readFileSync(join(examples, name), 'utf8')));
  }
}

describe.each(Object.entries(frameworks))('%s', (_, { example, run, counts }) => {
  it('runs a property and each rule as a test of its own, and all pass', () => {
    underTest((source) => source);
    const result = run(installed, example);
    expect(counts(result), result.stderr).toEqual({ passed: ruleChecks.length + 1, failed: 0 });
    expect(result.status).toBe(0);
  });

  it('fails where the pipeline forgets a forced stop, and tells the story', () => {
    underTest((source) => {
      const planted = source.replace(
        'decide(deployment, action, capabilities)',
        'action.force ? { accepted: true, httpStatus: 202, deployment } : decide(deployment, action, capabilities)',
      );
      expect(planted).not.toBe(source);
      return planted;
    });
    const result = run(installed, example);
    const { passed, failed } = counts(result);
    expect(passed).toBeGreaterThan(ruleChecks.length / 2);
    expect(failed).toBeGreaterThanOrEqual(3);
    expect(result.status).toBe(1);
    const printed = result.stdout + result.stderr;
    expect(printed).toContain('The user calls stop?force=true: 202; nothing changes.');
    expect(printed).toContain('This violates suspending.forced-stop-works: ');
  });
});

describe('a store, under the test runner of Node', () => {
  const example = 'store.test.mjs';
  const { run, counts } = frameworks['the test runner of Node'] as Framework;
  const runWith = (change: (source: string) => string) => {
    writeFileSync(join(folder, example), change(readFileSync(join(examples, example), 'utf8')));
    return run(installed, example);
  };

  it('passes each check as a test of its own', () => {
    const result = runWith((source) => source);
    expect(counts(result), result.stdout).toEqual({ passed: storeChecks.length, failed: 0 });
    expect(result.status).toBe(0);
  });

  it('fails where it says that a name was free which is taken, and is told so', () => {
    const result = runWith((source) => {
      const planted = source.replace(
        '() => memoryStore()',
        '() => { const store = memoryStore(); return { ...store, create: (each) => store.create(each).then(() => true) }; }',
      );
      expect(planted).not.toBe(source);
      return planted;
    });
    const { passed, failed } = counts(result);
    expect(passed).toBeGreaterThan(storeChecks.length / 2);
    expect(failed).toBeGreaterThanOrEqual(2);
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("Expected: create('orders'), which is taken, to be false");
    expect(result.stdout).toContain('Seen: true');
  });
});

// The compiler of CommonJS takes a private field for the exported binding of the same name, and writes to it.
it('no CommonJS file of the build assigns its exports where it should set a private field', () => {
  const files = installed.files.filter((path) => path.endsWith('.cjs'));
  const wrong = files.flatMap((path) => installed.read(path).match(/#\w+ = exports\.\w+/g) ?? []);
  expect(files.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});

it('a framework that is missing is named, with what to do', () => {
  expect(() => programOf('no-such-framework', 'bin.js')).toThrow(
    'no-such-framework is missing: it is a dev dependency, so run `npm install`.',
  );
});
