/**
 * The contract of a store as checks, each to be run as a test of its own, in any test framework:
 *
 *     for (const { id, check } of storeChecks) test(id, () => check(createMyStore));
 *
 * They test what the comments of `LifecycleStore` promise: with one call after the other, with many
 * simultaneous calls, and with random calls against a Map. Each begins with a new, empty store.
 * Nothing hangs: a call that does not settle is a finding, too.
 */
import { type Clock, type LifecycleStore, systemClock } from '../../host';
import { clockProblems } from '../../host/time';
import {
  InvalidInputError,
  isInstanceOf,
  optionsOf,
  type Problem,
  readThrown,
  shortened,
  throwFirst,
} from '../../input';
import { within } from '../timing';
import { claimsChecks } from './claims-checks';
import { Contradiction, LateContradiction } from './contradictions';
import { listChecks } from './list-checks';
import { MachineClock } from './machine-clock';
import { modelCheck } from './model-check';
import { raceChecks } from './race-checks';
import { keepingChecks, updateChecks } from './sequential-checks';
import { type CheckContext, type CheckDefinition, guarded, together } from './store-under-test';
import { watchChecks } from './watch-checks';

/**
 * A store, or several over the same data, as several processes have them.
 * @inline
 */
type OneOrSeveral = LifecycleStore | readonly LifecycleStore[];

/** A machine that a store is checked on. */
export interface StoreMachine {
  /** The clock of the machine. Checks halt it, as if the machine hung, and set it. */
  readonly clock: Clock;
}

/**
 * Creates a new, empty store each time it is called. If processes share your store, return two over
 * the same data, one for each of the machines: the checks call both in turn, and only then can they
 * find that one process overwrites what another has written. If it has claims, let each store use
 * the clock of its machine: the checks halt one to see that its worker is replaced.
 */
export type CreateStore = (
  machines: readonly StoreMachine[],
) => OneOrSeveral | Promise<OneOrSeveral>;

/** How to check a store. */
export interface StoreCheckOptions {
  /**
   * How long one call of the store may take, in milliseconds. By default 4,000: less than the five
   * seconds after which vitest and jest give up a test. More than 200 calls are made at once, and a
   * check makes hundreds: if each takes long, raise this limit and that of the tests. `model.same`
   * stops making new sequences of calls after half of this limit.
   */
  readonly timeLimit?: number | undefined;
  /** How many random sequences of calls `model.same` makes. By default 250. */
  readonly runs?: number | undefined;
  /** The clock that limits are measured with. By default that of the system. */
  readonly clock?: Clock | undefined;
}

/** One promise of a store, as a check. */
export interface StoreCheck {
  /** `race.updates`. */
  readonly id: string;
  /** The promise, as one sentence. */
  readonly statement: string;
  /**
   * Resolves if the store keeps the promise. Rejects with BrokenStoreError if it does not; with
   * InvalidInputError if the store lacks a method or the options are invalid; as `createStore` does
   * if that rejects; and with TimeLimitError if `createStore` takes longer than the limit.
   */
  readonly check: (createStore: CreateStore, options?: StoreCheckOptions) => Promise<void>;
}

const lateHint =
  'if the store is only slow, raise the option timeLimit, such as check(createStore, { timeLimit: 30_000 }), and the limit of the test.';

/** A store breaks its contract. The message says which check has found what. */
export class BrokenStoreError extends Error {
  override readonly name = 'BrokenStoreError';
  /** The id of the check: `race.updates`. */
  readonly id: string;
  /** The promise, as one sentence. */
  readonly statement: string;
  /** The expected result of one call, in words. */
  readonly expected: string;
  /** The result seen instead, in words. */
  readonly seen: string;

  constructor(
    check: Pick<StoreCheck, 'id' | 'statement'>,
    found: { readonly expected: string; readonly seen: string },
    options?: ErrorOptions,
  ) {
    const { expected, seen } = found;
    const lines = [`${check.id}: ${check.statement}`, `  Expected: ${expected}`, `  Seen: ${seen}`];
    if (isInstanceOf(found, LateContradiction)) lines.push(`  Hint: ${lateHint}`);
    super(lines.join('\n'), options);
    this.id = check.id;
    this.statement = check.statement;
    this.expected = expected;
    this.seen = seen;
  }
}

/** The whole contract of a store; the checks about watchers apply only if it has `watch`. */
export const storeChecks: readonly StoreCheck[] = Object.freeze(
  [
    ...[...keepingChecks, ...updateChecks, ...listChecks, ...raceChecks, ...watchChecks],
    ...[...claimsChecks, modelCheck],
  ].map(storeCheckOf),
);

function storeCheckOf(written: CheckDefinition): StoreCheck {
  const { id, statement } = written;
  const check: StoreCheck['check'] = async (createStore, options = {}) => {
    await run(written, createStore, checkedStoreOptions(createStore, options));
  };
  return Object.freeze({ id, statement, check });
}

/**
 * Checks a store against the whole contract, check after check. Rejects with AggregateError, which
 * has a BrokenStoreError for each check that fails and a message that lists them all; and as a
 * single check does if the store or the options are invalid.
 */
export async function checkStore(
  createStore: CreateStore,
  options: StoreCheckOptions = {},
): Promise<void> {
  const errors: BrokenStoreError[] = [];
  const checked = checkedStoreOptions(createStore, options);
  for (const { check } of storeChecks) {
    await check(createStore, checked).catch((error: unknown) => {
      if (!isInstanceOf(error, BrokenStoreError)) throw error;
      errors.push(error);
    });
  }
  if (errors.length === 0) return;
  const broken = `${errors.length} of ${storeChecks.length} checks of the store failed.`;
  throw new AggregateError(errors, [broken, ...errors.map(({ message }) => message)].join('\n\n'));
}

async function run(
  written: CheckDefinition,
  createStore: CreateStore,
  limits: Pick<CheckContext, 'timeLimit' | 'clock' | 'runs'>,
): Promise<void> {
  const { timeLimit, clock } = limits;
  const unopened = new Set<unknown>();
  const openEach: CheckContext['openEach'] = async () => {
    try {
      const what = 'createStore, limited by the option timeLimit';
      const machines = [new MachineClock(clock), new MachineClock(clock)];
      const given = machines.map((each) => ({ clock: each }));
      const created = await within(timeLimit, what, async () => createStore(given), clock);
      return severalOf(created).map((store, index) => ({
        store: guarded(store, limits),
        clock: machines[index] ?? new MachineClock(clock),
      }));
    } catch (error) {
      unopened.add(error);
      throw error;
    }
  };
  const open: CheckContext['open'] = async () =>
    together((await openEach()).map(({ store }) => store));
  try {
    await written.run(await open(), { open, openEach, ...limits });
  } catch (cause) {
    if (unopened.has(cause)) throw cause;
    throw new BrokenStoreError(written, findingOf(cause), { cause });
  }
}

function severalOf(created: OneOrSeveral): readonly LifecycleStore[] {
  const several = Array.isArray(created) ? created : [created];
  if (several.length > 0) return several;
  const allowed = 'to return a store, or at least one in an array';
  throw new InvalidInputError({ field: 'createStore', value: created, allowed });
}

/** Any other error is due to a store that returns something other than pipelines. */
function findingOf(cause: unknown): { readonly expected: string; readonly seen: string } {
  if (isInstanceOf(cause, Contradiction)) return cause;
  const seen = shortened(readThrown(cause).text, 400);
  return { expected: 'the store to return valid pipelines', seen };
}

function checkedStoreOptions(createStore: unknown, options: StoreCheckOptions) {
  if (typeof createStore !== 'function') {
    const allowed = 'a function that returns a store';
    throw new InvalidInputError({ field: 'createStore', value: createStore, allowed });
  }
  const given = optionsOf(options, ['timeLimit', 'runs', 'clock'], 'a check of a store');
  const { timeLimit = 4_000, runs = 250, clock = systemClock } = given;
  throwFirst([
    ...positiveProblems('timeLimit', timeLimit, 'a positive integer: milliseconds'),
    ...positiveProblems('runs', runs, 'a positive integer'),
    ...clockProblems(clock),
  ]);
  return { timeLimit, runs, clock };
}

function positiveProblems(field: string, value: number, allowed: string): Problem[] {
  return Number.isSafeInteger(value) && value > 0 ? [] : [{ field, value, allowed }];
}
