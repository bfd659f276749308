/**
 * A reporter that ends a failed run with one line: which test failed first, and how to run it
 * alone.
 */
import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

export default class FirstFailure implements Reporter {
  private line: string | undefined;

  onTestCaseResult(test: TestCase): void {
    if (test.result().state === 'failed') this.tell(test.module, namesOf(test));
  }

  /** A file can fail outside its tests, for example in a hook. */
  onTestModuleEnd(module: TestModule): void {
    if (module.state() === 'failed') this.tell(module, []);
  }

  onTestRunEnd(): void {
    if (this.line !== undefined) process.stderr.write(`\n${this.line}\n`);
  }

  private tell({ moduleId, project }: TestModule, names: readonly string[]): void {
    const file = relative(project.config.root, moduleId);
    const { SEED: seed, TIER: tier } = project.config.env;
    const settings = [`SEED=${seed}`, ...(tier === undefined ? [] : [`TIER=${tier}`])];
    const command = [...settings, 'npx vitest run', file, ...namedIn(names)].join(' ');
    this.line ??= `First failure: ${[file, ...names].join(' > ')} (seed ${seed}). Alone: ${command}`;
  }
}

function namesOf(task: TestCase | TestSuite): string[] {
  const { parent } = task;
  return [...(parent.type === 'suite' ? namesOf(parent) : []), task.name];
}

/** Returns the option that chooses a test by its name, for a shell. */
function namedIn(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  // A dot stands for whatever a pattern or a shell would read in its own way.
  const pattern = names.join(' ').replace(/[^\p{L}\p{N} ,:;/=-]/gu, '.');
  return [`-t '${pattern}'`];
}
