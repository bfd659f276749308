/** Reading and writing files, and their problems in words. */
import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fieldOf, InvalidInputError, isInstanceOf } from '../input';
import { whyNotWritable } from '../simulator';
import type { Io } from './io';

/** Reads the lines of a file, or of standard input for `-`. Throws errors for isFileError. */
export async function* readLines(file: string, io: Io): AsyncGenerator<string> {
  const stream = file === '-' ? io.stdin : createReadStream(file);
  // readline does not pass on the errors of its stream, so they are caught beside it.
  let failure: unknown;
  const input = Readable.from(decoded(stream)).on('error', (error) => {
    failure = error;
  });
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    // Otherwise a file that is not read to its end stays open.
    input.destroy();
  }
  if (failure !== undefined) throw failure;
}

/** The text of a stream. Throws if it is not UTF-8, which Node itself would gloss over. */
async function* decoded(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of stream) {
    yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/**
 * Throws InvalidInputError for an empty name, which is what a shell makes of a variable that is not
 * set. `name` is the option or argument that names the file, and `allowed` says what it may be.
 */
export function requireName(name: string, file: string, allowed: string): void {
  if (file.trim() !== '') return;
  const hint = `${allowed}. It is empty: is a variable of the shell not set?`;
  const message = `${name} is "${file}", but must be ${hint}`;
  throw new InvalidInputError({ field: name, value: file, allowed: hint }, message);
}

/** True for an error of a file that cannot be read or written. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return isInstanceOf(error, Error) && typeof fieldOf(error, 'code') === 'string';
}

const readingProblems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file.',
  EISDIR: 'is a folder, not a file.',
  EACCES: 'permission denied.',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text.',
};

/** Says why a file cannot be read, as the end of a sentence that begins with its name. */
export function whyNotReadable(error: NodeJS.ErrnoException): string {
  return readingProblems[error.code ?? ''] ?? `cannot be read (${error.code}).`;
}

/**
 * Writes a file that an option names. Throws InvalidInputError, which names the option, if the file
 * cannot be written.
 */
export function writeNamedFile(
  option: string,
  file: string,
  contents: string | Uint8Array,
  flag: 'a' | 'w' = 'w',
): void {
  requireName(option, file, 'the name of a file');
  try {
    writeFileSync(file, contents, { flag });
  } catch (error) {
    if (!isFileError(error)) throw error;
    const allowed = `a file that can be written (${whyNotWritable(error)})`;
    throw new InvalidInputError({ field: option, value: file, allowed });
  }
}
