/**
 * Checks of a store that tells watchers of its changes. A store without `watch` passes: watching is
 * optional.
 *
 * A store may tell late. So it is judged that nothing was told only once a later change of another
 * pipeline was told.
 */
import type { LifecycleStore, Pipeline } from '../../host';
import { isSame } from '../../input';
import { claim, claimIs } from './contradictions';
import { counted, fresh, running } from './sample-pipelines';
import { type CheckContext, type CheckDefinition, eventually } from './store-under-test';

type Watching = LifecycleStore & Required<Pick<LifecycleStore, 'watch'>>;

/** How often each call is made that must not be told. */
const times = 10;

/** Checks of what watchers are told. */
export const watchChecks: readonly CheckDefinition[] = [
  {
    id: 'watch.told',
    statement: 'Watchers are told the name of each pipeline that is created, updated or removed.',
    run: ifWatchable(async (store, context) => {
      const calls = watched(store);
      for (const name of ['orders', '__proto__', 'x'.repeat(100)]) {
        await told(calls, name, 'the creation', context, () => store.create(running(name)));
        await told(calls, name, 'an update', context, () => countUp(store, name));
        await told(calls, name, 'the removal', context, () => removeFrom(store, name));
      }
    }),
  },
  {
    id: 'watch.readable',
    statement: 'When a watcher is told of a change, the change can be read.',
    run: ifWatchable(async (store, context) => {
      for (let round = 1; round <= 10; round += 1) {
        const name = `pipeline-${round}`;
        const created = running(name);
        await readable(store, name, created, context, () => store.create(created));
        const updated = counted(created);
        await readable(store, name, updated, context, () => countUp(store, name));
        await readable(store, name, undefined, context, () => removeFrom(store, name));
      }
    }),
  },
  {
    id: 'watch.quiet',
    statement: 'Watchers are told nothing if nothing has changed.',
    run: ifWatchable(async (store, context) => {
      const calls = watched(store);
      await store.create(running('orders'));
      await fence(store, calls, context);
      for (const [what, act] of Object.entries(changingNothing(store))) {
        const before = calls.length;
        // An earlier change may be told late, and again; a call that changes nothing would be told
        // each time.
        for (let time = 0; time < times; time += 1) await act();
        await fence(store, calls, context);
        const others = calls.slice(before).filter((name) => !name.startsWith('fence'));
        claim(others.length < times, `no watcher to be told of ${what}`, `told of '${others[0]}'`);
      }
    }),
  },
  {
    id: 'watch.ended',
    statement:
      'A watcher that has ended is told nothing more; ending twice does not affect others.',
    run: ifWatchable(async (store, context) => {
      const ended: string[] = [];
      const twice: string[] = [];
      const end = store.watch((name) => ended.push(name));
      const listener = (name: string) => twice.push(name);
      const endOfFirst = store.watch(listener);
      const endOfSecond = store.watch(listener);
      const calls = watched(store);
      await fence(store, calls, context);
      end();
      end();
      endOfFirst();
      endOfFirst();
      const before = ended.length;
      await told(calls, 'orders', 'the creation', context, () => store.create(running('orders')));
      const words = () => 'it was not';
      const expected = 'a listener that was added twice and ended once to be told';
      await eventually(context, expected, words, () => twice.includes('orders'));
      endOfSecond();
      const known = twice.length;
      await told(calls, 'others', 'the creation', context, () => store.create(running('others')));
      const late = [...ended.slice(before), ...twice.slice(known)];
      claim(
        late.length === 0,
        'a watcher that has ended to be told nothing',
        `told of '${late[0]}'`,
      );
    }),
  },
  {
    id: 'watch.everywhere',
    statement: 'A store that watches every writer tells of what is written through another one.',
    run: async (_, context) => {
      const stores = (await context.openEach()).map(({ store }) => store as Watching);
      if (stores.length < 2 || !stores.every((each) => each.watchesEveryWriter)) return;
      for (const [index, store] of stores.entries()) {
        const writer = stores[(index + 1) % stores.length] as LifecycleStore;
        await watching(store, async (heard) => {
          const calls = watched(heard);
          for (const name of [`first-${index}`, `second-${index}`]) {
            await told(calls, name, 'the creation', context, () => writer.create(running(name)));
            await told(calls, name, 'an update', context, () => countUp(writer, name));
            await told(calls, name, 'the removal', context, () => removeFrom(writer, name));
          }
        });
      }
    },
  },
];

/** Runs a check if the store can be watched, and ends all watching afterwards. */
function ifWatchable(
  run: (store: Watching, context: CheckContext) => Promise<void>,
): CheckDefinition['run'] {
  return async (store, context) => {
    if (store.watch === undefined) return;
    await watching(store as Watching, (heard) => run(heard, context));
  };
}

/** Runs a check, and ends all watching afterwards. */
async function watching(store: Watching, run: (store: Watching) => Promise<void>): Promise<void> {
  const ends = new Set<() => void>();
  const watch: Watching['watch'] = (listener) => {
    const end = store.watch(listener);
    ends.add(end);
    return () => {
      ends.delete(end);
      end();
    };
  };
  try {
    await run({ ...store, watch });
  } finally {
    for (const end of ends) end();
  }
}

/** Collects the names that are told from now on. */
function watched(store: Watching): string[] {
  const calls: string[] = [];
  store.watch((name) => calls.push(name));
  return calls;
}

const countUp = (store: LifecycleStore, name: string) =>
  store.update(name, (before) => ({ pipeline: counted(before), result: null }));

const removeFrom = (store: LifecycleStore, name: string) =>
  store.update(name, () => ({ pipeline: null, result: null }));

async function told(
  calls: readonly string[],
  name: string,
  what: string,
  context: CheckContext,
  act: () => Promise<unknown>,
): Promise<void> {
  const before = calls.length;
  await act();
  const since = () => calls.slice(before);
  const expected = `${what} of '${name}' to be told`;
  const words = () => (since().length === 0 ? 'nothing was' : `told of ${since().join(', ')}`);
  await eventually(context, expected, words, () => since().includes(name));
}

/** Changes another pipeline, and waits until that is told. */
async function fence(
  store: Watching,
  calls: readonly string[],
  context: CheckContext,
): Promise<void> {
  // Each adds a call at least, so that no two have the same name.
  const name = `fence-${calls.length}`;
  await told(calls, name, 'the creation', context, () => store.create(fresh(name)));
}

function changingNothing(store: LifecycleStore): Readonly<Record<string, () => Promise<unknown>>> {
  const thrown = new Error('thrown by the change');
  return {
    'a name that is taken': () => store.create(fresh('orders')),
    'the very same pipeline': () =>
      store.update('orders', (each) => ({ pipeline: each, result: 0 })),
    'a pipeline that is not there': () => removeFrom(store, 'nobody'),
    'a change that throws': () =>
      store
        .update('orders', () => {
          throw thrown;
        })
        .catch((error: unknown) => claimIs('what update rejects with', error, thrown)),
    reading: async () => [await store.read('orders'), await store.list()],
  };
}

/** Reads whenever a change is told, and claims to read the change before long. */
async function readable(
  store: Watching,
  name: string,
  expected: Pipeline | undefined,
  context: CheckContext,
  act: () => Promise<unknown>,
): Promise<void> {
  const seen: (Pipeline | undefined)[] = [];
  const failures: unknown[] = [];
  const read = (each: string) =>
    store.read(each).then(
      (pipeline) => seen.push(pipeline),
      (error: unknown) => failures.push(error),
    );
  const end = store.watch((each) => {
    if (each === name) void read(each);
  });
  try {
    await act();
    const words = () => (seen.length === 0 ? 'nothing was told' : 'it read what was stored before');
    const claimed = `a watcher who is told of '${name}' to read the change`;
    const holds = () => failures.length > 0 || seen.some((each) => isSame(each, expected));
    await eventually(context, claimed, words, holds);
    if (failures.length > 0) throw failures[0];
  } finally {
    end();
  }
}
