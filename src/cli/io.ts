/** The surroundings of a command, so that tests can provide their own. */
import type { Readable } from 'node:stream';
import type { Clock } from '../host';
import type { HttpFetch } from '../testing/conformance';
import type { Interruption } from './interruption';

/** Streams, environment variables and time. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** True if standard output is a terminal with colors. */
  readonly color: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By default by a signal. */
  readonly interruption?: Interruption | undefined;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /** Sends the requests of `conform`. By default that of the platform. */
  readonly fetch?: HttpFetch | undefined;
}

/** Exit statuses: all is legal, a rule is broken, the input cannot be read. */
export const exit = { legal: 0, violation: 1, badInput: 2 } as const;

/** An exit status. */
export type ExitStatus = (typeof exit)[keyof typeof exit];

/** Colors a text on a terminal, and leaves it as it is elsewhere. */
export function paint(io: Io, color: keyof typeof colorCodes, text: string): string {
  return io.color ? `\u001b[${colorCodes[color]}m${text}\u001b[0m` : text;
}

const colorCodes = { bold: 1, red: 31, green: 32 } as const;

/** Writes a value as JSON, for machines. */
export function writeJson(io: Io, value: unknown): void {
  io.stdout(`${JSON.stringify(value, null, 2)}\n`);
}
