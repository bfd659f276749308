/**
 * Changes by every process. SQLite tells nobody, but has a number that rises with each commit of
 * another connection, and costs microseconds to read: so it is read all the time, as long as
 * somebody listens. What this process has written is told at once.
 */
import { callListener } from '../host/console';
import { watchers } from '../host/store-parts';
import { readThrown } from '../input';
import { isLocked } from './driver';
import { machineTime } from './machine-time';
import type { OpenFile } from './open-file';
import type { SqliteFile } from './sqlite-file';

/** How often the number is read, in milliseconds. */
const lookInterval = 15;

/** How long nothing is read after a failure, in milliseconds. */
const failurePause = 1_000;

/** The changes of the pipelines in a file. */
export class FileChanges {
  /** Calls the listener with the name of each pipeline that any process has written. */
  readonly watch: (listener: (name: string) => void) => () => void;
  readonly #file: SqliteFile;
  readonly #dueListeners = new Set<() => void>();
  #tell: ((name: string) => void) | undefined;
  /** Everything up to this version was told; undefined before anything was read. */
  #told: number | undefined;
  #looking: AbortController | undefined;
  #reported: string | undefined;

  constructor(file: SqliteFile) {
    this.#file = file;
    this.watch = watchers((tell) => this.#listen(tell)).watch;
    file.onCommitted((opened) => this.#looked(() => this.#lookAt(opened)));
  }

  /** Calls the listener whenever there may be something to claim. */
  onDue(listener: () => void): () => void {
    const own = () => listener();
    this.#dueListeners.add(own);
    this.#begin();
    return () => {
      this.#dueListeners.delete(own);
      this.#endIfAlone();
    };
  }

  /** Stops listening. */
  close(): void {
    this.#tell = undefined;
    this.#dueListeners.clear();
    this.#endIfAlone();
  }

  #listen(tell: (name: string) => void): () => void {
    this.#tell = tell;
    const { opened } = this.#file;
    this.#told = opened && lastChangeIn(opened);
    this.#begin();
    return () => {
      this.#tell = undefined;
      this.#endIfAlone();
    };
  }

  #begin(): void {
    if (this.#looking !== undefined) return;
    this.#looking = new AbortController();
    void this.#look(this.#looking.signal);
  }

  #endIfAlone(): void {
    if (this.#tell !== undefined || this.#dueListeners.size > 0) return;
    this.#looking?.abort('nobody listens');
    this.#looking = undefined;
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { clock } = this.#file.settings;
    let seen: number | undefined;
    const look = (opened: OpenFile) => {
      const number = opened.get<{ data_version: number }>('dataVersion')?.data_version;
      if (number !== seen) this.#lookAt(opened);
      seen = number;
    };
    while (!signal.aborted) {
      const opened = this.#file.opened ?? (await this.#open());
      const isWell = opened !== undefined && !signal.aborted && this.#looked(() => look(opened));
      await clock.sleep(isWell ? lookInterval : failurePause, signal);
    }
  }

  async #open(): Promise<OpenFile | undefined> {
    return this.#file.open().catch((error) => {
      this.#report(error);
      return undefined;
    });
  }

  /** Returns false if the file could not be read. */
  #looked(look: () => void): boolean {
    try {
      look();
      return true;
    } catch (error) {
      this.#report(error);
      return isLocked(error);
    }
  }

  #lookAt(opened: OpenFile): void {
    if (this.#tell !== undefined) this.#tellNames(opened, this.#tell);
    if (this.#dueListeners.size === 0) return;
    if (!opened.holds('isAnyDue', { now: machineTime() })) return;
    for (const listener of [...this.#dueListeners]) {
      callListener('A listener of the store', listener);
    }
  }

  #tellNames(opened: OpenFile, tell: (name: string) => void): void {
    const told = this.#told;
    const last = lastChangeIn(opened);
    if (told === last) return;
    const names = told === undefined ? everyName(opened) : changedSince(opened, told);
    this.#told = last;
    for (const name of names) tell(name);
  }

  /** Tells of each failure once. */
  #report(error: unknown): void {
    const { text } = readThrown(error);
    if (isLocked(error) || text === this.#reported) return;
    this.#reported = text;
    this.#file.fail(error);
  }
}

function lastChangeIn(opened: OpenFile): number {
  return opened.get<{ version: number }>('lastChange')?.version ?? 0;
}

function everyName(opened: OpenFile): Iterable<string> {
  return opened.all<{ name: string }>('names').map(({ name }) => name);
}

/** Old changes are forgotten: if some are missing, nobody knows which names they had. */
function changedSince(opened: OpenFile, version: number): Iterable<string> {
  const rows = opened.all<{ version: number; name: string }>('changesSince', { version });
  const names = new Set(rows.map(({ name }) => name));
  const isComplete = rows[0]?.version === version + 1;
  return isComplete ? names : new Set([...names, ...everyName(opened)]);
}
