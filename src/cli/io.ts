/** What a command may touch: its streams and its environment, so that tests can stand in for them. */
import type { Readable } from 'node:stream';

/** Where a command reads and writes. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether standard output understands colors. */
  readonly color: boolean;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Exit statuses: what was checked is legal, breaks a rule, or could not be read. */
export const exit = { legal: 0, violation: 1, badInput: 2 } as const;

/** An exit status. */
export type ExitStatus = (typeof exit)[keyof typeof exit];

/** A color on a terminal, and nothing elsewhere. */
export function paint(io: Io, color: keyof typeof codes, text: string): string {
  return io.color ? `\u001b[${codes[color]}m${text}\u001b[0m` : text;
}

const codes = { bold: 1, red: 31, green: 32 } as const;

/** Writes a value as JSON, for machines. */
export function writeJson(io: Io, value: unknown): void {
  io.stdout(`${JSON.stringify(value, null, 2)}\n`);
}
