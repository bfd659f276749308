/** The HTTP benchmark: its requests, its targets, and its part of the document. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { partOf, withPart, withWholePart } from '../../bench/document.mjs';
// @ts-expect-error -- a script, not a module with types
import { names } from '../../bench/http/pipelines.mjs';
// @ts-expect-error -- a script, not a module with types
import { section } from '../../bench/http/report.mjs';
// @ts-expect-error -- a script, not a module with types
import { loads } from '../../bench/http/requests.mjs';
// @ts-expect-error -- a script, not a module with types
import { growthOf, judge } from '../../bench/http/targets.mjs';

interface Target {
  readonly name: string;
  readonly reached: string;
  readonly isKept: boolean;
}

const round = (perProcessorSecond: number) => ({
  ...{ perProcessorSecond, perSecond: 1_234, p50: 3, p99: 40, answered: 99 },
  statuses: ['202'],
});

const good = { rate: 26_000, legal: true, last: 30e6, listeners: 0, megabytes: 200, toldIn: 900 };

function measured(options: Partial<typeof good> = {}) {
  const { rate, legal, last, listeners, megabytes, toldIn } = { ...good, ...options };
  const around = (middle: number) => [round(middle - 500), round(middle), round(middle + 500)];
  const results = Object.fromEntries(
    Object.keys(loads).map((id) => [id, around(id === 'decide' ? rate : good.rate)]),
  );
  const verdict = { legal, calls: 70, readings: 29, words: legal ? null : 'Line 7 claims it.' };
  const heaps = [30e6, 31e6, 29e6, 30e6, 30e6, last, last, last, last, last];
  return {
    results,
    callers: { ...round(rate), verdict },
    streams: {
      count: 10_000,
      library: { megabytes, answeredIn: 100, toldIn },
      bare: { megabytes: 100, answeredIn: 50, toldIn: 300 },
    },
    memory: { heaps, answered: 1_000, steps: 500, listeners },
  };
}

describe('the targets', () => {
  const missed = (options: Parameters<typeof measured>[0]) =>
    (judge(measured(options)) as Target[]).filter(({ isKept }) => !isKept);

  test('are kept if everything is well', () => {
    expect(missed({})).toEqual([]);
  });

  test.each([
    [{ rate: 21_999 }, 'POST start, stop, pause and resume', '21,999'],
    [{ rate: 26_001 }, 'GET, to a decision', '1.00 ×'],
    [{ legal: false }, 'a legal history', 'Line 7 claims it.'],
    [{ last: 32.5e6 }, 'growth of the heap', '2.5 MB'],
    [{ listeners: 1 }, 'listeners', '1'],
    [{ megabytes: 301 }, 'memory of 10,000 event streams', '301 MB'],
    [{ toldIn: 2_100 }, 'are told of a change', '2.1 s'],
  ])('are missed with %j', (options, name, reached) => {
    const [target, ...others] = missed(options);
    expect(others).toEqual([]);
    expect(target?.name).toContain(name);
    expect(target?.reached).toBe(reached);
  });

  test('measure growth between the medians of both halves', () => {
    expect(growthOf({ heaps: [1e6, 9e6, 2e6, 5e6, 3e6, 50e6] })).toBe(3);
  });
});

describe('the requests', () => {
  test.each(Object.keys(loads))('of %s are spread over all pipelines', async (id) => {
    const server = { tagOf: async (path: string) => `"${path}"` };
    const requests: { path: string }[] = await loads[id].requests(server);
    const asked = new Set(requests.map(({ path }) => path));
    // The last hundred have no whole page after them.
    const wanted = id === 'page' ? names.length - 100 : names.length;
    expect([requests.length, asked.size]).toEqual([wanted, wanted]);
  });
});

describe('the document', () => {
  const file = new URL('../../docs/performance.md', import.meta.url);
  const present = readFileSync(file, 'utf8');
  const figures = measured();
  const text: string = section({ ...figures, targets: judge(figures) });

  test('has a part about HTTP with its machine and its figures', () => {
    const part = partOf(present, 'bench:http');
    expect(part).toContain('## Over HTTP\n\nMeasured on ');
    for (const { name } of Object.values(loads) as { name: string }[]) expect(part).toContain(name);
  });

  test('is written in two parts, each of which keeps the other', () => {
    const other = present.replace(partOf(present, 'bench:http'), '').trimEnd();
    const written = withPart(present, 'bench:http', text);
    expect(written.startsWith(`${other}\n\n<!-- `)).toBe(true);
    expect(written).toContain(text);
    expect(written.match(/## Over HTTP/g)).toHaveLength(1);
    expect(withWholePart(other, 'bench:http', partOf(written, 'bench:http'))).toBe(written);
    expect(withPart(written, 'bench:http', text)).toBe(written);
    expect(withWholePart('# Anew\n', 'bench:http', partOf(written, 'bench:http'))).toMatch(
      /^# Anew\n\n<!-- .*\n\n## Over/,
    );
  });

  test('may have no part about HTTP', () => {
    expect(partOf('# Alone\n', 'bench:http')).toBe('');
    expect(withWholePart('# Alone\n', 'bench:http', '')).toBe('# Alone\n');
    expect(withPart('# Alone\n', 'bench:http', 'text')).toMatch(
      /^# Alone\n\n<!-- .*-->\n\ntext\n\n<!-- /,
    );
  });

  test('says which targets are missed', () => {
    const bad = measured({ rate: 10 });
    expect(section({ ...bad, targets: judge(bad) })).toContain('**missed**');
    expect(text).not.toContain('**missed**');
    expect(text).toContain(
      '| GET | 25,500 | 26,000 | 26,500 | 1.00 | 1.00 | 1.00 | 1,234 | 3 | 40 |',
    );
  });
});
