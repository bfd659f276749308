/** Checks of a store with many pipelines: names are told apart, and listed in order. */
import type { LifecycleStore, Page } from '../../host';
import { claim, claimIs, claimSame } from './contradictions';
import { counted, fresh, running } from './sample-pipelines';
import type { CheckDefinition } from './store-under-test';

/** Names that a collation, pattern or object may mistake for one another, or for something else. */
const namesApart = [
  ...['a', 'A', 'ab', 'aB', 'AB', 'a_b', 'a-b', 'aXb', 'a__b', '-', '_', '--', '__'],
  ...['0', '00', '1', '01', '10', '2', '1e1', '-1'],
  ...['null', 'undefined', 'true', 'NaN', '__proto__', 'constructor', 'toString', 'valueOf'],
  ...['x'.repeat(99), 'x'.repeat(100), `${'x'.repeat(99)}y`, `${'x'.repeat(63)}y`],
];

/** In the order of creation, which must not be mistaken for that of the names. */
const shuffled = ['a1', 'B', '_', '10', 'b', 'a', '-', 'aa', 'a_1', 'A', '2', 'a-1', 'aB', '-a'];
/** By code unit: `-`, digits, capitals, `_`, small letters. Most languages sort differently. */
const sorted = [...shuffled].sort();

/** Checks of names and lists. */
export const listChecks: readonly CheckDefinition[] = [
  {
    id: 'names.apart',
    statement: 'Names are told apart to the character: by case, by every sign, at any length.',
    async run(store) {
      for (const [index, name] of namesApart.entries()) {
        claimIs(`create('${name}'), which is new,`, await store.create(running(name, index)), true);
      }
      for (const [index, name] of namesApart.entries()) {
        claimSame(`read('${name}')`, await store.read(name), running(name, index));
        await store.update(name, (each) => ({ pipeline: counted(each, index), result: null }));
      }
      for (const [index, name] of namesApart.entries()) {
        const expected = counted(running(name, index), index);
        claimSame(`read('${name}'), after an update of each,`, await store.read(name), expected);
        await store.update(name, () => ({ pipeline: null, result: null }));
        claimIs(`read('${name}'), which was removed,`, await store.read(name), undefined);
      }
    },
  },
  {
    id: 'list.empty',
    statement: 'A store without pipelines lists none, even after all were removed.',
    async run(store) {
      await claimEmpty(store);
      await store.create(fresh('orders'));
      await store.update('orders', () => ({ pipeline: null, result: null }));
      await claimEmpty(store);
    },
  },
  {
    id: 'list.order',
    statement: 'The list is sorted by name, by code unit.',
    async run(store) {
      for (const name of shuffled) await store.create(running(name));
      await claimListed(store, undefined, sorted);
      // A store that writes a new row for each update may list it last.
      await store.update('A', (each) => ({ pipeline: counted(each), result: null }));
      await store.update('B', () => ({ pipeline: null, result: null }));
      const others = sorted.filter((name) => name !== 'B');
      await claimListed(store, undefined, others);
      await store.create(fresh('B'));
      await claimListed(store, {}, sorted);
    },
  },
  {
    id: 'list.after',
    statement: 'A page begins after the given name, whether or not there is such a pipeline.',
    async run(store) {
      for (const name of shuffled) await store.create(fresh(name));
      const missing = ['--', '0', '9', 'AA', 'Z', '__', 'a-', 'a-2', 'a0', 'aA', 'zz', 'orders'];
      for (const after of [...sorted, ...missing]) {
        const expected = sorted.filter((name) => name > after);
        await claimListed(store, { after }, expected);
      }
      await claimListed(store, { after: undefined }, sorted);
    },
  },
  {
    id: 'list.limit',
    statement: 'A page has at most as many pipelines as its limit, which may be 0: the first ones.',
    async run(store) {
      for (const name of shuffled) await store.create(fresh(name));
      for (const limit of [0, 1, 2, sorted.length - 1, sorted.length, sorted.length + 1, 1_000]) {
        await claimListed(store, { limit }, sorted.slice(0, limit));
        const rest = sorted.filter((name) => name > 'a');
        await claimListed(store, { after: 'a', limit }, rest.slice(0, limit));
      }
      await claimListed(store, { after: undefined, limit: undefined }, sorted);
    },
  },
  {
    id: 'list.pages',
    statement: 'Page after page, the list has every pipeline once.',
    async run(store) {
      for (const name of shuffled) await store.create(fresh(name));
      for (const limit of [1, 3, 5]) {
        const seen: string[] = [];
        for (let page = 0; page <= sorted.length; page += 1) {
          const after = seen.at(-1);
          const found = await store.list(after === undefined ? { limit } : { after, limit });
          if (found.length === 0) break;
          seen.push(...found.map(({ name }) => name));
        }
        claimNames(`the pages of ${limit}, one after the other,`, seen, sorted);
      }
    },
  },
];

async function claimEmpty(store: LifecycleStore): Promise<void> {
  for (const page of [undefined, {}, { limit: 1 }, { after: 'a' }, { after: 'a', limit: 1 }]) {
    await claimListed(store, page, []);
  }
}

async function claimListed(
  store: LifecycleStore,
  page: Page | undefined,
  expected: readonly string[],
): Promise<void> {
  const seen = (await store.list(page)).map(({ name }) => name);
  claimNames(`list(${page === undefined ? '' : JSON.stringify(page)})`, seen, expected);
}

/** Names contain no spaces, so they are readable without quotes. */
function claimNames(what: string, seen: readonly string[], expected: readonly string[]): void {
  const [is, wanted] = [seen, expected].map((names) => names.join(' ') || 'nothing') as [
    string,
    string,
  ];
  claim(is === wanted, `${what} to give ${wanted}`, is);
}
