/** What can be wrong with a file, in words. */

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
