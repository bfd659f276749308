/** How much of a conformance test's budget is left. */
import type { Clock } from '../../../host';
import { monotonicTime } from '../../../host/time';
import type { ConformancePlan } from '../options';

/** Counts walks and calls, and looks at the clock. */
export class Budget {
  walks = 0;
  calls = 0;
  readonly #limits: ConformancePlan['budget'];
  readonly #clock: Clock;
  readonly #began: number;

  constructor({ budget, clock }: Pick<ConformancePlan, 'budget' | 'clock'>) {
    this.#limits = budget;
    this.#clock = clock;
    this.#began = monotonicTime(clock);
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return Math.round(monotonicTime(this.#clock) - this.#began);
  }

  /** True if time is what ends the test. */
  get isTimed(): boolean {
    return Number.isFinite(this.#limits.milliseconds);
  }

  /** True if no further walk may begin. */
  get isSpent(): boolean {
    return this.walks >= this.#limits.walks || this.isWalkOver;
  }

  /** True if the present walk has to end. */
  get isWalkOver(): boolean {
    return this.calls >= this.#limits.calls || this.isLate(0);
  }

  /** True once this many milliseconds have passed since the time was up. */
  isLate(milliseconds: number): boolean {
    return this.elapsed >= this.#limits.milliseconds + milliseconds;
  }
}
