/** The public types of the checks of a store, as exact as they are promised. Nothing here runs. */
import {
  BrokenStoreError,
  type CreateStore,
  checkStore,
  type StoreCheck,
  type StoreCheckOptions,
  type StoreMachine,
  storeChecks,
} from 'pipeline-lifecycle/testing';
import { describe, expectTypeOf, test } from 'vitest';
import type { Change, Pipeline } from '../../src/host/pipeline';
import type { LifecycleStore, Page } from '../../src/host/store';

declare const check: StoreCheck;
declare const store: LifecycleStore;

describe('a store under test', () => {
  test('is made at once or later, anew each time', () => {
    type Created = LifecycleStore | readonly LifecycleStore[];
    expectTypeOf<CreateStore>().toEqualTypeOf<
      (machines: readonly StoreMachine[]) => Created | Promise<Created>
    >();
    checkStore(() => store);
    checkStore(async () => store);
    checkStore(() => [store, store]);
    checkStore(async () => [store, store] as const);
    // @ts-expect-error: a store is not what makes one.
    checkStore(store);
    // @ts-expect-error: a store that cannot be read.
    checkStore(() => ({ create: store.create, list: store.list, update: store.update }));
  });

  test('has four functions, a fifth if it tells of changes, and a sixth for claims', () => {
    expectTypeOf<keyof LifecycleStore>().toEqualTypeOf<
      'create' | 'read' | 'list' | 'update' | 'watch' | 'watchesEveryWriter' | 'claims'
    >();
    const { watch: _, watchesEveryWriter: __, ...quiet } = store;
    expectTypeOf(quiet).toExtend<LifecycleStore>();
    expectTypeOf(store.create).toEqualTypeOf<(pipeline: Pipeline) => Promise<boolean>>();
    expectTypeOf(store.read).returns.resolves.toEqualTypeOf<Pipeline | undefined>();
    expectTypeOf(store.list).toEqualTypeOf<(page?: Page) => Promise<readonly Pipeline[]>>();
    expectTypeOf<LifecycleStore['watch']>().toEqualTypeOf<
      ((listener: (name: string) => void) => () => void) | undefined
    >();
    expectTypeOf(store.watchesEveryWriter).toEqualTypeOf<boolean | undefined>();
    // @ts-expect-error: a store does not change its mind.
    store.watchesEveryWriter = true;
  });

  test('gives back what the change makes, or undefined', () => {
    const counted = (pipeline: Pipeline): Change<number> => ({ pipeline, result: 1 });
    expectTypeOf(store.update('orders', counted)).resolves.toEqualTypeOf<number | undefined>();
    store.update('orders', () => ({ pipeline: null, result: null }));
    // @ts-expect-error: a change is made at once.
    store.update('orders', async (pipeline) => ({ pipeline, result: null }));
    // @ts-expect-error: a change says what is to be answered.
    store.update('orders', (pipeline) => ({ pipeline }));
  });
});

describe('the checks', () => {
  test('are a list, each with an id and a sentence', () => {
    expectTypeOf(storeChecks).toEqualTypeOf<readonly StoreCheck[]>();
    expectTypeOf<StoreCheck>().toEqualTypeOf<{
      readonly id: string;
      readonly statement: string;
      readonly check: (createStore: CreateStore, options?: StoreCheckOptions) => Promise<void>;
    }>();
  });

  test('are run one at a time, or all at once', () => {
    expectTypeOf(checkStore).toEqualTypeOf<StoreCheck['check']>();
    check.check(() => store, { timeLimit: 10_000 });
    check.check(() => store, { timeLimit: undefined, runs: 1_000 });
    // @ts-expect-error: milliseconds.
    check.check(() => store, { timeLimit: '10s' });
    // @ts-expect-error: no such option.
    checkStore(() => store, { timeout: 10_000 });
    // @ts-expect-error: a list that cannot be changed.
    storeChecks.push(check);
  });

  test('fail with what was expected and what was seen', () => {
    const error = {} as BrokenStoreError;
    expectTypeOf(error).toExtend<Error>();
    expectTypeOf<Pick<BrokenStoreError, 'id' | 'statement' | 'expected' | 'seen'>>().toEqualTypeOf<{
      readonly id: string;
      readonly statement: string;
      readonly expected: string;
      readonly seen: string;
    }>();
    expectTypeOf(BrokenStoreError).toBeConstructibleWith(check, { expected: 'a', seen: 'b' });
  });
});
