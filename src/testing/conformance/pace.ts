/**
 * How long the runner may take for a step before the pipeline counts as stuck.
 *
 * Patience is used up by polls that were answered, and not by the time that passes: on a machine
 * that stalls, or with a server that is silent for a while, hours may pass without the runner
 * having had its time. A poll counts as the pause before it and the time that polls usually take.
 * And a runner that has been seen to take long is granted twice as much.
 */
export class Pace {
  readonly #patience: number;
  readonly #pollMax: number;
  readonly #polls: number[] = [];
  #slowest = 0;

  /** Both in milliseconds. */
  constructor({ patience, pollEvery }: { readonly patience: number; readonly pollEvery: number }) {
    this.#patience = patience;
    // A machine that is slow all the time must not make each poll count for much, either.
    this.#pollMax = 4 * pollEvery;
  }

  /** The time that is granted for one step. */
  get limit(): number {
    return Math.max(this.#patience, 2 * this.#slowest);
  }

  /** Notes that a poll was answered after this time. */
  polled(milliseconds: number): void {
    this.#polls.push(milliseconds);
    if (this.#polls.length > pollsMax) this.#polls.shift();
  }

  /** The time that a poll after this pause counts for. */
  timeOf(pause: number): number {
    const sorted = [...this.#polls].sort((one, other) => one - other);
    const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return pause + Math.min(usual, this.#pollMax);
  }

  /** Notes that a step was done within this time. */
  moved(milliseconds: number): void {
    this.#slowest = Math.max(this.#slowest, milliseconds);
  }
}

/** Older polls say little of how the server is doing now. */
const pollsMax = 31;
