/**
 * How long the runner may take for a step before the pipeline counts as stuck.
 *
 * Patience is used up by polls that were answered, and not by the time that passes: on a machine
 * that stalls, or with a server that is silent for a while, hours may pass without the runner
 * having had its time. A poll counts as the pause before it and the time that polls usually take.
 * And a runner that has been seen to take long is granted twice as much.
 */
import type { Trouble } from '../troubles';

export class Pace {
  readonly #patience: number;
  readonly #pollMax: number;
  readonly #polls: number[] = [];
  #slowest = 0;
  readonly #late = { count: 0, longest: 0 };

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

  /** The longest time that a step was seen to take. */
  get slowest(): number {
    return this.#slowest;
  }

  /** Notes that a poll was answered after this time. */
  polled(milliseconds: number): void {
    this.#polls.push(milliseconds);
    if (this.#polls.length > pollsMax) this.#polls.shift();
  }

  /**
   * Returns the time that a poll counts for after a pause that took `took`. If this machine did not
   * get to run for a while, neither did a server on it, so the poll counts for less.
   */
  timeOf(pause: number, took: number): number {
    const sorted = [...this.#polls].sort((one, other) => one - other);
    const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const time = pause + Math.min(usual, this.#pollMax);
    const counted = countedPause(pause, took);
    if (counted === pause) return time;
    this.#late.count += 1;
    this.#late.longest = Math.max(this.#late.longest, took - pause);
    return (time * counted) / pause;
  }

  /** The pauses after which this machine woke up late, in words. */
  get report(): readonly Trouble[] {
    const { count, longest } = this.#late;
    if (count === 0) return [];
    const message = `this machine was busy, and woke up to ${Math.round(longest)} ms late from a pause, so a pipeline that did not move on was given more time`;
    return [{ message, count }];
  }

  /** Notes that a step was done within this time. */
  moved(milliseconds: number): void {
    this.#slowest = Math.max(this.#slowest, milliseconds);
  }
}

/** How often the patience begins anew, because the server was out of reach meanwhile. */
export const restartsMax = 5;

/** Timers are late by a few milliseconds on any machine. */
const lateMin = 20;

/**
 * Returns the part of a pause in which a server on this machine got to run: all of it, unless the
 * pause took much longer than it should. Pure.
 */
export function countedPause(pause: number, took: number): number {
  return took - pause <= Math.max(lateMin, pause) ? pause : (pause * pause) / took;
}

/** Older polls say little of how the server is doing now. */
const pollsMax = 31;
