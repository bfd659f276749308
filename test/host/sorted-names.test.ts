/** The names of the store in memory: every page is that of a list that was sorted just now. */
import { expect, test } from 'vitest';
import { SortedNames } from '../../src/host/store-parts';
import { randomOf } from '../../src/testing/random';

const letters = ['a', 'B', 'b', '_', '-', '0', '9'];

test('pages after any name have what comes after it, whatever was written before', () => {
  const random = randomOf(11);
  const [names, model] = [new SortedNames(), new Set<string>()];
  const anyName = () =>
    Array.from({ length: random.pick([1, 2, 3]) }, () => random.pick(letters)).join('');
  for (let step = 0; step < 2_000; step += 1) {
    const name = anyName();
    if (model.delete(name)) names.delete(name);
    else {
      model.add(name);
      names.add(name);
    }
    // Few writes come between two pages, or many.
    if (random.chance(step < 1_000 ? 0.7 : 0.995)) continue;
    const sorted = [...model].sort();
    const after = anyName();
    const limit = random.pick([0, 1, 5, 100]);
    expect(names.page()).toEqual(sorted);
    expect(names.page(after)).toEqual(sorted.filter((each) => each > after));
    expect(names.page(after, limit)).toEqual(names.page(after).slice(0, limit));
  }
  expect(model.size).toBeGreaterThan(50);
});

test('a page that was returned stays as it is', () => {
  const names = new SortedNames();
  names.add('b');
  const page = names.page();
  names.add('a');
  names.delete('b');
  expect([page, names.page()]).toEqual([['b'], ['a']]);
});
