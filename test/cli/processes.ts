/** The built program as a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Ran } from './fake-io';

/** The path of the built program. */
export const builtProgram = join(import.meta.dirname, '../../dist/cli.cjs');

/** The surroundings of a process. */
export interface ProcessSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** A stream that nobody reads, from the beginning. */
  readonly closed?: 'stdout' | 'stderr';
}

/** Starts the program; it is killed with the test. Its output is gathered in `printed`. */
export function started(
  argv: readonly string[],
  { env = {}, stdin = '', closed }: ProcessSurroundings = {},
) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [builtProgram, ...argv], { env: { ...inherited, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    if (stream === closed) child[stream].destroy();
    else {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        printed[stream] += text;
      });
    }
  }
  // A program that does not read its standard input may end before that is written.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return { child, printed };
}

/** Runs the program to its end. */
export async function ranBuilt(
  argv: readonly string[],
  surroundings: ProcessSurroundings = {},
): Promise<Ran> {
  const { child, printed } = started(argv, surroundings);
  const { status } = await ended(child);
  return { status: status ?? -1, ...printed };
}

/** Resolves once the process has ended: with its exit status, or the signal that ended it. */
export async function ended(child: ChildProcess) {
  const [status, by] = (await once(child, 'close')) as [number | null, string | null];
  return { status, by };
}
