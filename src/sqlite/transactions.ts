/**
 * Transactions. SQLite has one writer at a time, and each commit waits for the disk. So work that
 * arrives in one turn of the event loop is committed together, and waits once. If some of it fails,
 * it is undone alone.
 */
import { isLocked } from './driver';
import { explainedFileError, SqliteBusyError } from './errors';
import { lockPause, lockTime } from './locks';
import type { OpenFile } from './open-file';
import type { SqliteSettings } from './options';

/** More are not committed together: they block the event loop, and other processes. */
const longestTransaction = 200;

/** A part of a transaction. */
interface Work {
  readonly since: number;
  readonly does: (file: OpenFile) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** The result of a part, to be told once it is committed. */
type Settle = () => void;

/** The queue of work, and the transactions that take it along. */
export class Transactions {
  readonly #settings: SqliteSettings;
  readonly #open: () => Promise<OpenFile>;
  readonly #onCommitted: (file: OpenFile) => void;
  #waiting: Work[] = [];
  #running: Promise<void> | undefined;

  /** `onCommitted` is called after each commit, before its writers are answered. */
  constructor(
    settings: SqliteSettings,
    open: () => Promise<OpenFile>,
    onCommitted: (file: OpenFile) => void,
  ) {
    this.#settings = settings;
    this.#open = open;
    this.#onCommitted = onCommitted;
  }

  /**
   * Does some work in a transaction, which others may share. Settles once it is committed; rejects
   * with what the work throws, and then nothing of it is written. `isUrgent` lets it go first.
   */
  take<Value>(work: (file: OpenFile) => Value, isUrgent: boolean): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const waiting = { since: lockTime(), does: work, resolve, reject };
      if (isUrgent) this.#waiting.unshift(waiting);
      else this.#waiting.push(waiting);
      this.#running ??= this.#run();
    });
  }

  /** Resolves once nothing waits. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    do {
      // Whatever arrives in this turn is committed with it.
      await new Promise((turn) => setImmediate(turn));
      if (!(await this.#commitSome())) await lockPause(this.#settings);
    } while (this.#waiting.length > 0);
    this.#running = undefined;
  }

  /** Returns false if the file is locked. Never rejects. */
  async #commitSome(): Promise<boolean> {
    let works: readonly Work[] = this.#waiting;
    try {
      const file = await this.#open();
      file.run('begin');
      works = this.#waiting.splice(0, longestTransaction);
      const settles = commitAll(file, works);
      this.#onCommitted(file);
      for (const settle of settles) settle();
      return true;
    } catch (error) {
      if (works === this.#waiting && isLocked(error)) {
        this.#giveUpLate(error);
        return false;
      }
      this.#waiting = this.#waiting.filter((work) => !works.includes(work));
      const explained = explainedFileError(this.#settings.file, error);
      for (const { reject } of works) reject(explained);
      return true;
    }
  }

  #giveUpLate(cause: unknown): void {
    const { file, busyTimeout } = this.#settings;
    const latest = lockTime() - busyTimeout;
    const late = this.#waiting.filter(({ since }) => since <= latest);
    this.#waiting = this.#waiting.filter(({ since }) => since > latest);
    for (const { reject } of late) reject(new SqliteBusyError(file, busyTimeout, { cause }));
  }
}

/** Does all the work and commits it. Throws if nothing of it is written. */
function commitAll(file: OpenFile, works: readonly Work[]): Settle[] {
  try {
    const settles = works.map((work) => doneAlone(file, work));
    file.run('commit');
    return settles;
  } catch (error) {
    rollBack(file);
    throw error;
  }
}

/** Does some work. If it fails, it alone is undone. */
function doneAlone(file: OpenFile, { does, resolve, reject }: Work): Settle {
  file.run('savepoint');
  try {
    const value = does(file) as never;
    file.run('release');
    return () => resolve(value);
  } catch (error) {
    // After some failures, SQLite has undone everything: then there is no savepoint left.
    file.run('undo');
    file.run('release');
    return () => reject(error);
  }
}

function rollBack(file: OpenFile): void {
  try {
    file.run('rollback');
  } catch {
    // SQLite has done so itself.
  }
}
