/** The public types of pipelines and stores of `pipeline-lifecycle/host`. Nothing here runs. */
import type { Action, Decision, Deployment, Observation, Outcome } from 'pipeline-lifecycle';
import { observe } from 'pipeline-lifecycle';
import {
  applyAction,
  applyObservation,
  type Change,
  createPipeline,
  type LifecycleStore,
  memoryStore,
  type Page,
  type Pipeline,
  parsePipeline,
  StoreConflictError,
  type VersionedRow,
  type VersionedTable,
  versionedStore,
  type WireField,
} from 'pipeline-lifecycle/host';
import { describe, expectTypeOf, test } from 'vitest';

declare const store: LifecycleStore;
declare const pipeline: Pipeline;
declare const table: VersionedTable<string>;

describe('a pipeline', () => {
  test('is a deployment with a name and times', () => {
    expectTypeOf<Pipeline>().toEqualTypeOf<{
      readonly format: 2;
      readonly name: string;
      readonly id: string;
      readonly revision: number;
      readonly createdAt: string;
      readonly deployment: Deployment;
      readonly since: Readonly<Record<WireField, string>>;
    }>();
    expectTypeOf<WireField>().toEqualTypeOf<
      | ('deployment_status' | 'deployment_desired_status' | 'deployment_error')
      | ('deployment_resources_status' | 'deployment_resources_desired_status')
      | ('deployment_initial' | 'bootstrap_policy')
    >();
    expectTypeOf(createPipeline).toEqualTypeOf<
      (name: string, context: { readonly now: number; readonly id: string }) => Pipeline
    >();
    expectTypeOf(parsePipeline).toEqualTypeOf<(value: unknown) => Pipeline>();
    // @ts-expect-error: the time is in milliseconds.
    createPipeline('orders', { now: new Date(), id: 'orders-1' });
    // @ts-expect-error: it is frozen.
    pipeline.since.deployment_status = '';
  });

  test('is changed for a store, with a result', () => {
    expectTypeOf<Change<number>>().toEqualTypeOf<{
      readonly pipeline: Pipeline | null;
      readonly result: number;
    }>();
    const action: Action = { type: 'start' };
    const context = { capabilities: {}, now: 0 };
    expectTypeOf(applyAction(pipeline, action, context)).toEqualTypeOf<Change<Decision>>();
    applyAction(pipeline, action, { ...context, decide: undefined });
    const observation: Observation = { type: 'provisioning', generation: 1 };
    const taken = applyObservation(pipeline, observation, { now: 0, observe });
    expectTypeOf(taken).toEqualTypeOf<Change<Outcome>>();
    expectTypeOf(store.update('orders', (each) => applyAction(each, action, context)))
      .resolves //
      .toEqualTypeOf<Decision | undefined>();
    // @ts-expect-error: a change has a result.
    ({ pipeline }) satisfies Change<number>;
    // @ts-expect-error: capabilities have no default here.
    applyAction(pipeline, action, { now: 0 });
    // @ts-expect-error: the time is a parameter.
    applyObservation(pipeline, observation, {});
    // @ts-expect-error: no such action.
    applyAction(pipeline, { type: 'strat' }, context);
  });
});

describe('a store', () => {
  test('is made over a table with versions of any type', () => {
    expectTypeOf(memoryStore).toEqualTypeOf<() => LifecycleStore>();
    expectTypeOf(versionedStore(table, { attempts: 3 })).toEqualTypeOf<LifecycleStore>();
    versionedStore(table, { backoff: { max: 50 }, turnLimit: 1_000, random: () => 0 });
    versionedStore({ ...table, watch: (listener) => () => listener('orders') });
    // @ts-expect-error: watching must have an end.
    versionedStore({ ...table, watch: () => {} });
    expectTypeOf<Page>().toEqualTypeOf<{
      readonly after?: string | undefined;
      readonly limit?: number | undefined;
    }>();
    expectTypeOf(table.read).returns.resolves.toEqualTypeOf<
      VersionedRow<string> | null | undefined
    >();
    expectTypeOf<VersionedRow<string>>().toEqualTypeOf<{
      readonly pipeline: unknown;
      readonly version: string;
    }>();
    const { remove: _, ...withoutRemove } = table;
    // @ts-expect-error: `remove` is missing.
    versionedStore(withoutRemove);
    // @ts-expect-error: versions of two types cannot be compared.
    versionedStore({ ...table, replace: async (_name, _pipeline, version: number) => version > 0 });
    // @ts-expect-error: a write returns a boolean.
    versionedStore({ ...table, insert: async () => {} });
  });
});

test('a conflict is told apart by its class', () => {
  const caught: unknown = undefined;
  if (caught instanceof StoreConflictError) {
    expectTypeOf(caught.pipeline).toEqualTypeOf<string>();
    expectTypeOf(caught.attempts).toEqualTypeOf<number>();
  }
});
