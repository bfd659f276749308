/**
 * The testing kit in three test frameworks: the examples, run by vitest, by jest and by the test
 * runner of Node against the installed package; and once more against a pipeline with a bug, which
 * all three must find.
 */
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleChecks, storeChecks } from '../../src/testing';
import { sample } from '../tier';
import { type Installation, install, type Run, root } from './install';

const { resolve } = createRequire(import.meta.url);

/** Returns the program of a package. Throws an error that says what to do if it is missing. */
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
  'the test runner of Node': {
    example: 'node.test.mjs',
    run: (installed, example) => installed.node('--test', '--test-reporter=tap', example),
    counts: ({ stdout }) => {
      const count = (word: string) =>
        Number(stdout.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1]);
      return { passed: count('pass'), failed: count('fail') };
    },
  },
  vitest: {
    example: 'vitest.test.mjs',
    run: (installed, example) =>
      installed.node(
        programOf('vitest', 'vitest.mjs'),
        ...['run', '--reporter=json', '--test-timeout=600000', example],
      ),
    counts: jsonCounts,
  },
  jest: {
    example: 'jest.test.cjs',
    run: (installed, example) =>
      installed.node(
        programOf('jest', 'bin/jest.js'),
        '--json',
        '--watchman=false',
        '--testTimeout=600000',
        '--testMatch',
        `**/${example}`,
      ),
    counts: jsonCounts,
  },
};

const examples = join(root, 'examples/testing');
let installed: Installation;
let folder: string;

beforeAll(() => {
  installed = install('fast-check');
  ({ folder } = installed);
  symlinkSync(join(root, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
  for (const { example } of Object.values(frameworks)) {
    copyFileSync(join(examples, example), join(folder, example));
  }
  // Makes jest take this folder for its root.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
});
afterAll(() => installed?.remove());

/** Writes the pipeline under test to where the examples look for it. */
function underTest(change: (source: string) => string): void {
  for (const name of ['pipeline.mjs', 'pipeline.cjs']) {
    writeFileSync(join(folder, name), change(readFileSync(join(examples, name), 'utf8')));
  }
}

describe.each(sample(Object.entries(frameworks), 1))('%s', (_, { example, run, counts }) => {
  it('runs a property and each rule as a test of its own, and all pass', () => {
    underTest((source) => source);
    const result = run(installed, example);
    expect(counts(result), result.stderr).toEqual({ passed: ruleChecks.length + 1, failed: 0 });
    expect(result.status).toBe(0);
  });

  it('fails if the pipeline forgets a forced stop, and tells the story', () => {
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

  it('fails if it takes a name for free that is not, and says so', () => {
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

it('a missing framework is named, with what to do', () => {
  expect(() => programOf('no-such-framework', 'bin.js')).toThrow(
    'no-such-framework is missing: it is a dev dependency, so run `npm install`.',
  );
});
