/**
 * The promises of several workers, on virtual time, with faults at every call. `RUNS=10000` tries
 * that many seeds.
 */
import { describe, expect, it } from 'vitest';
import { amount } from '../../tier';
import { allWork, type Mechanisms } from './mechanisms';
import { simulate } from './simulation';

const runs = Number(process.env.RUNS ?? amount({ usual: 50, deep: 2_000 }));
const block = 50;
const blocks = Array.from({ length: Math.ceil(runs / block) }, (_, index) => index * block + 1);
const seedsFrom = (first: number) => Array.from({ length: block }, (_, index) => first + index);

/** Returns the problems of the first of these seeds that has any. */
async function problemsIn(seeds: readonly number[], works?: Mechanisms): Promise<string[]> {
  for (const seed of seeds) {
    const problems = await simulate(seed, works);
    if (problems.length > 0) return problems.map((problem) => `seed ${seed}: ${problem}`);
  }
  return [];
}

describe('whatever fails, nothing is lost, nothing runs twice, and everything settles', () => {
  it.each(blocks)('in fifty seeds from %i', async (first) => {
    expect(await problemsIn(seedsFrom(first))).toEqual([]);
  });
});

/** The words of the simulation for a run without each mechanism. */
const without: Readonly<Record<keyof Mechanisms, RegExp>> = {
  claims: /was written under a lost claim/,
  fences: /a task under fence \d+, after \d+/,
  versions: /was acknowledged, and is lost/,
  takeover: /nobody has replaced/,
  answersLast: /was acknowledged, and is lost/,
  polls: /not settled/,
};

describe('the proof notices if a mechanism is switched off', () => {
  it.each(Object.entries(without))('%s', async (mechanism, words) => {
    const works = { ...allWork, [mechanism]: false };
    for (const seed of [1, 51, 101, 151].flatMap(seedsFrom)) {
      if ((await simulate(seed, works)).some((problem) => words.test(problem))) return;
    }
    expect.fail(`No seed shows ${words} without ${mechanism}.`);
  });

  it('and a seed has the same problems each time', async () => {
    const works = { ...allWork, versions: false };
    const [problem = ''] = await problemsIn(seedsFrom(1), works);
    const seed = Number(/seed (\d+)/.exec(problem)?.[1]);
    const again = [await simulate(seed, works), await simulate(seed, works)];
    expect(again[0]).toEqual(again[1]);
    expect(again[0]).not.toEqual([]);
  });
});
