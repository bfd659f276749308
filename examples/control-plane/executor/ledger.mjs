/**
 * The ledger of a pipeline: a folder of numbered files, of which each is the whole record as of
 * then. It says who may do something with the pipeline, and which process is its own.
 *
 * Every process of the machine may append, workers and pipelines alike, and only one of those that
 * have read the same latest record succeeds: `link` fails if the next number is taken. So "look,
 * decide, write" is one step, although the processes know nothing of each other, and although any
 * of them may be stopped between two instructions for as long as it takes.
 *
 * Nothing waits for the disk: if the machine loses its power, the processes are gone as well, and
 * the latest record that can be read says enough.
 */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

import { join } from 'node:path';

/** Records that are older than this many are removed. */
const keptDefault = 1_000;

const digits = 12;
const fileOf = (number) => `${String(number).padStart(digits, '0')}.json`;

/** The records of one pipeline. */
export class Ledger {
  #folder;
  #kept;

  constructor(folder, { kept = keptDefault } = {}) {
    this.#folder = folder;
    this.#kept = kept;
  }

  /** Returns the latest record; undefined if there is none. */
  read() {
    return this.#readFrom(this.#numbers());
  }

  /** Returns every record that is kept, oldest first. */
  history() {
    return this.#numbers().flatMap((number) => this.#recordOf(number) ?? []);
  }

  /**
   * Appends what `next` makes of the latest record (undefined if there is none), and returns the
   * latest one as of then. `next` may be called again, if somebody else was faster. Appends nothing
   * if it returns undefined, or throws.
   */
  change(next) {
    for (;;) {
      const numbers = this.#numbers();
      const record = this.#readFrom(numbers);
      const changed = next(record);
      if (changed === undefined) return record;
      if (this.#append(numbers.at(-1) ?? 0, { ...changed, at: new Date().toISOString() })) {
        this.#prune(numbers);
        return changed;
      }
    }
  }

  #append(latest, record) {
    mkdirSync(this.#folder, { recursive: true });
    const file = join(this.#folder, fileOf(latest + 1));
    const draft = join(this.#folder, `draft-${crypto.randomUUID()}`);
    writeFileSync(draft, JSON.stringify(record));
    try {
      linkSync(draft, file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      return false;
    } finally {
      rmSync(draft);
    }
    // If the record before is gone, then this number was taken and removed long ago: this process
    // was stopped since it has read.
    if (latest === 0 || existsSync(join(this.#folder, fileOf(latest)))) return true;
    rmSync(file, { force: true });
    return false;
  }

  /** Removes what is old, oldest first, so that no number is ever free again below one in use. */
  #prune(numbers) {
    for (const number of numbers.slice(0, Math.max(0, numbers.length - this.#kept))) {
      rmSync(join(this.#folder, fileOf(number)), { force: true });
    }
  }

  #numbers() {
    try {
      const names = readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
      return names.map((name) => Number(name.slice(0, digits))).sort((one, other) => one - other);
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Returns the latest of these records. */
  #readFrom(numbers) {
    for (const number of numbers.toReversed()) {
      const record = this.#recordOf(number);
      if (record !== undefined) return record;
    }
    // They were removed since they were listed, unless nothing is there.
    const newer = this.#numbers();
    return newer.at(-1) === numbers.at(-1) ? undefined : this.#readFrom(newer);
  }

  /** Returns a record; undefined if it is gone, or cut off: the machine has lost its power. */
  #recordOf(number) {
    try {
      return JSON.parse(readFileSync(join(this.#folder, fileOf(number)), 'utf8'));
    } catch (error) {
      if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
