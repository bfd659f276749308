/**
 * The store over any table that can compare and set: a SQL table with a version column, a document
 * with an ETag, a key-value store with revisions. Nothing is locked while deciding: whoever is
 * slower decides again.
 */
import { callable, optionsOf, port, throwFirst } from '../input';
import { reportFailure } from './console';
import { type Change, type Pipeline, parsePipeline } from './pipeline';
import type { LifecycleStore, Page } from './store';
import { checkedChange, listValid, Turns, watchers } from './store-parts';
import { type Backoff, backoffOf, backoffProblems, delayAfter } from './tasks';
import { type Clock, clockProblems, durationProblems, systemClock } from './time';

/** A row of the table: the pipeline as plain JSON, and the version that the table gave it. */
export interface VersionedRow<Version> {
  readonly pipeline: unknown;
  /**
   * Unique to one write: never given to a second one of the same name, not even if the row was
   * removed and inserted again. So count versions across all rows, or draw each one at random.
   */
  readonly version: Version;
}

/** The table port. All three writes are atomic, and false means that nothing was done. */
export interface VersionedTable<Version> {
  /** Returns the row; undefined or null if there is none. */
  read(name: string): Promise<VersionedRow<Version> | null | undefined>;
  /** Returns the pipelines of a page, sorted by name, by code unit. */
  list(page: Page): Promise<readonly unknown[]>;
  /** Returns false if the name is taken. */
  insert(name: string, pipeline: Pipeline): Promise<boolean>;
  /** Returns false if the row is gone or has another version by now. */
  replace(name: string, pipeline: Pipeline, version: Version): Promise<boolean>;
  /** Returns false if the row is gone or has another version by now. */
  remove(name: string, version: Version): Promise<boolean>;
  /**
   * Calls the listener with the name of each row that any process has written, once the write can
   * be read, until the returned function is called. If messages were lost, for example with the
   * connection, call it with the names of all rows. Optional: without it the store hears only
   * itself, so callers poll.
   */
  watch?(listener: (name: string) => void): () => void;
}

/** Others were faster in every attempt; nothing was written. */
export class StoreConflictError extends Error {
  override readonly name = 'StoreConflictError';
  readonly pipeline: string;
  readonly attempts: number;

  constructor(pipeline: string, attempts: number) {
    super(
      `Pipeline '${pipeline}' was written by others in each of ${attempts} attempts. Try again, or raise the option attempts.`,
    );
    this.pipeline = pipeline;
    this.attempts = attempts;
  }
}

/** The options of a versioned store. */
export interface VersionedStoreOptions {
  /** The number of times to try an update; by default 1,000. */
  readonly attempts?: number | undefined;
  /**
   * The waits before an update is tried again because another process was faster, in milliseconds;
   * by default 5 to 100.
   */
  readonly backoff?: Partial<Backoff> | undefined;
  /**
   * How long the next update of a pipeline waits for one through this store that does not end, in
   * milliseconds; by default 5,000. Then it goes ahead, which is safe.
   */
  readonly turnLimit?: number | undefined;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to 1, for the waits; by default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /**
   * Called with each row that cannot be parsed as a pipeline, and the reason; by default the
   * console.
   */
  readonly onInvalid?: ((error: unknown, row: unknown) => void) | undefined;
}

/** The options, complete and checked. */
interface VersionedStoreSettings {
  readonly attempts: number;
  readonly backoff: Backoff;
  readonly turnLimit: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onInvalid: (error: unknown, row: unknown) => void;
}

const optionNames = ['attempts', 'backoff', 'turnLimit', 'clock', 'random', 'onInvalid'];
const defaultBackoff: Backoff = { first: 5, max: 100 };
const tableMethods = ['read', 'list', 'insert', 'replace', 'remove'];

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
function versionedSettings(options: VersionedStoreOptions): VersionedStoreSettings {
  const given = optionsOf(options, optionNames, 'a versioned store');
  const { attempts = 1_000, turnLimit = 5_000, onInvalid = reportInvalid } = given;
  const { clock = systemClock, random = Math.random } = given;
  const backoff = backoffOf(given.backoff, defaultBackoff);
  const isCount = Number.isSafeInteger(attempts) && attempts > 0;
  throwFirst([
    ...(isCount ? [] : [{ field: 'attempts', value: attempts, allowed: 'a positive integer' }]),
    ...backoffProblems(backoff),
    ...durationProblems('turnLimit', turnLimit, 1),
    ...clockProblems(clock),
    ...callable('random', random),
    ...callable('onInvalid', onInvalid),
  ]);
  return { attempts, backoff, turnLimit, clock, random, onInvalid };
}

/**
 * Creates a store over this table. Updates of a pipeline through this store take turns. If another
 * process was faster, an update is tried again after a random wait, and rejects with
 * StoreConflictError after `attempts` times. Every row is checked when it is read: a malformed one
 * rejects with InvalidInputError. Lists leave it out, because it must not hold up all the others,
 * and pass it to `onInvalid`. Throws InvalidInputError for a table that lacks a method, and for
 * malformed options.
 */
export function versionedStore<Version>(
  table: VersionedTable<Version>,
  options: VersionedStoreOptions = {},
): LifecycleStore {
  const settings = versionedSettings(options);
  throwFirst(port('table', table, tableMethods));
  const watchesEveryWriter = table.watch !== undefined;
  if (watchesEveryWriter) throwFirst(callable('table.watch', table.watch));
  const { watch, changed } = watchers(
    watchesEveryWriter ? (tell) => listenTo(table, tell) : undefined,
  );
  const turns = new Turns(settings.turnLimit, settings.clock);
  return Object.freeze<LifecycleStore>({
    watch,
    watchesEveryWriter,
    create: async (pipeline) => {
      const isNew = await table.insert(pipeline.name, pipeline);
      if (isNew) changed(pipeline.name);
      return isNew;
    },
    read: async (name) => {
      const row = await table.read(name);
      return row ? parsePipeline(row.pipeline) : undefined;
    },
    list: (page = {}) =>
      listValid((asked) => table.list(asked), page, settings.onInvalid, parsePipeline),
    update: (name, change) =>
      turns.take(name, async () => {
        const { isWritten, result } = await updateRow(table, settings, name, change);
        if (isWritten) changed(name);
        return result;
      }),
  });
}

/** Listens to the table. Throws InvalidInputError if it returns no function to end that with. */
function listenTo(
  table: Pick<VersionedTable<unknown>, 'watch'>,
  tell: (name: string) => void,
): () => void {
  const end: unknown = table.watch?.(tell);
  throwFirst(callable('the return value of table.watch', end));
  return end as () => void;
}

/** Reads, changes and writes a row until nobody else writes in between. */
async function updateRow<Version, Result>(
  table: VersionedTable<Version>,
  { attempts, backoff, clock, random }: VersionedStoreSettings,
  name: string,
  change: (pipeline: Pipeline) => Change<Result>,
): Promise<{ readonly isWritten: boolean; readonly result: Result | undefined }> {
  for (let attempt = 1; ; attempt += 1) {
    const row = await table.read(name);
    if (!row) return { isWritten: false, result: undefined };
    const before = parsePipeline(row.pipeline);
    const { pipeline, result } = checkedChange(change, before);
    if (pipeline === before) return { isWritten: false, result };
    const isWritten =
      pipeline === null
        ? await table.remove(name, row.version)
        : await table.replace(name, pipeline, row.version);
    if (isWritten) return { isWritten, result };
    if (attempt === attempts) throw new StoreConflictError(name, attempts);
    await clock.sleep(delayAfter(attempt, backoff, random));
  }
}

function reportInvalid(error: unknown): void {
  reportFailure('A row cannot be parsed as a pipeline:', error);
}
