/**
 * How long the runner may take for a step before the pipeline counts as stuck.
 *
 * Only the pauses between polls that were answered are added up, not the time that passes: on a
 * machine that stalls, or with a server that is silent for a while, hours may pass without the
 * runner having had its time. And a server that has been seen to take long is granted twice as much
 * again.
 */
export class Pace {
  readonly #patience: number;
  #slowest = 0;

  constructor(patience: number) {
    this.#patience = patience;
  }

  /** The pauses that are granted for one step, in milliseconds. */
  get limit(): number {
    return Math.max(this.#patience, 2 * this.#slowest);
  }

  /** Notes that a step was done after these pauses. */
  moved(waited: number): void {
    this.#slowest = Math.max(this.#slowest, waited);
  }
}
