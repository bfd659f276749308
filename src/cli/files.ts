/** Reading files, and what can be wrong with them, in words. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Io } from './io';

/** The lines of a file, or of standard input for `-`. Throws what isFileError recognizes. */
export async function* linesOf(file: string, io: Io): AsyncGenerator<string> {
  const stream = file === '-' ? io.stdin : createReadStream(file);
  // readline does not pass on the errors of its stream, so they are caught beside it.
  let failure: unknown;
  const input = Readable.from(decoded(stream)).on('error', (error) => {
    failure = error;
  });
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    // Else a file that is not read to its end stays open.
    input.destroy();
  }
  if (failure !== undefined) throw failure;
}

/** The text of a stream. Throws where it is not UTF-8, which Node itself would paper over. */
async function* decoded(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of stream) {
    yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** Whether this comes of a file that cannot be read or written. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file.',
  EISDIR: 'is a directory, not a file.',
  EACCES: 'may not be read.',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text.',
};

/** What is wrong, as the end of a sentence that begins with the name of the file. */
export function fileProblem(error: NodeJS.ErrnoException): string {
  return problems[error.code ?? ''] ?? `cannot be read (${error.code}).`;
}
