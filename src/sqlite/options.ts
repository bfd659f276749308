/** The options of the store in SQLite, and their check. */
import { type Clock, systemClock } from '../host';
import { reportFailure } from '../host/console';
import { clockProblems, durationProblems } from '../host/time';
import { callable, member, optionsOf, type Problem, throwFirst } from '../input';

/** How a commit waits for the disk. */
export type Synchronous = 'full' | 'normal';

const synchronousModes: readonly Synchronous[] = ['full', 'normal'];

/** The options of `sqliteStore`: `file`, and the rest if you like. */
export interface SqliteStoreOptions {
  /** The path of the file, on a local disk. SQLite keeps two more files beside it. */
  readonly file: string;
  /**
   * `full`, the default: a call settles once its write is on the disk, so it survives a loss of
   * power. `normal`: it survives the end of every process, but not that of the machine.
   */
  readonly synchronous?: Synchronous | undefined;
  /**
   * How long a call waits while another process has the file locked, in milliseconds; by default
   * 10,000. Then it rejects with SqliteBusyError.
   */
  readonly busyTimeout?: number | undefined;
  /** Called with each failure that no call reports; by default the console. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /**
   * Called with each row that cannot be parsed as a pipeline, and the reason; by default `onError`
   * is called with the reason.
   */
  readonly onInvalid?: ((error: unknown, row: unknown) => void) | undefined;
  /** By default the time of this machine. Leases are judged by the time since it was started. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to 1, for the waits; by default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The options, complete and checked. */
export interface SqliteSettings {
  readonly file: string;
  readonly synchronous: Synchronous;
  readonly busyTimeout: number;
  readonly onError: (error: unknown) => void;
  readonly onInvalid: (error: unknown, row: unknown) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

const sqliteOptionNames = [
  ...['file', 'synchronous', 'busyTimeout'],
  ...['onError', 'onInvalid', 'clock', 'random'],
];

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function sqliteSettings(options: SqliteStoreOptions): SqliteSettings {
  const given = optionsOf(options, sqliteOptionNames, 'a store in SQLite');
  const { file, synchronous = 'full', busyTimeout = 10_000 } = given;
  const { clock = systemClock, random = Math.random } = given;
  const { onError = reportSqliteError, onInvalid = (error: unknown) => onError(error) } = given;
  throwFirst([
    ...fileProblems(file),
    ...member('synchronous', synchronous, synchronousModes),
    ...durationProblems('busyTimeout', busyTimeout, 0),
    ...callable('onError', onError),
    ...callable('onInvalid', onInvalid),
    ...clockProblems(clock),
    ...callable('random', random),
  ]);
  return { file, synchronous, busyTimeout, onError, onInvalid, clock, random };
}

/** SQLite gives some names another meaning: a database that is gone once it is closed. */
function fileProblems(file: unknown): Problem[] {
  const isPath = typeof file === 'string' && /^(?!:|file:)[^\0]*[^\0\s][^\0]*$/.test(file);
  const allowed = 'the path of a file, such as pipelines.db';
  return isPath ? [] : [{ field: 'file', value: file, allowed }];
}

function reportSqliteError(error: unknown): void {
  reportFailure('SQLite:', error);
}
