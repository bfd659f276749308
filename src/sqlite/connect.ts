/** Opening a file, and finding out if it is one of this library. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { importSqlite } from './driver';
import { explainedFileError, SqliteFileError } from './errors';
import { whenUnlocked } from './locks';
import { applicationId, sqliteMigrations } from './migrations';
import { OpenFile } from './open-file';
import type { SqliteSettings } from './options';

/**
 * Opens a file that has tables; if `isNew`, one that may not exist yet. Rejects with
 * SqliteFileError if it cannot be used.
 */
export async function connectFile(settings: SqliteSettings, isNew: boolean): Promise<OpenFile> {
  const { file, synchronous } = settings;
  const openSqlite = await importSqlite();
  if (!existsSync(dirname(file))) throw new SqliteFileError(file, 'noFolder');
  if (!isNew && !existsSync(file)) throw new SqliteFileError(file, 'missing');
  const opened = await whenUnlocked(() => new OpenFile(openSqlite(file)), settings);
  try {
    // Waits are ours: those of SQLite block.
    opened.execute('PRAGMA busy_timeout = 0');
    const version = await whenUnlocked(() => versionIn(opened, file), settings);
    if (!isNew && version < sqliteMigrations.length) throw new SqliteFileError(file, 'noTables');
    await whenUnlocked(() => useWal(opened, file), settings);
    opened.execute(`PRAGMA synchronous = ${synchronous}`);
    return opened;
  } catch (error) {
    opened.close();
    throw explainedFileError(file, error);
  }
}

interface Identity {
  readonly application: number;
  readonly version: number;
  readonly has_tables: number;
}

/** Returns the version of the tables, or 0 for an empty file. Throws for one of another program. */
export function versionIn(opened: OpenFile, file: string): number {
  const { application, version, has_tables } = opened.get<Identity>('identity') as Identity;
  const isEmpty = application === 0 && has_tables === 0;
  if (application === applicationId || isEmpty) return version;
  throw new SqliteFileError(file, 'foreign');
}

/** In this mode, readers and a writer do not wait for each other. The file keeps it. */
function useWal(opened: OpenFile, file: string): void {
  const { journal_mode: mode } = opened.get<{ journal_mode: string }>('useWal') ?? {};
  if (mode !== 'wal') throw new SqliteFileError(file, 'noSharing');
}
