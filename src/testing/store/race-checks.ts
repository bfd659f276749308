/**
 * Checks of a store with many simultaneous calls: nothing is lost, nothing is seen that was not
 * written, and no change reaches another pipeline than its own.
 *
 * It is a matter of chance whether two calls really meet. So each check makes a hundred attempts or
 * more, and relies only on what must hold in whatever order the calls take effect.
 */
import type { Clock, LifecycleStore, Pipeline } from '../../host';
import { claim, claimIs, claimSame } from './contradictions';
import { counted, countOf, fresh, running } from './sample-pipelines';
import { type CheckDefinition, claimKept } from './store-under-test';

const increments = 200;

/** Checks of simultaneous calls. */
export const raceChecks: readonly CheckDefinition[] = [
  {
    id: 'race.create',
    statement:
      'If many create the same name at once, exactly one is told true, and its pipeline is kept.',
    async run(store) {
      await all(20, async (group) => {
        const name = `pipeline-${group}`;
        const told = await all(10, (each) => store.create(fresh(name, each)));
        const winners = told.flatMap((isNew, each) => (isNew === true ? [each] : []));
        claim(
          winners.length === 1,
          `one of 10 calls of create('${name}') to give true`,
          `${winners.length} did`,
        );
        await claimKept(store, fresh(name, winners[0]));
      });
    },
  },
  {
    id: 'race.updates',
    statement: `Of ${increments} simultaneous updates none is lost, and each result matches what was written.`,
    async run(store, { clock }) {
      const { written, stands } = await increment(store, running('orders'), clock);
      claimIs(`the count after ${increments} increments`, countOf(stands), increments);
      claimChain(running('orders'), written);
    },
  },
  {
    id: 'race.readers',
    statement:
      'Reads, lists and changes see only what was written, and never anything older than before.',
    async run(store, { clock }) {
      const { written, given, read, readBack } = await increment(store, running('orders'), clock);
      const known = new Map(written.map(({ after }) => [markOf(after), after]));
      known.set(markOf(running('orders')), running('orders'));
      claimKnown('change', given, known);
      claimKnown('a reader', read, known);
      const counts = read.map(countOf);
      const back = counts.findIndex((count, index) => count < (counts[index - 1] ?? 0));
      const seen = `${counts[back]} after ${counts[back - 1]}`;
      claim(back === -1, 'one read after another never to see an older count', seen);
      const late = readBack.find((each) => each.seen < each.written);
      const expected = `read, once the update to ${late?.written} has resolved, to see that count`;
      claim(late === undefined, expected, `${late?.seen}`);
    },
  },
  {
    id: 'race.apart',
    statement: 'Simultaneous updates of different pipelines do not affect each other.',
    async run(store) {
      const names = ['orders', 'Orders', 'orders-1', 'orders_1'];
      for (const name of [...names, 'bystander']) await store.create(running(name));
      await all(increments, async (each) => {
        const name = names[each % names.length] as string;
        await store.update(name, (before) => ({ pipeline: counted(before), result: null }));
      });
      for (const name of names) {
        const seen = countOf(await store.read(name));
        claimIs(`the count of '${name}'`, seen, increments / names.length);
      }
      await claimKept(store, running('bystander'));
    },
  },
  {
    id: 'race.removal',
    statement: 'If many remove a pipeline at once, one succeeds, and no update brings it back.',
    async run(store) {
      await all(20, async (group) => {
        const name = `pipeline-${group}`;
        await store.create(running(name));
        const results = await all(10, (each) =>
          store.update<string>(name, (before) =>
            each % 3 === 2
              ? { pipeline: null, result: 'removed' }
              : { pipeline: counted(before, each), result: 'counted' },
          ),
        );
        claimIs(`what stands of '${name}', which was removed,`, await store.read(name), undefined);
        const removals = results.filter((result) => result === 'removed').length;
        claim(removals === 1, `one of 3 removals of '${name}' to succeed`, `${removals} did`);
      });
      claimIs('the length of list(), once all are removed,', (await store.list()).length, 0);
    },
  },
  {
    id: 'race.reborn',
    statement:
      'An update that was decided for a removed pipeline is not written to a new one of the same name.',
    async run(store) {
      await all(100, async (each) => {
        const [first, second] = [running(`pipeline-${each}`, 1), running(`pipeline-${each}`, 2)];
        await store.create(first);
        const race = await reborn(store, second);
        const stands = await store.read(first.name);
        const expected = race === second.id ? counted(second) : second;
        const what = `what stands of '${first.name}', which was removed and created again,`;
        claimSame(what, stands, expected);
      });
    },
  },
];

/**
 * Removes a pipeline and creates it again during an update. Resolves with the id of the one that
 * was updated, if any.
 */
async function reborn(store: LifecycleStore, second: Pipeline): Promise<string | undefined> {
  const { name } = second;
  let race: Promise<string | undefined> | undefined;
  const update = () =>
    store.update(name, (before) => ({ pipeline: counted(before), result: before.id }));
  await store.update(name, () => {
    // Begins once the removal is decided, but not within the decision, which must be pure.
    race ??= Promise.resolve().then(update);
    race.catch(() => {});
    return { pipeline: null, result: null };
  });
  claimIs(`create('${name}'), which was removed,`, await store.create(second), true);
  return race;
}

interface Written {
  readonly before: Pipeline;
  readonly after: Pipeline;
}

/** Counts up by many simultaneous updates, some of which change nothing, while a reader reads. */
async function increment(store: LifecycleStore, first: Pipeline, clock: Clock) {
  const { name } = first;
  await store.create(first);
  const written: Written[] = [];
  const given: Pipeline[] = [];
  const readBack: { readonly written: number; readonly seen: number }[] = [];
  let mark = 100;
  const update = async (each: number) => {
    const result = await store.update<Written | null>(name, (before) => {
      given.push(before);
      // A store that writes back what it has read undoes what was written meanwhile.
      if (each % 5 === 4) return { pipeline: before, result: null };
      mark += 1;
      const after = counted(before, mark);
      return { pipeline: after, result: { before, after } };
    });
    if (result === null) return;
    claim(result !== undefined, `update('${name}') to give the result of the change`, 'undefined');
    written.push(result);
    readBack.push({ written: countOf(result.after), seen: countOf(await store.read(name)) });
  };
  const work = () => all((increments * 5) / 4, update);
  const read = await whileReading(store, name, work, clock);
  return { written, given, read, readBack, stands: await store.read(name) };
}

/** Everything a reader sees, in the list and by name in turn, until the work is done. */
async function whileReading(
  store: LifecycleStore,
  name: string,
  work: () => Promise<unknown>,
  clock: Clock,
): Promise<Pipeline[]> {
  const seen: Pipeline[] = [];
  let isDone = false;
  const reader = async () => {
    while (!isDone) {
      const listed = (await store.list()).find((each) => each.name === name);
      for (const each of [listed, await store.read(name)]) {
        claim(each !== undefined, `a reader to find '${name}'`, 'nothing');
        seen.push(each);
      }
      await clock.sleep(0);
    }
  };
  const working = work().finally(() => {
    isDone = true;
  });
  await allOf([working, reader()]);
  return seen;
}

/** Claims that each was made of the one before it: then all of them count, in one order. */
function claimChain(first: Pipeline, written: readonly Written[]): void {
  let stands = first;
  for (const { before, after } of [...written].sort(
    (a, b) => countOf(a.after) - countOf(b.after),
  )) {
    const what = `what the update to ${countOf(after)} was made of`;
    claim(markOf(before) === markOf(stands), `${what} to be what stood`, describeCount(before));
    stands = after;
  }
}

/** Claims that each is one of these, to the last detail. */
function claimKnown(
  who: string,
  seen: readonly Pipeline[],
  known: ReadonlyMap<string | undefined, Pipeline>,
): void {
  for (const each of seen) {
    const wrote = known.get(markOf(each));
    claim(wrote !== undefined, `${who} to see only what was written`, describeCount(each));
    claimSame(`what ${who} sees`, each, wrote);
  }
}

const markOf = ({ since }: Pipeline) => since?.deployment_initial;

const describeCount = (pipeline: Pipeline) => `the count ${countOf(pipeline)} of another attempt`;

/** Acts this many times at once. */
function all<Value>(count: number, act: (index: number) => Promise<Value>): Promise<Value[]> {
  return allOf(Array.from({ length: count }, (_, index) => act(index)));
}

/** Waits for all, even if one fails: nothing goes on behind the back of the next check. */
async function allOf<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  const outcomes = await Promise.allSettled(promises);
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure !== undefined) throw (failure as PromiseRejectedResult).reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<Value>).value);
}
