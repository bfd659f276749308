/**
 * The time that a pipeline has to come up.
 *
 * It counts from the stored time, so that a new reconciler grants no extra time; and never more
 * than all of it, even if the writer's clock was ahead. From the first look on it is measured: a
 * time of day that is set back or forth in the meantime changes nothing. Waiting for a slot does
 * not count, because the executor can do nothing about it.
 */

import type { Pipeline } from '../pipeline';
import { type Clock, monotonicTime } from '../time';
import { isSameLevel, type Level } from './level';

/** Measures the time of one pipeline. */
export class ProvisioningTime {
  readonly #clock: Clock;
  readonly #timeout: number;
  /** The provisioning that was looked at last, and when its time is over, by the monotonic time. */
  #current: { readonly pipeline: Pipeline; ends: number } | undefined;

  constructor(clock: Clock, timeout: number) {
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** Returns the milliseconds until the deployment fails; infinity if it does not come up now. */
  left({ pipeline, step }: Level): number {
    if (step.type !== 'awaitProvisioned') return Infinity;
    const now = monotonicTime(this.#clock);
    if (this.#current === undefined || !isSameLevel(this.#current.pipeline, pipeline)) {
      const gone = this.#clock.now() - Date.parse(pipeline.since.deployment_status);
      this.#current = { pipeline, ends: now + this.#timeout - Math.max(0, gone) };
    }
    return Math.ceil(this.#current.ends - now);
  }

  /** Resolves as the waiting does, and does not count the time that it takes. */
  async withoutCounting<Value>(waiting: Promise<Value>): Promise<Value> {
    const began = monotonicTime(this.#clock);
    try {
      return await waiting;
    } finally {
      if (this.#current !== undefined) this.#current.ends += monotonicTime(this.#clock) - began;
    }
  }
}
