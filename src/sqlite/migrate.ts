/** Brings the tables of a file up to the version that this library needs. */
import type { Migration } from '../host/store-parts';
import { connectFile, versionIn } from './connect';
import { SqliteFileError } from './errors';
import { whenUnlocked } from './locks';
import { applicationId, sqliteMigrations } from './migrations';
import type { OpenFile } from './open-file';
import type { SqliteSettings } from './options';

/**
 * Takes the steps that are missing, in one transaction, so that only one process at a time does.
 * Rejects with SqliteFileError if the file is of another program, or newer than this library.
 */
export async function migrateFile(settings: SqliteSettings): Promise<Migration> {
  const opened = await connectFile(settings, true);
  try {
    const found = versionIn(opened, settings.file);
    const known = sqliteMigrations.length;
    // At the latest version nothing is locked.
    if (found === known) return { from: found, to: known };
    await whenUnlocked(() => opened.run('begin'), settings);
    const from = takeMissingSteps(opened, settings.file);
    opened.run('commit');
    return { from, to: known };
  } finally {
    // Whatever was not committed is undone.
    opened.close();
  }
}

/** Another process may have been faster, so this looks again. */
function takeMissingSteps(opened: OpenFile, file: string): number {
  const from = versionIn(opened, file);
  const known = sqliteMigrations.length;
  if (from > known) throw new SqliteFileError(file, 'newer', { found: from, known });
  for (const step of sqliteMigrations.slice(from)) opened.execute(step);
  opened.execute(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${known}`);
  return from;
}
