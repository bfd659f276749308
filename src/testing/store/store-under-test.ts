/**
 * A store under test: every call is limited in time, and one that rejects or does not settle is a
 * finding of its own. So the checks read like plain code over a store, and none of them can hang.
 */

import type { Change, Clock, LifecycleStore, Page, Pipeline } from '../../host';
import { monotonicTime } from '../../host/time';
import {
  callable,
  isInstanceOf,
  member,
  type Problem,
  readThrown,
  shortened,
  show,
  throwFirst,
} from '../../input';
import { randomOf } from '../random';
import { TimeLimitError, within } from '../timing';
import { guardedClaims } from './claims-under-test';
import {
  Contradiction,
  claim,
  claimIs,
  claimSame,
  type GuardedCall,
  LateContradiction,
} from './contradictions';
import type { MachineClock } from './machine-clock';

/** The surroundings of a check. */
export interface CheckContext {
  /** Opens a new, empty store; several over the same data are put together as one. */
  open(): Promise<LifecycleStore>;
  /** Opens a new, empty store, or several over the same data, each on a machine of its own. */
  openEach(): Promise<readonly OpenedMachine[]>;
  readonly clock: Clock;
  /** How long one call of the store may take, in milliseconds. */
  readonly timeLimit: number;
  /** How many random sequences of calls are made. */
  readonly runs: number;
}

/** A store on a machine of its own. */
export interface OpenedMachine {
  readonly store: LifecycleStore;
  readonly clock: MachineClock;
}

/** A check, before it is given to users. */
export interface CheckDefinition {
  readonly id: string;
  /** The promise, as one sentence. */
  readonly statement: string;
  readonly run: (store: LifecycleStore, context: CheckContext) => Promise<void>;
}

/** Throws Contradiction unless exactly this pipeline is read under its name and listed. */
export async function claimKept(store: LifecycleStore, pipeline: Pipeline): Promise<void> {
  const { name } = pipeline;
  claimSame(`the result of read('${name}')`, await store.read(name), pipeline);
  const listed = (await store.list()).find((each) => each.name === name);
  claimSame(`'${name}' in the result of list()`, listed, pipeline);
}

/** Throws Contradiction unless nothing is stored under this name. */
export async function claimGone(store: LifecycleStore, name: string): Promise<void> {
  claimIs(`the result of read('${name}')`, await store.read(name), undefined);
  const names = (await store.list()).map((each) => each.name);
  claim(!names.includes(name), `list() to leave out '${name}'`, show(names));
}

/** Waits until this holds. Throws Contradiction once the time is up. */
export async function eventually(
  { timeLimit, clock }: CheckContext,
  expected: string,
  seen: () => string,
  holds: () => boolean,
): Promise<void> {
  const deadline = monotonicTime(clock) + timeLimit;
  while (!holds()) {
    if (monotonicTime(clock) >= deadline) {
      throw new LateContradiction(`${expected} within ${timeLimit} ms`, seen());
    }
    await clock.sleep(1);
  }
}

const needed = ['create', 'read', 'list', 'update'] as const;

/** The store, guarded. Throws InvalidInputError if it lacks a method. */
export function guarded(
  store: LifecycleStore,
  { timeLimit, clock }: Pick<CheckContext, 'timeLimit' | 'clock'>,
): LifecycleStore {
  throwFirst(storeProblems(store));
  const call: GuardedCall = (what, act) => settledWithin(what, act, timeLimit, clock);
  const { watch, watchesEveryWriter, claims } = store;
  return {
    create: (pipeline) => call(`create('${pipeline.name}')`, () => store.create(pipeline)),
    read: (name) => call(`read('${name}')`, () => store.read(name)),
    list: (page?: Page) => {
      const what = page === undefined ? 'list()' : `list(${JSON.stringify(page)})`;
      return call(what, async () => pipelinesOfPage(what, await store.list(page)));
    },
    update: (name, change) => guardedUpdate(store, name, change, call),
    ...(watch && { watch: (listener) => endOf(watch.call(store, listener)) }),
    watchesEveryWriter,
    ...(claims && {
      claims: async (options) =>
        guardedClaims(await call('claims()', () => claims.call(store, options)), call),
    }),
  };
}

/**
 * Puts stores over the same data together as one: each call goes to any of them, as if a client
 * asked several processes. A change is told by each of them.
 */
export function together(stores: readonly LifecycleStore[]): LifecycleStore {
  // Not one after the other: each name could always come to the same store.
  const random = randomOf(1);
  const any = () => random.pick(stores);
  const watches = stores.flatMap(({ watch }) => (watch === undefined ? [] : [watch]));
  const watch: LifecycleStore['watch'] = (listener) => {
    const ends = watches.map((each) => each(listener));
    return () => {
      for (const end of ends) end();
    };
  };
  return {
    create: (pipeline) => any().create(pipeline),
    read: (name) => any().read(name),
    list: (page) => any().list(page),
    update: (name, change) => any().update(name, change),
    ...(watches.length === stores.length && { watch }),
  };
}

function storeProblems(value: unknown): Problem[] {
  if (typeof value !== 'object' || value === null) {
    return [{ field: 'store', value, allowed: `an object with ${needed.join(', ')}` }];
  }
  // The functions may be those of a class.
  const store = value as Partial<LifecycleStore>;
  const optional = (['watch', 'claims'] as const).filter((name) => store[name] !== undefined);
  const names = [...needed, ...optional];
  return [
    ...names.flatMap((name) => callable(`store.${name}`, store[name])),
    ...member('store.watchesEveryWriter', store.watchesEveryWriter, [true, false, undefined]),
  ];
}

async function settledWithin<Value>(
  what: string,
  act: () => Promise<Value>,
  timeLimit: number,
  clock: Clock,
): Promise<Value> {
  try {
    return await within(timeLimit, what, act, clock);
  } catch (cause) {
    if (isInstanceOf(cause, Contradiction)) throw cause;
    if (isInstanceOf(cause, TimeLimitError)) {
      const expected = `${what} to settle within ${timeLimit} ms`;
      throw new LateContradiction(expected, 'it did not', { cause });
    }
    throw new Contradiction(`${what} to resolve`, `it rejected with ${errorTextOf(cause)}`, {
      cause,
    });
  }
}

/** An error thrown by the change is the caller's own, and is passed on as it is. */
async function guardedUpdate<Result>(
  store: LifecycleStore,
  name: string,
  change: (pipeline: Pipeline) => Change<Result>,
  call: GuardedCall,
): Promise<Result | undefined> {
  const thrown: unknown[] = [];
  const noting = (pipeline: Pipeline) => {
    try {
      return change(pipeline);
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  };
  try {
    return await call(`update('${name}')`, () => store.update(name, noting));
  } catch (error) {
    const { cause } = error as Error;
    throw thrown.includes(cause) ? cause : error;
  }
}

function pipelinesOfPage(what: string, seen: unknown): readonly Pipeline[] {
  const all: readonly unknown[] | undefined = Array.isArray(seen) ? Array.from(seen) : undefined;
  const isList = all?.every((each) => typeof (each as Pipeline | null)?.name === 'string');
  claim(isList === true, `${what} to resolve with an array of pipelines`, show(seen));
  return seen as readonly Pipeline[];
}

function endOf(end: unknown): () => void {
  claim(typeof end === 'function', 'watch to return a function', show(end));
  return end as () => void;
}

function errorTextOf(cause: unknown): string {
  return shortened(isInstanceOf(cause, Error) ? readThrown(cause).text : show(cause), 400);
}
