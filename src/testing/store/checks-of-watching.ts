/**
 * Checks of a store that tells of its changes. One that does not passes them: watching is optional.
 *
 * When a store tells is its own matter; it may well be later. So that nothing was told is only judged once a
 * later change of another pipeline was.
 */
import type { LifecycleStore, Pipeline } from '../../host';
import { isSame } from '../../input';
import { counted, fresh, running } from './samples';
import { type Bench, type CheckOfStore, claim, claimIs, eventually } from './store-under-test';

type Watching = LifecycleStore & Required<Pick<LifecycleStore, 'watch'>>;

/** How often each thing is done that is not to be told. */
const times = 10;

/** What watchers are told. */
export const checksOfWatching: readonly CheckOfStore[] = [
  {
    id: 'watch.told',
    statement: 'Whoever watches is told the name of what was created, updated and removed.',
    run: whereWatched(async (store, bench) => {
      const calls = watched(store);
      for (const name of ['orders', '__proto__', 'x'.repeat(100)]) {
        await told(calls, name, 'the creation', bench, () => store.create(running(name)));
        await told(calls, name, 'an update', bench, () => count(store, name));
        await told(calls, name, 'the removal', bench, () => remove(store, name));
      }
    }),
  },
  {
    id: 'watch.readable',
    statement: 'When a watcher is told of a change, the change can be read.',
    run: whereWatched(async (store, bench) => {
      for (let round = 1; round <= 10; round += 1) {
        const name = `pipeline-${round}`;
        const created = running(name);
        await readable(store, name, created, bench, () => store.create(created));
        const updated = counted(created);
        await readable(store, name, updated, bench, () => count(store, name));
        await readable(store, name, undefined, bench, () => remove(store, name));
      }
    }),
  },
  {
    id: 'watch.quiet',
    statement: 'Nobody is told where nothing has changed.',
    run: whereWatched(async (store, bench) => {
      const calls = watched(store);
      await store.create(running('orders'));
      await fence(store, calls, bench);
      for (const [what, act] of Object.entries(changingNothing(store))) {
        const before = calls.length;
        // What has changed before may be told late, and again; what changes nothing would be told each time.
        for (let time = 0; time < times; time += 1) await act();
        await fence(store, calls, bench);
        const others = calls.slice(before).filter((name) => !name.startsWith('fence'));
        claim(others.length < times, `nobody to be told of ${what}`, `told of '${others[0]}'`);
      }
    }),
  },
  {
    id: 'watch.ended',
    statement: 'Who has ended watching is told nothing more; ending twice does no harm to others.',
    run: whereWatched(async (store, bench) => {
      const ended: string[] = [];
      const twice: string[] = [];
      const end = store.watch((name) => ended.push(name));
      const listener = (name: string) => twice.push(name);
      const endOfFirst = store.watch(listener);
      const endOfSecond = store.watch(listener);
      const calls = watched(store);
      await fence(store, calls, bench);
      end();
      end();
      endOfFirst();
      endOfFirst();
      const before = ended.length;
      await told(calls, 'orders', 'the creation', bench, () => store.create(running('orders')));
      const words = () => 'it was not';
      const expected = 'a listener that was added twice and ended once to be told';
      await eventually(bench, expected, words, () => twice.includes('orders'));
      endOfSecond();
      const known = twice.length;
      await told(calls, 'others', 'the creation', bench, () => store.create(running('others')));
      const late = [...ended.slice(before), ...twice.slice(known)];
      claim(late.length === 0, 'who has ended to be told nothing', `told of '${late[0]}'`);
    }),
  },
];

/** Runs where there is something to watch, and leaves nobody watching. */
function whereWatched(run: (store: Watching, bench: Bench) => Promise<void>): CheckOfStore['run'] {
  return async (store, bench) => {
    const { watch } = store;
    if (watch === undefined) return;
    const watching = new Set<() => void>();
    const noting: Watching['watch'] = (listener) => {
      const end = watch(listener);
      watching.add(end);
      return () => {
        watching.delete(end);
        end();
      };
    };
    try {
      await run({ ...store, watch: noting }, bench);
    } finally {
      for (const end of watching) end();
    }
  };
}

/** The names that are told from now on. */
function watched(store: Watching): string[] {
  const calls: string[] = [];
  store.watch((name) => calls.push(name));
  return calls;
}

const count = (store: LifecycleStore, name: string) =>
  store.update(name, (before) => ({ pipeline: counted(before), result: null }));

const remove = (store: LifecycleStore, name: string) =>
  store.update(name, () => ({ pipeline: null, result: null }));

async function told(
  calls: readonly string[],
  name: string,
  what: string,
  bench: Bench,
  act: () => Promise<unknown>,
): Promise<void> {
  const before = calls.length;
  await act();
  const since = () => calls.slice(before);
  const expected = `${what} of '${name}' to be told`;
  const words = () => (since().length === 0 ? 'nothing was' : `told of ${since().join(', ')}`);
  await eventually(bench, expected, words, () => since().includes(name));
}

/** Changes another pipeline, and waits until that is told. */
async function fence(store: Watching, calls: readonly string[], bench: Bench): Promise<void> {
  // Each adds a call at least, so that no two have the same name.
  const name = `fence-${calls.length}`;
  await told(calls, name, 'the creation', bench, () => store.create(fresh(name)));
}

function changingNothing(store: LifecycleStore): Readonly<Record<string, () => Promise<unknown>>> {
  const thrown = new Error('thrown by the change');
  return {
    'a name that is taken': () => store.create(fresh('orders')),
    'the very same pipeline': () =>
      store.update('orders', (each) => ({ pipeline: each, result: 0 })),
    'a pipeline that is not there': () => remove(store, 'nobody'),
    'a change that throws': () =>
      store
        .update('orders', () => {
          throw thrown;
        })
        .catch((error: unknown) => claimIs('what update rejects with', error, thrown)),
    reading: async () => [await store.read('orders'), await store.list()],
  };
}

/** Reads whenever it is told, and expects to read the change before long. */
async function readable(
  store: Watching,
  name: string,
  expected: Pipeline | undefined,
  bench: Bench,
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
    const words = () => (seen.length === 0 ? 'nothing was told' : 'it read what stood before');
    const claimed = `who is told of '${name}' to read what has changed`;
    const holds = () => failures.length > 0 || seen.some((each) => isSame(each, expected));
    await eventually(bench, claimed, words, holds);
    if (failures.length > 0) throw failures[0];
  } finally {
    end();
  }
}
