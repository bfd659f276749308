/** The file of a store: opened when it is first needed, and then kept open. */
import { callListener } from '../host/console';
import { connectFile } from './connect';
import { whenUnlocked } from './locks';
import type { OpenFile } from './open-file';
import type { SqliteSettings } from './options';
import { Transactions } from './transactions';

/** The file of a store. */
export class SqliteFile {
  readonly settings: SqliteSettings;
  readonly #transactions: Transactions;
  #opening: Promise<OpenFile> | undefined;
  #opened: OpenFile | undefined;
  #isClosed = false;
  #onCommitted: (file: OpenFile) => void = () => {};

  constructor(settings: SqliteSettings) {
    this.settings = settings;
    const committed = (file: OpenFile) => this.#onCommitted(file);
    this.#transactions = new Transactions(settings, () => this.open(), committed);
  }

  /** The file, if it is open by now. */
  get opened(): OpenFile | undefined {
    return this.#opened;
  }

  /** Opens the file, unless it is open. Rejects with SqliteFileError if it cannot be used. */
  async open(): Promise<OpenFile> {
    if (this.#isClosed) throw new Error(`The store in '${this.settings.file}' is closed.`);
    // What could not be opened is tried again by the next call.
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opened ?? this.#opening;
  }

  /** Reads what was committed. */
  async read<Value>(look: (file: OpenFile) => Value): Promise<Value> {
    const file = this.#opened ?? (await this.open());
    return whenUnlocked(() => look(file), this.settings);
  }

  /** Does some work in a transaction: see `Transactions`. */
  write<Value>(work: (file: OpenFile) => Value, isUrgent = false): Promise<Value> {
    return this.#transactions.take(work, isUrgent);
  }

  /** Calls the listener after each commit of this store. */
  onCommitted(listener: (file: OpenFile) => void): void {
    this.#onCommitted = listener;
  }

  /** Tells of a failure that no call reports. */
  readonly fail = (error: unknown): void => {
    callListener('onError', () => this.settings.onError(error));
  };

  /** Waits for what is being written, and closes the file. */
  async close(): Promise<void> {
    await this.#transactions.ended();
    this.#isClosed = true;
    const opened = await this.#opening?.catch(() => undefined);
    (this.#opened ?? opened)?.close();
    this.#opened = undefined;
  }

  async #open(): Promise<OpenFile> {
    this.#opened ??= await connectFile(this.settings, false);
    return this.#opened;
  }
}
