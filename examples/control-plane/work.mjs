/** The work of a pipeline: here it counts, batch by batch. Yours reads, computes and writes. */
import { setTimeout } from 'node:timers/promises';
import { writeCheckpoint } from './executor/checkpoint.mjs';

/** How long it takes to come up, in milliseconds. */
const warmUp = 100;

/** How long a batch takes, in milliseconds. */
const batch = 25;

/** The work of one process, from the latest checkpoint on. */
export class Work {
  /** Resolves once it has come up. */
  ready = setTimeout(warmUp);
  #file;
  #sequence;
  #count;
  #mode;
  #checkpointEvery;
  #onBatch;
  #batches = 0;
  /** Resolves once a batch is not under way any more. */
  #batch = Promise.resolve();
  #changed = () => {};
  #isEnded = false;

  /**
   * `from` is the checkpoint to go on from; null to begin at the beginning. A checkpoint is made
   * each `checkpointEvery` milliseconds of work. `onBatch` is called with the count, whenever
   * something was done.
   */
  constructor({ file, from, mode, checkpointEvery, onBatch }) {
    this.#file = file;
    this.#sequence = from?.sequence ?? 0;
    this.#count = from?.count ?? 0;
    this.#mode = mode;
    this.#checkpointEvery = Math.max(1, Math.round(checkpointEvery / batch));
    this.#onBatch = onBatch;
  }

  status() {
    return { mode: this.#mode, checkpoint: this.#sequence, count: this.#count };
  }

  /** Changes the mode, once the batch that is under way is done. */
  async become(mode) {
    this.#mode = mode;
    this.#changed();
    await this.#batch;
  }

  /** Writes a checkpoint, and returns it. */
  checkpoint() {
    this.#sequence += 1;
    const checkpoint = { sequence: this.#sequence, count: this.#count };
    writeCheckpoint(this.#file, checkpoint);
    return checkpoint;
  }

  end() {
    this.#isEnded = true;
  }

  /** Works until the end. Calls `onCheckpoint` with the number of each checkpoint. */
  async run(onCheckpoint) {
    await this.ready;
    while (!this.#isEnded) {
      if (this.#mode === 'running') {
        this.#batch = this.#doBatch(onCheckpoint);
        await this.#batch;
      } else {
        await new Promise((resolve) => {
          this.#changed = resolve;
        });
      }
    }
  }

  async #doBatch(onCheckpoint) {
    await setTimeout(batch);
    if (this.#isEnded) return;
    this.#count += 1;
    this.#onBatch(this.#count);
    this.#batches += 1;
    if (this.#batches % this.#checkpointEvery === 0) onCheckpoint(this.checkpoint().sequence);
  }
}
