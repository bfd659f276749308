/** The store in SQLite: one file, for any number of processes of one machine. */
import type { ClaimsOptions, LifecycleStore } from '../host';
import { WorkerClaims } from '../host/leases';
import { listValid, type Migration } from '../host/store-parts';
import { ClaimedPipelines } from './claimed-pipelines';
import { FileChanges } from './file-changes';
import { migrateFile } from './migrate';
import type { OpenFile } from './open-file';
import { type SqliteStoreOptions, sqliteSettings } from './options';
import { changeRow, type PipelineRow, pipelineOfRow, rowColumns } from './pipelines';
import { SqliteFile } from './sqlite-file';

/** A store in SQLite, and what belongs to it. */
export interface SqliteStore {
  /** Tells of what every process writes, and has claims for workers. */
  readonly store: LifecycleStore & Required<Pick<LifecycleStore, 'watch' | 'claims'>>;
  /**
   * Makes the file and its tables, or brings them up to date, however many processes do so at once.
   * Call it before anything else. Rejects with SqliteFileError if the file cannot be used, or is
   * newer than this library.
   */
  migrate(): Promise<Migration>;
  /** Ends the claims that were begun, waits for what is being written, and closes the file. */
  close(): Promise<void>;
}

/**
 * Creates a store in a file. Nothing is opened before it is needed. Rejects with
 * MissingPackageError without the package `better-sqlite3`, or with SqliteBuildError if that is not
 * built for this version of Node, unless Node has SQLite of its own; and with SqliteFileError for a
 * file that it cannot use. Throws InvalidInputError for malformed options.
 */
export function sqliteStore(options: SqliteStoreOptions): SqliteStore {
  const settings = sqliteSettings(options);
  const file = new SqliteFile(settings);
  const changes = new FileChanges(file);
  const { clock, random } = settings;
  const workers = new WorkerClaims(
    { clock, random, onFailure: file.fail },
    () => new ClaimedPipelines(file, changes),
  );
  const close = async () => {
    await workers.end();
    changes.close();
    await file.close();
  };
  let closing: Promise<void> | undefined;
  return Object.freeze<SqliteStore>({
    store: Object.freeze({
      ...storedPipelines(file),
      watch: changes.watch,
      watchesEveryWriter: true,
      claims: async (given: ClaimsOptions) => workers.begin(given),
    }),
    migrate: () => migrateFile(settings),
    close: () => {
      closing ??= close();
      return closing;
    },
  });
}

/** The pipelines of a file. */
function storedPipelines(
  file: SqliteFile,
): Pick<LifecycleStore, 'create' | 'read' | 'list' | 'update'> {
  const rowOf = (name: string) => (opened: OpenFile) => opened.get<PipelineRow>('read', { name });
  return {
    create: async (pipeline) => {
      const columns = rowColumns(pipeline.name, pipeline);
      return (await file.write((opened) => opened.run('insert', columns))) === 1;
    },
    read: async (name) => {
      const row = await file.read(rowOf(name));
      return row && pipelineOfRow(row);
    },
    list: (page = {}) =>
      listValid(
        ({ after = '', limit = -1 }) =>
          file.read((opened) => opened.all<PipelineRow>('list', { after, limit })),
        page,
        file.settings.onInvalid,
        pipelineOfRow,
      ),
    update: async (name, change) => {
      const changed = await changeRow(file, rowOf(name), change);
      return changed?.result;
    },
  };
}
