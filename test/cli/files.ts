/** Files of tests: recorded histories, the built program, folders that are gone afterwards. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The path of a recorded example. */
export function example(name: string): string {
  return join(root, 'examples/histories', `${name}.jsonl`);
}

/** The program as it is built. */
export const builtProgram = join(root, 'dist/cli.cjs');

/** The built program, started with these arguments; ended with the test. What it prints is gathered. */
export function started(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const child = spawn(process.execPath, [builtProgram, ...args], {
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  return { child, printed };
}

/** A folder that is gone after the tests of the file; with a function that writes a file into it. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { folder, write };
}
