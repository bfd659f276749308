/** The errors of a file that the store cannot work with. */
import { resultCodeOf } from './driver';

/** The reason that a file cannot be used. */
export type SqliteFileProblem =
  | 'missing'
  | 'noFolder'
  | 'noTables'
  | 'foreign'
  | 'newer'
  | 'notADatabase'
  | 'notOpened'
  | 'notWritable'
  | 'damaged'
  | 'noSharing';

interface Versions {
  readonly found: number | null;
  readonly known: number | null;
}

const problemSentences: Readonly<Record<SqliteFileProblem, (versions: Versions) => string>> = {
  missing: () => 'does not exist: call migrate() before anything else.',
  noFolder: () => 'is in a folder that does not exist: create the folder, or give another file.',
  noTables: () => 'lacks tables of pipeline-lifecycle: call migrate() before anything else.',
  foreign: () => 'is the database of another program: give another file.',
  newer: ({ found, known }) =>
    `has version ${found}, and this version of pipeline-lifecycle knows those up to ${known}: upgrade the package.`,
  notADatabase: () => 'is not a database of SQLite: give another file.',
  notOpened: () => 'cannot be opened: it must be a file that this user may read and write.',
  notWritable: () =>
    'cannot be written: this user must have the right to write it, and to create files beside it.',
  damaged: () => 'is damaged: restore it from a copy.',
  noSharing: () =>
    'is on a file system on which processes cannot share a database: put it on a local disk.',
};

/** The file cannot be used. */
export class SqliteFileError extends Error {
  override readonly name = 'SqliteFileError';
  readonly file: string;
  readonly problem: SqliteFileProblem;
  /** The version of the tables; null if it does not matter. */
  readonly found: number | null;
  /** The version that this library makes and needs; null if it does not matter. */
  readonly known: number | null;

  constructor(
    file: string,
    problem: SqliteFileProblem,
    {
      found = null,
      known = null,
      cause,
    }: { readonly found?: number | null; readonly known?: number | null; cause?: unknown } = {},
  ) {
    const message = `The file '${file}' ${problemSentences[problem]({ found, known })}`;
    super(message, cause === undefined ? {} : { cause });
    this.file = file;
    this.problem = problem;
    this.found = found;
    this.known = known;
  }
}

/** Another process has kept the file locked for longer than `busyTimeout`; nothing was written. */
export class SqliteBusyError extends Error {
  override readonly name = 'SqliteBusyError';
  readonly file: string;
  /** In milliseconds. */
  readonly timeout: number;

  constructor(file: string, timeout: number, options?: ErrorOptions) {
    super(
      `Another process has kept '${file}' locked for ${timeout} ms: end it if it hangs, then try again. See busyTimeout.`,
      options,
    );
    this.file = file;
    this.timeout = timeout;
  }
}

/** Returns the error to throw for one of SQLite: one that says what to do, if there is one. */
export function explainedFileError(file: string, cause: unknown): unknown {
  switch (resultCodeOf(cause)) {
    case 'SQLITE_NOTADB':
      return new SqliteFileError(file, 'notADatabase', { cause });
    case 'SQLITE_CANTOPEN':
      return new SqliteFileError(file, 'notOpened', { cause });
    case 'SQLITE_READONLY':
      return new SqliteFileError(file, 'notWritable', { cause });
    case 'SQLITE_CORRUPT':
      return new SqliteFileError(file, 'damaged', { cause });
    default:
      return cause;
  }
}
