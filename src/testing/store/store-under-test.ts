/**
 * A store under test: every call is limited in time, and one that rejects or does not settle is a
 * finding of its own. So the checks read like plain code over a store, and none of them can hang.
 */

import type { Change, Clock, LifecycleStore, Page, Pipeline } from '../../host';
import { monotonicTime } from '../../host/time';
import {
  callable,
  differenceOf,
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

/** The surroundings of a check. */
export interface CheckContext {
  /** Opens a new, empty store; several over the same data are put together as one. */
  open(): Promise<LifecycleStore>;
  /** Opens a new, empty store, or several over the same data, each by itself. */
  openEach(): Promise<readonly LifecycleStore[]>;
  readonly clock: Clock;
  /** How long one call of the store may take, in milliseconds. */
  readonly timeLimit: number;
}

/** A check, before it is given to users. */
export interface CheckDefinition {
  readonly id: string;
  /** The promise, as one sentence. */
  readonly statement: string;
  readonly run: (store: LifecycleStore, context: CheckContext) => Promise<void>;
}

/** Something was seen of a store that is not as expected. */
export class Contradiction extends Error {
  override readonly name: string = 'Contradiction';
  readonly expected: string;
  readonly seen: string;

  constructor(expected: string, seen: string, options?: ErrorOptions) {
    super(`Expected ${expected}, seen: ${seen}`, options);
    this.expected = expected;
    this.seen = seen;
  }
}

/** Something was not seen within the time limit. */
export class LateContradiction extends Contradiction {
  override readonly name = 'LateContradiction';
}

/** Throws Contradiction unless this holds. */
export function claim(holds: boolean, expected: string, seen: string): asserts holds {
  if (!holds) throw new Contradiction(expected, seen);
}

/** Throws Contradiction unless the value seen is the very value expected. */
export function claimIs(what: string, seen: unknown, expected: unknown): void {
  claim(Object.is(seen, expected), `${what} to be ${show(expected)}`, show(seen));
}

/** Throws Contradiction, with the first difference, unless both values have the same content. */
export function claimSame(what: string, seen: unknown, expected: unknown): void {
  const difference = differenceOf(seen, expected);
  if (difference === undefined) return;
  const { path, one, other } = difference;
  const where = path === '' ? what : `${what.replace(/,$/, '')}, at ${path},`;
  throw new Contradiction(`${where} to be ${show(other)}`, show(one));
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
  const call = <Value>(what: string, act: () => Promise<Value>) =>
    settledWithin(what, act, timeLimit, clock);
  const { watch, watchesEveryWriter } = store;
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
  const names = store.watch === undefined ? needed : [...needed, 'watch' as const];
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
  call: <Value>(what: string, act: () => Promise<Value>) => Promise<Value>,
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
