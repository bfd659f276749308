/**
 * Watches the processes of all pipelines of this machine, whichever worker has started them.
 *
 * A pipeline that is settled belongs to no worker. So each worker has a connection to each process,
 * and reports one that ends unasked; all but the first report are stale, which does no harm.
 * Nothing depends on a message: what is wrong is seen in the ledger, which each worker reads from
 * time to time, so a process that has ended while no worker lived is reported by the next one.
 *
 * It also reports if a process is paused or running, although the task that has changed that does
 * so. A task may be lost with its worker and take effect all the same. If the user has changed
 * their mind by then, there is nothing to do as far as anybody knows, and nobody would ask again.
 */
import { setTimeout } from 'node:timers/promises';
import { readCheckpoint } from './checkpoint.mjs';
import { connectTo, onLine } from './control.mjs';
import { ended, failureOf, isFailed, isRunning } from './record.mjs';

/** How often to look at all pipelines, in milliseconds. */
const interval = 1_000;

/** How long the task that has changed a mode has to report it first, in milliseconds. */
const head = 500;

export class Watcher {
  #folders;
  #worker;
  #onEvent;
  #report;
  #timer;
  #begunAt;
  /** The connection to the process of each pipeline; null while it is being opened. */
  #connections = new Map();
  /** The pipelines whose failure is being reported. */
  #reporting = new Set();
  /** The pipelines whose mode is being reported. */
  #reportingMode = new Set();
  #isClosed = false;

  constructor({ folders, worker, onEvent }) {
    this.#folders = folders;
    this.#worker = worker;
    this.#onEvent = onEvent;
  }

  start(report) {
    this.#report = report;
    const lookAtAll = () => {
      for (const id of this.#folders.ids()) if (!this.#connections.has(id)) this.look(id);
    };
    this.#timer = setInterval(lookAtAll, interval);
    this.#begunAt = new Date().toISOString();
    lookAtAll();
  }

  /** Looks at a pipeline: connects to a process that is new, and reports one that has failed. */
  look(pipelineId) {
    const record = this.#folders.ledger(pipelineId).read();
    if (this.#isClosed || this.#report === undefined) return;
    if (isRunning(record)) void this.#watch(record);
    if (isFailed(record)) this.#reportFailure(record);
  }

  close() {
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const connection of this.#connections.values()) connection?.destroy();
  }

  async #watch({ pipelineName, pipelineId, process }) {
    const { generation, pid } = process;
    if (this.#connections.has(pipelineId)) return;
    this.#connections.set(pipelineId, null);
    try {
      const connection = await connectTo(process);
      if (connection === undefined) {
        this.#connections.delete(pipelineId);
        this.#buried(pipelineId, process);
        return;
      }
      if (this.#isClosed) return void connection.destroy();
      this.#connections.set(pipelineId, connection);
      // Started before this worker was: by one that is gone, or by another one.
      if (process.startedAt < this.#begunAt) {
        this.#onEvent({ type: 'found', pipelineName, generation, pid });
      }
      onLine(connection, ({ checkpoint, mode }) => {
        if (checkpoint !== undefined) this.#checkpointed(pipelineId, generation, checkpoint);
        if (mode !== undefined) this.#reportMode(pipelineId);
      });
      connection.once('close', () => {
        this.#connections.delete(pipelineId);
        this.look(pipelineId);
      });
      connection.write('{"command":"watch"}\n');
    } catch (error) {
      this.#connections.delete(pipelineId);
      this.#onEvent({ type: 'watchFailed', pipelineName, error });
    }
  }

  /** Notes that a process is dead, unless somebody has ended it. */
  #buried(pipelineId, { socket }) {
    const checkpoint = this.#checkpointOf(pipelineId);
    const ledger = this.#folders.ledger(pipelineId);
    const end = { socket, fence: null, how: 'crashed', checkpoint };
    ledger.change((record) => (isRunning(record) ? ended(record, end) : undefined));
    this.look(pipelineId);
  }

  #reportFailure({ pipelineName, pipelineId, process }) {
    const { generation, pid, end } = process;
    // One report at a time; as long as nobody has cleaned up, it is made again.
    if (this.#reporting.has(pipelineId)) return;
    this.#reporting.add(pipelineId);
    const reference = { pipelineName, pipelineId };
    const reports = async () => {
      const error = failureOf(process);
      const outcome = await this.#report(reference, { type: 'failed', error, generation });
      const isFirst = outcome?.accepted && outcome.changed;
      if (isFirst) this.#onEvent({ type: 'crashed', pipelineName, generation, pid, how: end.how });
      const { checkpoint } = end;
      if (checkpoint === null) return;
      await this.#report(reference, { type: 'checkpointed', checkpoint, generation });
    };
    const again = () => this.#reporting.delete(pipelineId);
    reports().then(again, again);
  }

  /** Reports the mode of a process, until what was reported last is what it does. */
  #reportMode(pipelineId) {
    if (this.#reportingMode.has(pipelineId)) return;
    this.#reportingMode.add(pipelineId);
    const reports = async () => {
      for (let last; ; ) {
        await setTimeout(head);
        const record = this.#folders.ledger(pipelineId).read();
        if (this.#isClosed || !isRunning(record)) return;
        const { pipelineName, process } = record;
        const { mode, generation } = process;
        if (mode === 'standby' || last === `${generation} ${mode}`) return;
        await this.#report({ pipelineName, pipelineId }, { type: mode, generation });
        last = `${generation} ${mode}`;
      }
    };
    const done = () => this.#reportingMode.delete(pipelineId);
    reports().then(done, done);
  }

  /** Of all workers that hear of it, the one that has had the pipeline last reports it. */
  #checkpointed(pipelineId, generation, checkpoint) {
    const { pipelineName, worker } = this.#folders.ledger(pipelineId).read();
    if (worker !== this.#worker) return;
    const reference = { pipelineName, pipelineId };
    this.#report(reference, { type: 'checkpointed', checkpoint, generation }).catch(() => {});
  }

  #checkpointOf(pipelineId) {
    return readCheckpoint(this.#folders.checkpointFile(pipelineId))?.sequence ?? null;
  }
}
