/** How an implementation is tested. */

import { count, InvalidInputError, optionsOf, throwFirst } from '../../input';
import { type Capabilities, parseCapabilities } from '../../lifecycle';
import { type Clock, type Signal, systemClock } from '../timing';
import { type ForeignStatuses, foreignOf } from './foreign';

/** How to test; times are in milliseconds. */
export interface ConformanceOptions {
  /** What the pipeline can do. By default, everything. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** A whole number; the same one makes the same choices. By default 1. */
  readonly seed?: number | undefined;
  /** How long to go on. By default a minute. */
  readonly budget?: number | undefined;
  /** How long one request may take. By default 5 seconds. */
  readonly timeout?: number | undefined;
  /** How long the runner may take for one step. By default 30 seconds. */
  readonly patience?: number | undefined;
  /** How long to wait between two polls. By default 50. */
  readonly pollEvery?: number | undefined;
  /** How many steps a walk has at most. By default 40. */
  readonly steps?: number | undefined;
  /** How many walks at random follow once all that can be exercised was. By default 20. */
  readonly walks?: number | undefined;
  /** How long a history that failed is tried again, and shortened. By default 10 seconds. */
  readonly again?: number | undefined;
  /** What statuses beyond the eight may stand for, beside those that are known. */
  readonly statuses?: ForeignStatuses | undefined;
  /** Ends the test early: the report is of what was seen until then. */
  readonly signal?: Signal | undefined;
  /** Told after each walk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** How far the test is. */
export interface Progress {
  readonly walks: number;
  /** How many calls and polls were made. */
  readonly requests: number;
  readonly covered: number;
  readonly total: number;
  /** Milliseconds since the beginning. */
  readonly elapsed: number;
}

/** The options, complete. */
export type Plan = {
  readonly [Name in keyof Omit<ConformanceOptions, 'capabilities' | 'signal'>]-?: NonNullable<
    ConformanceOptions[Name]
  >;
} & { readonly capabilities: Capabilities; readonly isInterrupted: () => boolean };

const names = [
  ...[
    'capabilities',
    'seed',
    'budget',
    'timeout',
    'patience',
    'pollEvery',
    'steps',
    'walks',
    'again',
  ],
  ...['statuses', 'signal', 'onProgress', 'clock'],
];

/** The options, checked and complete. Throws InvalidInputError. */
export function planOf(options: ConformanceOptions): Plan {
  optionsOf(options, names, 'a conformance test');
  const {
    seed = 1,
    budget = 60_000,
    timeout = 5_000,
    patience = 30_000,
    pollEvery = 50,
    steps = 40,
    walks = 20,
    again = 10_000,
    onProgress = () => {},
    clock = systemClock,
  } = options;
  const numbers = { seed, budget, timeout, patience, pollEvery, steps, walks, again };
  throwFirst(Object.entries(numbers).flatMap(([name, value]) => count(name, value)));
  const signal: { readonly aborted?: unknown } = Object(options.signal ?? { aborted: false });
  if (typeof signal.aborted !== 'boolean') {
    const allowed = 'an AbortSignal';
    throw new InvalidInputError({ field: 'signal', value: options.signal, allowed });
  }
  const { now, sleep }: Partial<Clock> = Object(clock);
  if (typeof now !== 'function' || typeof sleep !== 'function') {
    const allowed = 'a clock with the functions now and sleep';
    throw new InvalidInputError({ field: 'clock', value: clock, allowed });
  }
  if (typeof onProgress !== 'function') {
    throw new InvalidInputError({ field: 'onProgress', value: onProgress, allowed: 'a function' });
  }
  return {
    ...numbers,
    capabilities: parseCapabilities(options.capabilities ?? {}),
    statuses: foreignOf(options.statuses),
    isInterrupted: () => signal.aborted === true,
    onProgress,
    clock,
  };
}
