/**
 * An in-memory store. A row is a deployment as JSON; `update` reads, decides and writes as one step,
 * because nothing in between waits for anything.
 *
 * Beside its deployment a row may hold `shown`: statuses that a bug wants a poll to see instead, where
 * they make a pair that cannot occur, and that `parseDeployment` would refuse. The correct server
 * never writes it.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { createDeployment, parseDeployment } from 'pipeline-lifecycle';

/** The rows of all pipelines, by name. */
export class Store {
  #rows = new Map();
  #watchers = new Set();

  has(name) {
    return this.#rows.has(name);
  }

  create(name) {
    this.write(name, { deployment: createDeployment() });
  }

  remove(name) {
    this.#rows.delete(name);
    this.#wake();
  }

  /** The row; undefined where there is none. */
  read(name) {
    const row = this.#rows.get(name);
    if (row === undefined) return undefined;
    return { deployment: parseDeployment(JSON.parse(row.json)), shown: row.shown };
  }

  write(name, { deployment, shown }) {
    this.#rows.set(name, { json: JSON.stringify(deployment), shown });
    this.#wake();
  }

  /**
   * Changes a row as one step; `change` is pure and gives a decision or an outcome. `by` is who asks:
   * `user` or `runner`. Undefined where there is no such pipeline.
   */
  async update(name, by, change) {
    // The way to a database takes its time. What comes after it is not interrupted.
    await turn();
    return this.updateNow(name, by, change);
  }

  updateNow(name, _by, change) {
    const row = this.read(name);
    if (row === undefined) return undefined;
    const result = change(row);
    this.keep(name, result);
    return result;
  }

  /** Writes what has changed. */
  keep(name, result) {
    if (!result.accepted) return;
    if (result.changed || 'shown' in result) this.write(name, result);
  }

  /** Waits for a write, or for so many milliseconds. */
  changed(milliseconds) {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#watchers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#watchers.add(wake);
    });
  }

  #wake() {
    for (const wake of [...this.#watchers]) wake();
  }
}
