/** The benchmark of one process: its targets, how costs grow, and its part of the document. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { partOf } from '../../bench/document.mjs';
// @ts-expect-error -- a script, not a module with types
import { exponentOf, growthOf } from '../../bench/process/growth.mjs';
// @ts-expect-error -- a script, not a module with types
import { effort } from '../../bench/process/measure.mjs';
// @ts-expect-error -- a script, not a module with types
import { fill, nameOf, stores, toggled } from '../../bench/process/pipelines.mjs';
// @ts-expect-error -- a script, not a module with types
import { section } from '../../bench/process/report.mjs';
// @ts-expect-error -- a script, not a module with types
import { judge } from '../../bench/process/targets.mjs';
import type { Pipeline } from '../../src/host';
import { settled } from '../../src/lifecycle';

interface Target {
  readonly name: string;
  readonly reached: string;
  readonly isKept: boolean;
}

const counts: readonly number[] = effort.pipelines;
const heard = [1, 100, 1_000].map((listeners) => ({ listeners, change: 0.1, p50: 0.01, p95: 0.1 }));

/** Costs as they should be; `change` sets those of the largest sizes. */
function measured(change: { memory?: object; sqlite?: object; stream?: object } = {}) {
  const usual = { bytes: 450, page: 0.01, pageAfterCreation: 0.1, atRest: 10, heard };
  const largest = (pipelines: number, changed = {}) => (pipelines === counts.at(-1) ? changed : {});
  const memory = counts.map((pipelines) => ({
    ...{ pipelines, ...usual, sweep: { processor: pipelines / 2_000, clock: 80, longest: 5 } },
    ...largest(pipelines, change.memory),
  }));
  const sqlite = counts.map((pipelines) => ({
    ...{ pipelines, ...usual, bytes: 2, sweep: null },
    ...largest(pipelines, change.sqlite),
  }));
  const streams = (effort.streams as number[]).map((count) => ({
    ...{ pipelines: counts.at(-1), streams: count, bytes: 20_000, p50: 40, p95: 90 },
    ...{ cost: count / 20, aloneCost: 0.3, besideCost: 0.3, atRest: count / 200 },
    ...(count === 100 ? {} : change.stream),
  }));
  const ofAll = counts
    .slice(1)
    .map((pipelines) => ({ pipelines, bytes: 100 * pipelines, cost: pipelines / 200, toldIn: 4 }));
  return { costs: { memory, sqlite }, streams, ofAll, heapLimit: 4.5e9 };
}

describe('the targets', () => {
  const missed = (change: Parameters<typeof measured>[0]) =>
    (judge(measured(change)) as Target[]).filter(({ isKept }) => !isKept);

  test('are kept if everything is well', () => {
    expect(missed({})).toEqual([]);
  });

  const slow = (sweep: object) => ({ memory: { sweep: { processor: 50, clock: 80, ...sweep } } });
  test.each([
    [{ memory: { page: 1 } }, 'a page of 100 in memory', '100 ×'],
    [{ sqlite: { page: 0.1 } }, 'a page of 100 in SQLite', '10.0 ×'],
    [{ memory: { bytes: 1_001 } }, 'heap of a pipeline in memory', '1,001'],
    [{ sqlite: { bytes: 500 } }, 'heap of a pipeline in SQLite', '500'],
    [slow({ processor: 500, longest: 5 }), 'a look at each pipeline', '10.0 ×'],
    [slow({ longest: 79 }), 'holds up the process', '0.988 ×'],
    [{ memory: { atRest: 100 } }, 'at rest, in memory', '100'],
    [{ sqlite: { atRest: 100 } }, 'at rest, in SQLite', '10.0 ×'],
    [{ stream: { bytes: 50_000 } }, 'memory of each of 1,000', '50.0 kB'],
    [{ stream: { p95: 501 } }, 'have heard', '501 ms'],
    [{ stream: { besideCost: 3 } }, 'nobody watches', '10.0 ×'],
    [{ stream: { atRest: Number.NaN } }, 'streams at rest', 'NaN'],
  ])('are missed with %j', (change, name, reached) => {
    const [target] = missed(change);
    expect(target?.name).toContain(name);
    expect(target?.reached).toBe(reached);
  });
});

describe('growth', () => {
  test('is found from the two largest sizes', () => {
    const from = (...costs: number[]) => costs.map((cost, index) => [10 ** (index + 3), cost]);
    expect(exponentOf([10, 3], [1_000, 300])).toBeCloseTo(1);
    expect(growthOf(from(1, 10, 100), 1e6)).toMatchObject({ word: 'linearly', onPaper: 1_000 });
    expect(growthOf(from(9, 2, 2), 1e6)).toMatchObject({ word: 'not', onPaper: 2 });
    expect(growthOf(from(1, 4, 1), 1e6)).toMatchObject({ word: 'not', onPaper: 1 });
    const square = growthOf(from(1, 100, 10_000), 1e6);
    expect(square.word).toBe('with the power 2.00');
    expect(square.onPaper).toBeCloseTo(1_000_000);
  });
});

describe('the pipelines', () => {
  test('are settled, in no order, and can be written again and again', async () => {
    const { store } = await stores.memory();
    await fill(store, 100);
    const all: Pipeline[] = await store.list();
    expect(all.map(({ name }) => name)).toEqual(all.map((_, index) => nameOf(index)));
    expect(all.every(({ deployment }) => settled(deployment))).toBe(true);
    const statuses = all.map(({ deployment }) => deployment.status);
    expect(statuses.filter((status) => status === 'Running')).toHaveLength(50);
    const { pipeline } = toggled(all[1]);
    expect(settled(pipeline.deployment)).toBe(false);
    expect(toggled(pipeline).pipeline.deployment).toEqual(all[1]?.deployment);
  });
});

describe('the document', () => {
  const file = new URL('../../docs/performance.md', import.meta.url);
  const present = partOf(readFileSync(file, 'utf8'), 'bench:process');
  const figures = measured();
  const text: string = section({ ...figures, targets: judge(figures) });

  test('has a part about one process, with its machine and every cost', () => {
    expect(present).toContain('## One process with many pipelines\n\nMeasured on ');
    const firstCells = (part: string) =>
      part.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.split(' | ')[0]] : []));
    expect(firstCells(present)).toEqual(firstCells(text));
  });

  test('says how each cost grows, and which targets are missed', () => {
    expect(text).toContain(
      '| 45.0 with 100,000 pipelines | linearly | 450 with 1,000,000 pipelines |',
    );
    expect(text).toContain('4,500 MB here: 10 million pipelines');
    expect(text).not.toContain('**missed**');
    const slow = measured({ memory: { page: 10 } });
    expect(section({ ...slow, targets: judge(slow) })).toContain('**missed**');
  });
});
