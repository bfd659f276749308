/**
 * A store against the simplest possible one, a Map: whatever is called in whatever order, one call
 * after the other, both must answer the same.
 */

import fc from 'fast-check';
import {
  applyAction,
  applyObservation,
  type Change,
  type LifecycleStore,
  type Page,
  type Pipeline,
} from '../../host';
import { monotonicTime } from '../../host/time';
import { fieldsOf, isInstanceOf, readThrown } from '../../input';
import { type Action, toRequest } from '../../lifecycle';
import { anyAction, anyObservation } from '../arbitraries';
import { printing } from '../script';
import { Contradiction, claimIs, claimSame, LateContradiction } from './contradictions';
import { fresh, timeAt } from './sample-pipelines';
import type { CheckDefinition } from './store-under-test';

type Model = Map<string, Pipeline>;

/** One call, of the store and of the model alike. */
interface StoreCall {
  readonly run: (store: LifecycleStore, model: Model) => Promise<void>;
}

const names = ['a', 'B', '_', '-', 'a-1', 'a1'];
/** The pages listed at the end: everything the calls have left shows in one of these. */
const lastPages: readonly Page[] = [{}, { limit: 1 }, { limit: 2 }, { after: 'B', limit: 1 }];
const anyName = fc.constantFrom(...names);
const anyMoment = fc.nat({ max: 9_999 });

/** Shrinks a sequence of calls that the store and a Map answer differently to the shortest one. */
export const modelCheck: CheckDefinition = {
  id: 'model.same',
  statement: 'Whatever is called, one call after the other, the store answers as a Map would.',
  run: async (_, context) => {
    const { clock, timeLimit, runs } = context;
    const deadline = monotonicTime(clock) + timeLimit / 2;
    const details = await fc.check(
      fc.asyncProperty(fc.array(anyStoreCall(), { maxLength: 40, size: 'max' }), async (calls) => {
        // A slow store is called fewer times; so is one that fails, while the failure is shrunk.
        if (monotonicTime(clock) > deadline) return;
        await compare(await context.open(), calls);
      }),
      { numRuns: runs },
    );
    if (details.failed) throw foundBy(details);
  },
};

async function compare(store: LifecycleStore, calls: readonly StoreCall[]): Promise<void> {
  const model: Model = new Map();
  for (const call of calls) await call.run(store, model);
  for (const page of lastPages) await listing(page).run(store, model);
}

/** The finding, with the calls that lead to it; any other error is passed on as it is. */
function foundBy(details: fc.RunDetails<[StoreCall[]]>): unknown {
  const { errorInstance: error, counterexample, seed, counterexamplePath: path } = details;
  if (!isInstanceOf(error, Contradiction)) return error ?? new Error('The calls were interrupted.');
  const calls = counterexample?.[0].map(String).join('; ');
  const replay = `seed ${seed}, path "${path}"`;
  const Kind = isInstanceOf(error, LateContradiction) ? LateContradiction : Contradiction;
  return new Kind(error.expected, `${error.seen}, after: ${calls} (${replay})`, {
    cause: error,
  });
}

function anyStoreCall(): fc.Arbitrary<StoreCall> {
  const name = anyName;
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(name, anyMoment).map((each) => creating(...each)) },
    { weight: 4, arbitrary: fc.tuple(name, anyAction(), anyMoment).map((each) => acting(...each)) },
    { weight: 4, arbitrary: anyStoredReport() },
    { weight: 2, arbitrary: name.map(reading) },
    { weight: 3, arbitrary: anyPage().map(listing) },
    { weight: 2, arbitrary: name.map(removing) },
    { weight: 1, arbitrary: name.map(throwing) },
  );
}

function anyStoredReport(): fc.Arbitrary<StoreCall> {
  return fc.tuple(anyName, anyObservation(), anyMoment).map(([name, observation, moment]) =>
    updating(name, `report ${observation.type}`, (pipeline) => {
      const { pipeline: next, result } = applyObservation(pipeline, observation, {
        now: timeAt(moment),
      });
      return { pipeline: next, result: result.rule };
    }),
  );
}

function anyPage(): fc.Arbitrary<Page> {
  const after = fc.constantFrom(...names, '--', 'A', 'a0', 'z');
  return fc.record(
    { after, limit: fc.nat({ max: 4 }) },
    { requiredKeys: [], noNullPrototype: true },
  );
}

function creating(name: string, moment: number): StoreCall {
  const pipeline = fresh(name, moment);
  return callOf(`create '${name}' (${moment})`, async (store, model) => {
    const isNew = !model.has(name);
    claimIs(`create('${name}')`, await store.create(pipeline), isNew);
    if (isNew) model.set(name, pipeline);
  });
}

function acting(name: string, action: Action, moment: number): StoreCall {
  return updating(name, toRequest(action), (pipeline) => {
    const context = { capabilities: {}, now: timeAt(moment) };
    const { pipeline: next, result } = applyAction(pipeline, action, context);
    return { pipeline: next, result: result.rule };
  });
}

const removing = (name: string): StoreCall =>
  updating(name, 'remove', () => ({ pipeline: null, result: 'removed' }));

function throwing(name: string): StoreCall {
  return updating(name, 'throw', (pipeline) => {
    throw new Error(`thrown at ${pipeline.deployment.status}`);
  });
}

function updating(
  name: string,
  what: string,
  change: (pipeline: Pipeline) => Change<string>,
): StoreCall {
  return callOf(`update '${name}' (${what})`, async (store, model) => {
    const before = model.get(name);
    const expected = before && storeOutcomeOf(() => change(before));
    const seen = await store.update(name, change).catch((error: unknown) => {
      if (isInstanceOf(error, Contradiction)) throw error;
      return `threw ${readThrown(error).text}`;
    });
    claimSame(`update('${name}')`, seen, expected?.result);
    if (expected?.pipeline === null) model.delete(name);
    else if (expected?.pipeline !== undefined) model.set(name, expected.pipeline);
  });
}

/** The return value of a change, or only a text if it throws. */
function storeOutcomeOf(change: () => Change<string>): Partial<Change<string>> {
  try {
    return change();
  } catch (error) {
    return { result: `threw ${readThrown(error).text}` };
  }
}

function reading(name: string): StoreCall {
  return callOf(`read '${name}'`, async (store, model) =>
    claimSame(`read('${name}')`, await store.read(name), model.get(name)),
  );
}

function listing(page: Page): StoreCall {
  const { after, limit }: Page = fieldsOf(page, 'page');
  const text = `list(${JSON.stringify(page)})`;
  return callOf(text, async (store, model) => {
    const sorted = [...model.keys()].sort().filter((name) => after === undefined || name > after);
    const expected = sorted.slice(0, limit).map((name) => model.get(name));
    claimSame(text, await store.list(page), expected);
  });
}

function callOf(text: string, run: StoreCall['run']): StoreCall {
  return printing({ run }, text);
}
