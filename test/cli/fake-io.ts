/** Runs the program in this process, with streams that are strings. */
import { Readable } from 'node:stream';
import { expect } from 'vitest';
import { runProgram as run } from '../../src/cli/program';

/** What a run has printed, and its exit status. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program. Whatever it prints, there is no stack trace in it. */
export async function ran(
  argv: readonly string[],
  {
    stdin = '',
    color = false,
    environment = {},
  }: {
    readonly stdin?: string;
    readonly color?: boolean;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<Ran> {
  const printed = { stdout: '', stderr: '' };
  const status = await run(argv, '1.2.3', {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: (text) => {
      printed.stdout += text;
    },
    stderr: (text) => {
      printed.stderr += text;
    },
    color,
    environment,
  });
  expectPlain({ status, ...printed }, color);
  return { status, ...printed };
}

/** Nobody but a programmer can read a stack trace, and only a terminal can read escape codes. */
export function expectPlain({ stdout, stderr }: Ran, color = false): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/^ {4}at /m);
    if (!color) expect(text).not.toContain('\u001b');
  }
}
