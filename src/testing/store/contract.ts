/**
 * What is expected of a store, as checks, each to be a test of its own, in any test framework:
 *
 *     for (const { id, check } of storeChecks) test(id, () => check(createMyStore));
 *
 * They are what the comments of `LifecycleStore` say, put to the test: one call after the other, many calls
 * at once, and calls by chance against a Map. Each begins with a new, empty store. Nothing hangs: a call that
 * does not settle is a finding, too.
 */
import type { LifecycleStore } from '../../host';
import { isFields, type Problem, shortened, throwFirst, unknownFields } from '../../input';
import { within } from '../timing';
import { checksOfLists } from './checks-of-lists';
import { checksOfKeeping, checksOfUpdates } from './checks-of-one';
import { checksOfRaces } from './checks-of-races';
import { checksOfWatching } from './checks-of-watching';
import { checkOfModel } from './model';
import { type Bench, type CheckOfStore, Contradiction, guarded } from './store-under-test';

/** Makes a new, empty store, each time that it is called. */
export type CreateStore = () => LifecycleStore | Promise<LifecycleStore>;

/** What a store is checked with. */
export interface StoreCheckOptions {
  /**
   * How long one call of the store may take, in milliseconds. By default 4,000: less than the five seconds
   * after which vitest and jest give up a test. More than 200 calls are made at once, and a check makes
   * hundreds: where each takes long, raise this limit and that of the tests.
   */
  readonly timeLimit?: number | undefined;
}

/** One thing that is expected of a store, as a check. */
export interface StoreCheck {
  /** `race.updates`. */
  readonly id: string;
  /** What must hold, as one sentence. */
  readonly statement: string;
  /**
   * Resolves where the store does as it is expected to. Rejects with BrokenStoreError where it does not; with
   * InvalidInputError for what is no store, and for malformed options; and as `createStore` does, with
   * TimeLimitError where that takes longer than the limit.
   */
  readonly check: (createStore: CreateStore, options?: StoreCheckOptions) => Promise<void>;
}

/** A store does not do what is expected of one. The message says which check has found what. */
export class BrokenStoreError extends Error {
  override readonly name = 'BrokenStoreError';
  /** The check that has found it: `race.updates`. */
  readonly id: string;
  /** What must hold. */
  readonly statement: string;
  /** What was expected of one call, in words. */
  readonly expected: string;
  /** What was seen instead, in words. */
  readonly seen: string;

  constructor(
    check: Pick<StoreCheck, 'id' | 'statement'>,
    found: { readonly expected: string; readonly seen: string },
    options?: ErrorOptions,
  ) {
    const { expected, seen } = found;
    const lines = [`${check.id}: ${check.statement}`, `  Expected: ${expected}`, `  Seen: ${seen}`];
    super(lines.join('\n'), options);
    this.id = check.id;
    this.statement = check.statement;
    this.expected = expected;
    this.seen = seen;
  }
}

/** All that is expected of a store; what watchers are told of only where it has `watch`. */
export const storeChecks: readonly StoreCheck[] = Object.freeze(
  [
    ...checksOfKeeping,
    ...checksOfUpdates,
    ...checksOfLists,
    ...checksOfRaces,
    ...checksOfWatching,
    checkOfModel,
  ].map(checkOf),
);

function checkOf(written: CheckOfStore): StoreCheck {
  const { id, statement } = written;
  const check: StoreCheck['check'] = async (createStore, options = {}) => {
    throwFirst(problemsOf(createStore, options));
    await run(written, createStore, options.timeLimit ?? 4_000);
  };
  return Object.freeze({ id, statement, check });
}

/**
 * Checks a store against all that is expected of one, check after check. Rejects with AggregateError, with a
 * BrokenStoreError for each check that fails, whose message lists them all; and as a single check does for
 * what is no store.
 */
export async function checkStore(
  createStore: CreateStore,
  options: StoreCheckOptions = {},
): Promise<void> {
  const errors: BrokenStoreError[] = [];
  for (const { check } of storeChecks) {
    await check(createStore, options).catch((error: unknown) => {
      if (!(error instanceof BrokenStoreError)) throw error;
      errors.push(error);
    });
  }
  if (errors.length === 0) return;
  const broken = `${errors.length} of ${storeChecks.length} checks of the store have failed.`;
  throw new AggregateError(errors, [broken, ...errors.map(({ message }) => message)].join('\n\n'));
}

async function run(
  written: CheckOfStore,
  createStore: CreateStore,
  timeLimit: number,
): Promise<void> {
  const unopened = new Set<unknown>();
  const open: Bench['open'] = async () => {
    try {
      return guarded(await within(timeLimit, 'createStore', async () => createStore()), timeLimit);
    } catch (error) {
      unopened.add(error);
      throw error;
    }
  };
  try {
    await written.run(await open(), { open, timeLimit });
  } catch (cause) {
    if (unopened.has(cause)) throw cause;
    throw new BrokenStoreError(written, findingOf(cause), { cause });
  }
}

/** What is no finding of a check comes of a store that gives out what is no pipeline. */
function findingOf(cause: unknown): { readonly expected: string; readonly seen: string } {
  if (cause instanceof Contradiction) return cause;
  const seen = shortened(String(cause), 400);
  return { expected: 'pipelines that can be worked with', seen };
}

function problemsOf(createStore: unknown, options: unknown): Problem[] {
  if (typeof createStore !== 'function') {
    return [{ field: 'createStore', value: createStore, allowed: 'a function that gives a store' }];
  }
  if (!isFields(options)) {
    return [{ field: 'options', value: options, allowed: 'an object' }];
  }
  const { timeLimit = 1 } = options;
  const isLimit = Number.isSafeInteger(timeLimit) && (timeLimit as number) > 0;
  const allowed = 'a positive integer: milliseconds';
  return [
    ...unknownFields(options, ['timeLimit'], 'the checks of a store'),
    ...(isLimit ? [] : [{ field: 'timeLimit', value: timeLimit, allowed }]),
  ];
}
