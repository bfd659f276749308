/** The files that histories are recorded in. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { memberOf, readThrown } from '../input';

/** Files as a port, so that tests can record into memory. Both methods throw on failure. */
export interface RecordFiles {
  /** Creates the file, or empties it. */
  create(file: string): void;
  append(file: string, text: string): void;
}

/** The files of this machine. */
export const systemFiles: RecordFiles = Object.freeze({
  create: (file: string) => writeFileSync(file, ''),
  append: (file: string, text: string) => appendFileSync(file, text),
});

/** Names a file for each history: the first gets the file asked for, others one beside it. */
export class FileNames {
  readonly #first: string;
  /** In lower case, because to some file systems `Orders` and `orders` are the same file. */
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(first: string) {
    this.#first = first;
  }

  /** Returns the file of the next history of a pipeline of this name. */
  next(pipelineName: string): string {
    const extension = extname(this.#first);
    const stem = this.#first.slice(0, this.#first.length - extension.length);
    for (;;) {
      const count = (this.#counts.get(pipelineName) ?? 0) + 1;
      this.#counts.set(pipelineName, count);
      const own = count === 1 ? pipelineName : `${pipelineName}-${count}`;
      const file = this.#taken.size === 0 ? this.#first : `${stem}.${own}${extension}`;
      if (this.#taken.has(file.toLowerCase())) continue;
      this.#taken.add(file.toLowerCase());
      return file;
    }
  }
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Says why a file cannot be written. */
export function whyNotWritable(error: unknown): string {
  const code = memberOf(error, 'code');
  if (typeof code !== 'string') return readThrown(error).text;
  return problems[code] ?? code;
}
