/**
 * A store over a table that can compare and set: a SQL table with a version column, a document with an
 * ETag, a key-value store with revisions. Nothing is locked while deciding: who was slower decides again.
 */
import { callable, optionsOf, port, throwFirst } from '../input';
import { changeBy, type Pipeline, parsePipeline } from './pipeline';
import type { LifecycleStore, Page } from './store';
import { watchers } from './watchers';

/** A row: the pipeline as plain JSON, and the version that the table gave it. */
export interface Row<Version> {
  readonly pipeline: unknown;
  /**
   * Given to one write only. Never to a second one of the same name, not even where the row was removed and
   * inserted again: begin the versions of a new row at random, or count them across all rows.
   */
  readonly version: Version;
}

/** What a table must be able to do. All three writes are atomic, and false means that nothing was done. */
export interface VersionedTable<Version> {
  /** Undefined or null where there is no such row. */
  read(name: string): Promise<Row<Version> | null | undefined>;
  /** Sorted by name, by code unit; see Page. */
  list(page: Page): Promise<readonly unknown[]>;
  /** False where the name is taken. */
  insert(name: string, pipeline: Pipeline): Promise<boolean>;
  /** False where the row is gone or has another version by now. */
  replace(name: string, pipeline: Pipeline, version: Version): Promise<boolean>;
  /** False where the row is gone or has another version by now. */
  remove(name: string, version: Version): Promise<boolean>;
}

/** So many others were faster that it was given up; nothing was written. */
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

/** How a store over a table is to be. */
export interface VersionedStoreOptions {
  /** How often an update is tried; by default 1,000. */
  readonly attempts?: number | undefined;
  /** Told of a row that cannot be read as a pipeline, with what is wrong with it. */
  readonly onInvalid?: ((error: unknown, row: unknown) => void) | undefined;
}

/**
 * A store over this table. An update is tried again where somebody else was faster, at most `attempts`
 * times (by default 1,000); then it rejects with StoreConflictError. What is read is checked: a row that
 * cannot be rejects with InvalidInputError. Lists leave it out, because it must not hold up all others, and
 * tell `onInvalid` of it, by default the console. Throws InvalidInputError for a table that lacks a method, and
 * for malformed options.
 */
export function versionedStore<Version>(
  table: VersionedTable<Version>,
  options: VersionedStoreOptions = {},
): LifecycleStore {
  optionsOf(options, ['attempts', 'onInvalid'], 'a versioned store');
  const { attempts = 1_000, onInvalid = toConsole } = options;
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
    list: (page = {}) => validIn(table, page, onInvalid),
    update: async (name, change) => {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const row = await table.read(name);
        if (!row) return undefined;
        const before = parsePipeline(row.pipeline);
        const { pipeline, result } = changeBy(change, before);
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

/** A page of those that can be read: as many as asked for, however many in between cannot. */
async function validIn(
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

function toConsole(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: what nobody listens for must not be lost.
  console.error('A row that is no pipeline:', error);
}
