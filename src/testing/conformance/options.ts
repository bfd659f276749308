/** The options of a conformance test, checked and completed. */

import {
  type Dialect,
  type DialectOption,
  type ForeignStatuses,
  parseDialect,
  parseForeignStatuses,
  type Words,
  wordsOf,
} from '../../dialect';
import { type Clock, systemClock } from '../../host';
import { clockProblems } from '../../host/time';
import {
  callable,
  count,
  fieldsOf,
  InvalidInputError,
  member,
  optionsOf,
  throwFirst,
  unknownFields,
} from '../../input';
import { type Capabilities, parseCapabilities } from '../../lifecycle';
import type { Signal } from '../timing';

/** How much to test. If several are given, the first that is used up ends the test. */
export interface ConformanceBudget {
  readonly milliseconds?: number | undefined;
  /** Each walk takes a new pipeline through up to `steps` steps. */
  readonly walks?: number | undefined;
  /** Actions that are called; polls are not counted. */
  readonly calls?: number | undefined;
}

/** How to test; times are in milliseconds. */
export interface ConformanceOptions {
  /** The capabilities of the pipeline. By default, all of them. */
  readonly capabilities?: Partial<Capabilities> | undefined;
  /** A whole number; the same one makes the same choices. By default 1. */
  readonly seed?: number | undefined;
  /**
   * How much to test: milliseconds, or an amount of work. By default 60 seconds. With a budget in
   * walks or calls, the same seed and a deterministic server give the same report, except for the
   * times in it.
   */
  readonly budget?: number | ConformanceBudget | undefined;
  /** How long one request may take. By default 5 seconds. */
  readonly timeout?: number | undefined;
  /**
   * How long the runner may take for one step. By default 30 seconds. Polls that are answered use
   * it up, and not the time that passes, so neither a machine that stalls nor a silent server does.
   */
  readonly patience?: number | undefined;
  /** How long to wait between two polls. By default 50. */
  readonly pollEvery?: number | undefined;
  /** The most steps of a walk. By default 40. */
  readonly steps?: number | undefined;
  /** How many random walks follow once everything has been exercised or given up. By default 20. */
  readonly extraWalks?: number | undefined;
  /**
   * How long a failed history is replayed and shortened. By default 10 seconds, or until no call is
   * left to try without if the budget is in walks or calls.
   */
  readonly again?: number | undefined;
  /** True to fail on the first remark: what is strange counts as illegal. By default false. */
  readonly strict?: boolean | undefined;
  /**
   * True to go on after a violation, until ten rules are known to be broken or the budget is used
   * up. By default false.
   */
  readonly keepGoing?: boolean | undefined;
  /**
   * How many clients call at once, in some of the walks. By default 1: nothing overlaps.
   */
  readonly clients?: number | undefined;
  /** The meanings of statuses beyond the eight, in addition to `foreignStatuses`. */
  readonly statuses?: ForeignStatuses | undefined;
  /**
   * The dialect of the server: the id of a known one, or your own. By default `documents`, which
   * has no deviations.
   */
  readonly dialect?: DialectOption | undefined;
  /** Ends the test early; the report covers what was seen until then. */
  readonly signal?: Signal | undefined;
  /** Called after each walk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** The clock that is slept on and measured with. By default that of the system. */
  readonly clock?: Clock | undefined;
}

/** How far the test is. */
export interface Progress {
  readonly walks: number;
  /** Calls and polls. */
  readonly requests: number;
  /** How many pairs of statuses × actions were exercised. */
  readonly covered: number;
  readonly total: number;
  /** Milliseconds since the beginning. */
  readonly elapsed: number;
}

/** The options, complete; an amount that is not limited is Infinity. */
export interface ConformancePlan {
  readonly capabilities: Capabilities;
  readonly seed: number;
  readonly budget: { readonly [Name in keyof ConformanceBudget]-?: number };
  readonly timeout: number;
  readonly patience: number;
  readonly pollEvery: number;
  readonly steps: number;
  readonly extraWalks: number;
  readonly again: number;
  readonly strict: boolean;
  readonly keepGoing: boolean;
  readonly clients: number;
  readonly dialect: Dialect;
  /** The words for statuses that a poll may have. */
  readonly words: Words;
  readonly onProgress: (progress: Progress) => void;
  readonly clock: Clock;
  readonly isInterrupted: () => boolean;
}

const names = [
  ...['capabilities', 'seed', 'budget', 'timeout', 'patience', 'pollEvery', 'steps', 'extraWalks'],
  ...['again', 'strict', 'keepGoing', 'clients', 'statuses', 'dialect', 'signal', 'onProgress'],
  'clock',
];

/** Checks the options and fills in the defaults. Throws InvalidInputError. */
export function conformancePlan(options: ConformanceOptions): ConformancePlan {
  const given = optionsOf(options, names, 'a conformance test');
  const { seed = 1, timeout = 5_000, patience = 30_000, pollEvery = 50 } = given;
  const { steps = 40, extraWalks = 20, onProgress = () => {}, clock = systemClock } = given;
  const { strict = false, keepGoing = false, clients = 1 } = given;
  const budget = completeBudget(given.budget ?? 60_000);
  const againMax = budget.milliseconds === Number.POSITIVE_INFINITY ? budget.milliseconds : 10_000;
  const { again = againMax } = given;
  const numbers = { seed, timeout, patience, pollEvery, steps, extraWalks };
  const allowed = 'a positive number of milliseconds';
  throwFirst([
    ...Object.entries(numbers).flatMap(([name, value]) => count(name, value)),
    ...(given.again === undefined ? [] : count('again', given.again)),
    // Pauses are what patience is counted in.
    ...(pollEvery === 0 ? [{ field: 'pollEvery', value: pollEvery, allowed }] : []),
    ...clockProblems(clock),
    ...callable('onProgress', onProgress),
    ...member('strict', strict, [true, false]),
    ...member('keepGoing', keepGoing, [true, false]),
    ...(isClientCount(clients) ? [] : [{ field: 'clients', value: clients, ...clientsAllowed }]),
  ]);
  const dialect = parseDialect(given.dialect);
  return {
    ...numbers,
    ...{ budget, again, strict, keepGoing, clients, dialect },
    capabilities: parseCapabilities(given.capabilities ?? {}),
    words: wordsOf(dialect, parseForeignStatuses(given.statuses)),
    isInterrupted: interruptionOf(given.signal),
    onProgress,
    clock,
  };
}

/** With more, hardly any history could be decided. */
const clientsMax = 64;
const clientsAllowed = { allowed: `a whole number from 1 to ${clientsMax}` };

function isClientCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= clientsMax;
}

const amounts = ['milliseconds', 'walks', 'calls'] as const;
const budgetAllowed = `a number of milliseconds, or an object with ${amounts.join(', ')}`;

function completeBudget(given: unknown): ConformancePlan['budget'] {
  if (typeof given === 'number') {
    throwFirst(count('budget', given));
    return { ...unlimited, milliseconds: given };
  }
  const limits = fieldsOf(given, 'budget', budgetAllowed, 'budget.');
  throwFirst([
    ...unknownFields(limits, amounts, 'a budget', 'budget.'),
    ...amounts.flatMap((name) =>
      limits[name] === undefined ? [] : count(`budget.${name}`, limits[name]),
    ),
  ]);
  const limited = Object.fromEntries(amounts.map((name) => [name, limits[name]]).filter(isGiven));
  if (Object.keys(limited).length > 0) return { ...unlimited, ...limited };
  throw new InvalidInputError({ field: 'budget', value: limits, allowed: budgetAllowed });
}

function isGiven([, value]: readonly unknown[]): boolean {
  return value !== undefined;
}

const unlimited = {
  milliseconds: Number.POSITIVE_INFINITY,
  walks: Number.POSITIVE_INFINITY,
  calls: Number.POSITIVE_INFINITY,
};

function interruptionOf(given: Signal | undefined): () => boolean {
  const signal: { readonly aborted?: unknown } = Object(given ?? { aborted: false });
  if (typeof signal.aborted === 'boolean') return () => signal.aborted === true;
  throw new InvalidInputError({ field: 'signal', value: given, allowed: 'an AbortSignal' });
}
