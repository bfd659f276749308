/**
 * Waiting for the lock of the file. SQLite could wait by itself, and would block the event loop.
 */
import { systemClock } from '../host';
import { monotonicTime } from '../host/time';
import { isLocked } from './driver';
import { explainedFileError, SqliteBusyError } from './errors';
import type { SqliteSettings } from './options';

/** The longest wait before the lock is tried again, in milliseconds: a transaction takes less. */
const longestWait = 3;

/** The moment from which a lock has been waited for. The lock is real, and so is the time. */
export function lockTime(): number {
  return monotonicTime(systemClock);
}

/** Pauses before the lock is tried again: at random, so that nobody is always the last. */
export function lockPause({ random }: Pick<SqliteSettings, 'random'>): Promise<void> {
  return systemClock.sleep(longestWait * random());
}

/** Makes an attempt until nobody else has the file locked, or the time is over. */
export async function whenUnlocked<Value>(
  attempt: () => Value,
  settings: Pick<SqliteSettings, 'file' | 'busyTimeout' | 'random'>,
): Promise<Value> {
  const { file, busyTimeout } = settings;
  for (const since = lockTime(); ; ) {
    try {
      return attempt();
    } catch (cause) {
      if (!isLocked(cause)) throw explainedFileError(file, cause);
      if (lockTime() - since >= busyTimeout) {
        throw new SqliteBusyError(file, busyTimeout, { cause });
      }
    }
    await lockPause(settings);
  }
}
