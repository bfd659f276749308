/**
 * An in-memory store. A row is a deployment as JSON; `update` reads, decides and writes as one
 * step, because nothing in between waits for anything.
 *
 * In addition to its deployment a row may hold `shown`: statuses that a bug wants a poll to show
 * instead, if they make a pair that cannot occur and that `parseDeployment` would refuse. The
 * correct server never writes it.
 */
import { createDeployment, parseDeployment } from 'pipeline-lifecycle';

/** The rows of all pipelines, by name. */
export class Store {
  #clock;
  #rows = new Map();
  #watchers = new Set();

  constructor(clock) {
    this.#clock = clock;
  }

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

  /** The row, or undefined. */
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
   * Changes a row as one step; `change` is pure and gives a decision or an outcome. `by` says who
   * asks: `user` or `runner`. Resolves with undefined if there is no such pipeline.
   */
  async update(name, by, change) {
    // The way to a database takes its time. What comes after it is not interrupted.
    await this.pause(0);
    return this.updateNow(name, by, change);
  }

  pause(milliseconds) {
    return this.#clock.sleep(milliseconds);
  }

  updateNow(name, _by, change) {
    const row = this.read(name);
    if (row === undefined) return undefined;
    const result = change(row);
    this.keep(name, result);
    return result;
  }

  /** Writes if something has changed, which a refusal does only because of a bug. */
  keep(name, result) {
    if (result.changed || 'shown' in result) this.write(name, result);
  }

  /** Waits for a write, at most this many milliseconds. */
  async changed(milliseconds) {
    const alarm = new AbortController();
    const wake = () => alarm.abort('written');
    this.#watchers.add(wake);
    await this.#clock.sleep(milliseconds, alarm.signal);
    this.#watchers.delete(wake);
  }

  #wake() {
    for (const wake of [...this.#watchers]) wake();
  }
}
