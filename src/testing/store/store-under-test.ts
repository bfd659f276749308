/**
 * A store under test: every call of it is bounded in time, and one that rejects, or does not settle, is a
 * finding of its own. So the checks read like plain code over a store, and none of them can hang.
 */

import type { Change, LifecycleStore, Page, Pipeline } from '../../host';
import { differenceOf, shortened, show, throwFirst } from '../../input';
import { systemClock, TimeLimitError, within } from '../timing';

/** What a check works with. */
export interface Bench {
  /** A new, empty store. */
  open(): Promise<LifecycleStore>;
  /** How long one call of the store may take, in milliseconds. */
  readonly timeLimit: number;
}

/** One check, as it is written down. */
export interface CheckOfStore {
  readonly id: string;
  /** What must hold, as one sentence. */
  readonly statement: string;
  readonly run: (store: LifecycleStore, bench: Bench) => Promise<void>;
}

/** What was expected of a store, and what was seen. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
  readonly expected: string;
  readonly seen: string;

  constructor(expected: string, seen: string, options?: ErrorOptions) {
    super(`Expected ${expected}, seen: ${seen}`, options);
    this.expected = expected;
    this.seen = seen;
  }
}

/** Throws Contradiction unless this holds. */
export function claim(holds: boolean, expected: string, seen: string): asserts holds {
  if (!holds) throw new Contradiction(expected, seen);
}

/** Throws Contradiction unless `what` is this value itself. */
export function claimIs(what: string, seen: unknown, expected: unknown): void {
  claim(Object.is(seen, expected), `${what} to be ${show(expected)}`, show(seen));
}

/** Throws Contradiction, which names the first difference, unless `what` says the same as this. */
export function claimSame(what: string, seen: unknown, expected: unknown): void {
  const difference = differenceOf(seen, expected);
  if (difference === undefined) return;
  const { path, one, other } = difference;
  const where = path === '' ? what : `${what.replace(/,$/, '')}, at ${path},`;
  throw new Contradiction(`${where} to be ${show(other)}`, show(one));
}

/** Throws Contradiction unless exactly this pipeline is kept under its name, alone and in the list. */
export async function claimKept(store: LifecycleStore, pipeline: Pipeline): Promise<void> {
  const { name } = pipeline;
  claimSame(`what read('${name}') gives`, await store.read(name), pipeline);
  const listed = (await store.list()).find((each) => each.name === name);
  claimSame(`'${name}' in what list() gives`, listed, pipeline);
}

/** Throws Contradiction unless nothing is kept under this name. */
export async function claimGone(store: LifecycleStore, name: string): Promise<void> {
  claimIs(`what read('${name}') gives`, await store.read(name), undefined);
  const names = (await store.list()).map((each) => each.name);
  claim(!names.includes(name), `list() to leave out '${name}'`, show(names));
}

/** Waits until this holds, or throws Contradiction once the time is up. */
export async function eventually(
  { timeLimit }: Bench,
  expected: string,
  seen: () => string,
  holds: () => boolean,
): Promise<void> {
  const deadline = systemClock.now() + timeLimit;
  while (!holds()) {
    claim(systemClock.now() < deadline, `${expected} within ${timeLimit} ms`, seen());
    await systemClock.sleep(1);
  }
}

const needed = ['create', 'read', 'list', 'update'] as const;

/** The store, guarded. Throws InvalidInputError for what is none. */
export function guarded(store: LifecycleStore, timeLimit: number): LifecycleStore {
  throwFirst(problemsOf(store));
  const call = <Value>(what: string, act: () => Promise<Value>) => settled(what, act, timeLimit);
  const { watch } = store;
  return {
    create: (pipeline) => call(`create('${pipeline.name}')`, () => store.create(pipeline)),
    read: (name) => call(`read('${name}')`, () => store.read(name)),
    list: (page?: Page) => {
      const what = page === undefined ? 'list()' : `list(${JSON.stringify(page)})`;
      return call(what, async () => listOf(what, await store.list(page)));
    },
    update: (name, change) => guardedUpdate(store, name, change, call),
    ...(watch && { watch: (listener) => endOf(watch.call(store, listener)) }),
  };
}

function problemsOf(value: unknown) {
  if (typeof value !== 'object' || value === null) {
    return [{ field: 'store', value, allowed: `an object with ${needed.join(', ')}` }];
  }
  const { watch, ...store } = pick(value as Readonly<Record<string, unknown>>);
  const fields = watch === undefined ? store : { ...store, watch };
  return Object.entries(fields)
    .filter(([, found]) => typeof found !== 'function')
    .map(([name, found]) => ({ field: `store.${name}`, value: found, allowed: 'a function' }));
}

/** The functions may be those of a class. */
function pick(store: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...needed, 'watch'].map((name) => [name, store[name]]));
}

async function settled<Value>(
  what: string,
  act: () => Promise<Value>,
  timeLimit: number,
): Promise<Value> {
  try {
    return await within(timeLimit, what, act);
  } catch (cause) {
    if (cause instanceof Contradiction) throw cause;
    if (cause instanceof TimeLimitError) {
      throw new Contradiction(`${what} to settle within ${timeLimit} ms`, 'it did not', { cause });
    }
    throw new Contradiction(`${what} to resolve`, `it rejected with ${textOf(cause)}`, { cause });
  }
}

/** What a change throws is the caller's own, and comes through as it is. */
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

function listOf(what: string, seen: unknown): readonly Pipeline[] {
  const all: readonly unknown[] | undefined = Array.isArray(seen) ? Array.from(seen) : undefined;
  const isList = all?.every((each) => typeof (each as Pipeline | null)?.name === 'string');
  claim(isList === true, `${what} to give an array of pipelines`, show(seen));
  return seen as readonly Pipeline[];
}

function endOf(end: unknown): () => void {
  claim(typeof end === 'function', 'watch to give a function', show(end));
  return end as () => void;
}

function textOf(cause: unknown): string {
  return shortened(cause instanceof Error ? String(cause) : show(cause), 400);
}
