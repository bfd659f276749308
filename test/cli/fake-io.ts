/** Runs the program in this process, with streams that are strings. */
import { Readable } from 'node:stream';
import { expect } from 'vitest';
import type { Io } from '../../src/cli/io';
import { runProgram } from '../../src/cli/program';

/** The output of a run, and its exit status. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The surroundings of a run, as far as they differ from the usual ones. */
export interface Surroundings extends Partial<Omit<Io, 'stdin' | 'stdout' | 'stderr'>> {
  readonly stdin?: string;
}

/** Returns surroundings whose output is gathered in `printed`. */
export function fakeIo({ stdin = '', ...surroundings }: Surroundings = {}) {
  const printed = { stdout: '', stderr: '' };
  const io: Io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: (text) => {
      printed.stdout += text;
    },
    stderr: (text) => {
      printed.stderr += text;
    },
    color: false,
    environment: {},
    ...surroundings,
  };
  return { io, printed };
}

/** Runs the program, which must never print a stack trace. */
export async function ran(argv: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { io, printed } = fakeIo(surroundings);
  const status = await runProgram(argv, '1.2.3', io);
  expectPlain({ status, ...printed }, surroundings.color);
  return { status, ...printed };
}

/** Only a programmer can read a stack trace, and only a terminal can read escape codes. */
export function expectPlain({ stdout, stderr }: Ran, color = false): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/^ {4}at /m);
    if (!color) expect(text).not.toContain('\u001b');
  }
}
