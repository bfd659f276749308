/**
 * The examples of the testing kit as users of three test frameworks get them: run by vitest, by
 * jest and by the test runner of Node, against the package as it is installed, and once more
 * against a pipeline or a store with a bug, which they must find.
 */
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { ruleChecks, storeChecks } from '../../../src/testing';
import { type Installation, install, type Run, root } from '../../package/install';

const { resolve } = createRequire(import.meta.url);

/** The program of a package. Throws, in words that say what to do, if the package is missing. */
export function programOf(name: string, path: string): string {
  try {
    return join(dirname(resolve(`${name}/package.json`)), path);
  } catch {
    throw new Error(`${name} is missing: it is a dev dependency, so run \`npm install\`.`);
  }
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface Framework {
  readonly example: string;
  readonly run: (installed: Installation, example: string) => Run;
  readonly counts: (run: Run) => Counts;
}

const jsonCounts = ({ stdout, stderr }: Run) => {
  const start = stdout.indexOf('{"num');
  expect(start, stdout + stderr).toBeGreaterThanOrEqual(0);
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(stdout.slice(start));
  return { passed, failed };
};

const node: Framework = {
  example: 'node.test.mjs',
  run: (installed, example) => installed.node('--test', '--test-reporter=tap', example),
  counts: ({ stdout }) => {
    const count = (word: string) =>
      Number(stdout.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1]);
    return { passed: count('pass'), failed: count('fail') };
  },
};

/** A test that explores the rules may take longer than the usual limit on a slow machine. */
const withoutLimit = '--testTimeout=600000';

const frameworks = {
  node,
  vitest: {
    example: 'vitest.test.mjs',
    run: (installed, example) =>
      installed.node(
        programOf('vitest', 'vitest.mjs'),
        ...['run', '--reporter=json', withoutLimit, example],
      ),
    counts: jsonCounts,
  },
  jest: {
    example: 'jest.test.cjs',
    run: (installed, example) =>
      installed.node(
        programOf('jest', 'bin/jest.js'),
        ...['--json', '--watchman=false', withoutLimit, '--testMatch', `**/${example}`],
      ),
    counts: jsonCounts,
  },
} satisfies Record<string, Framework>;

const examples = join(root, 'examples/testing');

/** The examples beside an installed package, with the packages that their users install. */
export class InstalledExamples {
  readonly #installed: Installation;
  readonly #folder: string;

  constructor() {
    this.#installed = install('fast-check');
    this.#folder = this.#installed.folder;
    const modules = (folder: string) => join(folder, 'node_modules', 'vitest');
    symlinkSync(modules(root), modules(this.#folder));
    for (const { example } of Object.values(frameworks)) {
      copyFileSync(join(examples, example), join(this.#folder, example));
    }
    // So that jest takes this folder for its root.
    writeFileSync(join(this.#folder, 'package.json'), '{ "private": true }');
  }

  remove(): void {
    this.#installed.remove();
  }

  /** The texts of the CommonJS files of the package. */
  get commonJs(): readonly string[] {
    const { files, read } = this.#installed;
    return files.filter((path) => path.endsWith('.cjs')).map(read);
  }

  /** Expects the example of a framework to pass: a property, and each rule as a test of its own. */
  expectToPass(name: keyof typeof frameworks): void {
    const { run, counts } = frameworks[name];
    this.#pipelineUnderTest((source) => source);
    const result = run(this.#installed, frameworks[name].example);
    expect(counts(result), result.stderr).toEqual({ passed: ruleChecks.length + 1, failed: 0 });
    expect(result.status).toBe(0);
  }

  /** Expects the example of a framework to find a pipeline that forgets a forced stop. */
  expectToFindForgottenStop(name: keyof typeof frameworks): void {
    const { run, counts } = frameworks[name];
    this.#pipelineUnderTest((source) => {
      const planted = source.replace(
        'decide(deployment, action, capabilities)',
        'action.force ? { accepted: true, httpStatus: 202, deployment } : decide(deployment, action, capabilities)',
      );
      expect(planted).not.toBe(source);
      return planted;
    });
    const result = run(this.#installed, frameworks[name].example);
    const { passed, failed } = counts(result);
    expect(passed).toBeGreaterThan(ruleChecks.length / 2);
    expect(failed).toBeGreaterThanOrEqual(3);
    expect(result.status).toBe(1);
    const printed = result.stdout + result.stderr;
    expect(printed).toContain('The user calls stop?force=true: 202; nothing changes.');
    expect(printed).toContain('This violates suspending.forced-stop-works: ');
  }

  /** Expects the example of a store to pass: each check as a test of its own. */
  expectStoreToPass(): void {
    const { counts, result } = this.#runStore((source) => source);
    expect(counts, result.stdout).toEqual({ passed: storeChecks.length, failed: 0 });
    expect(result.status).toBe(0);
  }

  /** Expects the example of a store to find a store that takes every name for free. */
  expectToFindTakenName(): void {
    const { counts, result } = this.#runStore((source) => {
      const planted = source.replace(
        '() => memoryStore()',
        '() => { const store = memoryStore(); return { ...store, create: (each) => store.create(each).then(() => true) }; }',
      );
      expect(planted).not.toBe(source);
      return planted;
    });
    expect(counts.passed).toBeGreaterThan(storeChecks.length / 2);
    expect(counts.failed).toBeGreaterThanOrEqual(2);
    expect(result.status).toBe(1);
    expect(result.stdout).toContain("Expected: create('orders'), which is taken, to be false");
    expect(result.stdout).toContain('Seen: true');
  }

  #runStore(change: (source: string) => string) {
    const example = 'store.test.mjs';
    const source = readFileSync(join(examples, example), 'utf8');
    writeFileSync(join(this.#folder, example), change(source));
    const result = node.run(this.#installed, example);
    return { counts: node.counts(result), result };
  }

  /** Puts the pipeline under test where the examples look for it. */
  #pipelineUnderTest(change: (source: string) => string): void {
    for (const name of ['pipeline.mjs', 'pipeline.cjs']) {
      const source = readFileSync(join(examples, name), 'utf8');
      writeFileSync(join(this.#folder, name), change(source));
    }
  }
}
