/**
 * The store over any table that can compare and set: a SQL table with a version column, a document
 * with an ETag, a key-value store with revisions. Nothing is locked while deciding: whoever is
 * slower decides again.
 */
import { callable, optionsOf, port, throwFirst } from '../input';
import { reportFailure } from './console';
import { checkedChange, type Pipeline, parsePipeline } from './pipeline';
import type { LifecycleStore, Page } from './store';
import { watchers } from './watchers';

/** A row of the table: the pipeline as plain JSON, and the version that the table gave it. */
export interface VersionedRow<Version> {
  readonly pipeline: unknown;
  /**
   * Unique to one write: never given to a second one of the same name, not even if the row was
   * removed and inserted again. Start the versions of a new row at random, or count them across all
   * rows.
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
}

/** Others were faster in every attempt; nothing was written. */
export class StoreConflictError extends Error {
  override readonly name = 'StoreConflictError';
  readonly pipeline: string;
  readonly attempts: number;

  constructor(pipeline: string, attempts: number) {
    super(`Pipeline '${pipeline}' was written by others in each of ${attempts} attempts.`);
    this.pipeline = pipeline;
    this.attempts = attempts;
  }
}

/** The options of a versioned store. */
export interface VersionedStoreOptions {
  /** The number of times to try an update; by default 1,000. */
  readonly attempts?: number | undefined;
  /**
   * Called with each row that cannot be parsed as a pipeline, and the reason; by default the
   * console.
   */
  readonly onInvalid?: ((error: unknown, row: unknown) => void) | undefined;
}

/**
 * Creates a store over this table. If somebody else was faster, an update is tried again, and
 * rejects with StoreConflictError after `attempts` times. Every row is checked when it is read: a
 * malformed one rejects with InvalidInputError. Lists leave it out, because it must not hold up all
 * the others, and pass it to `onInvalid`. Throws InvalidInputError for a table that lacks a method,
 * and for malformed options.
 */
export function versionedStore<Version>(
  table: VersionedTable<Version>,
  options: VersionedStoreOptions = {},
): LifecycleStore {
  optionsOf(options, ['attempts', 'onInvalid'], 'a versioned store');
  const { attempts = 1_000, onInvalid = reportInvalid } = options;
  const isCount = Number.isSafeInteger(attempts) && attempts > 0;
  throwFirst([
    ...port('table', table, ['read', 'list', 'insert', 'replace', 'remove']),
    ...(isCount ? [] : [{ field: 'attempts', value: attempts, allowed: 'a positive integer' }]),
    ...callable('onInvalid', onInvalid),
  ]);
  const { watch, changed } = watchers();
  return Object.freeze<LifecycleStore>({
    watch,
    create: async (pipeline) => {
      const isNew = await table.insert(pipeline.name, pipeline);
      if (isNew) changed(pipeline.name);
      return isNew;
    },
    read: async (name) => {
      const row = await table.read(name);
      return row ? parsePipeline(row.pipeline) : undefined;
    },
    list: (page = {}) => listValid(table, page, onInvalid),
    update: async (name, change) => {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const row = await table.read(name);
        if (!row) return undefined;
        const before = parsePipeline(row.pipeline);
        const { pipeline, result } = checkedChange(change, before);
        if (pipeline === before) return result;
        const isWritten =
          pipeline === null
            ? await table.remove(name, row.version)
            : await table.replace(name, pipeline, row.version);
        if (isWritten) {
          changed(name);
          return result;
        }
      }
      throw new StoreConflictError(name, attempts);
    },
  });
}

/** Lists as many valid pipelines as asked for, however many invalid rows lie between them. */
async function listValid(
  table: Pick<VersionedTable<unknown>, 'list'>,
  { after, limit }: Page,
  onInvalid: (error: unknown, row: unknown) => void,
): Promise<Pipeline[]> {
  for (let asked = limit; ; ) {
    const rows = await table.list({ after, limit: asked });
    const invalid: (() => void)[] = [];
    const valid = rows.flatMap((row) => {
      try {
        return [parsePipeline(row)];
      } catch (error) {
        invalid.push(() => onInvalid(error, row));
        return [];
      }
    });
    if (
      limit === undefined ||
      asked === undefined ||
      valid.length >= limit ||
      rows.length < asked
    ) {
      for (const tell of invalid) tell();
      return valid.slice(0, limit);
    }
    asked = limit + invalid.length;
  }
}

function reportInvalid(error: unknown): void {
  reportFailure('A row cannot be parsed as a pipeline:', error);
}
