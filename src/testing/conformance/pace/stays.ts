/**
 * How long a pipeline is left alone, to see what its runner does late.
 *
 * A message may be late by as much as a step takes, and timers of servers are often of a second. A
 * stay is counted in polls as well: they are close together first, and then further apart.
 */
import type { Budget } from './budget';
import type { Pace } from './pace';

/** A stay is as long as the slowest step that was seen, times this. */
const factor = 1.5;
/** The least time of a stay in milliseconds, unless the patience is short. */
const least = 1_500;
const pollsMin = 12;
/** If the budget is a time, no more than this part of it is spent on stays. */
const shareMax = 1 / 3;

/** Plans the stays of a test. */
export class Stays {
  readonly #patience: number;
  readonly #pollEvery: number;
  readonly #pace: Pace;
  readonly #budget: Budget;
  #spent = 0;

  constructor(
    { patience, pollEvery }: { readonly patience: number; readonly pollEvery: number },
    { pace, budget }: { readonly pace: Pace; readonly budget: Budget },
  ) {
    this.#patience = patience;
    this.#pollEvery = pollEvery;
    this.#pace = pace;
    this.#budget = budget;
  }

  /** The length of a stay in milliseconds. */
  get time(): number {
    return Math.max(Math.min(least, this.#patience / 2), factor * this.#pace.slowest);
  }

  /** False if stays have taken too much of a budget of time already. */
  get isAffordable(): boolean {
    return !this.#budget.isTimed || this.#spent <= shareMax * this.#budget.elapsed;
  }

  /** The pause before the next poll of a stay that has lasted so long, in milliseconds. */
  pauseAfter(lasted: number): number {
    return Math.min(this.#pollEvery + lasted / 4, Math.max(this.#pollEvery, this.time / pollsMin));
  }

  /** Notes that so much time was spent. */
  spent(milliseconds: number): void {
    this.#spent += milliseconds;
  }
}
