/**
 * The live system's ways, each planted in a server: refused under the documents, accepted under the
 * dialect, and named in the report. With all of them the server conforms, and a bug on top of them
 * is found all the same.
 */
import { describe, expect, it } from 'vitest';
import { type ConformanceReport, describeConformance } from '../../../src/testing';
import { checkHistory, parseDialect } from '../../../src/trace';
import { amount, isDeep, sample } from '../../tier';
import { inVirtualTime } from '../virtual-time';
import { testedServer } from './detection';
import { startInProcess } from './in-process-server';
import { bugs } from './servers/bugs.mjs';
import { deviations } from './servers/deviations.mjs';

const feldera = parseDialect('feldera');

interface Run {
  readonly ids: readonly string[];
  readonly dialect: string;
  readonly walks: number;
  readonly seed?: number;
  readonly bug?: string;
  readonly args?: readonly string[];
}

function tested({
  ids,
  dialect,
  walks,
  seed = 1,
  bug,
  args = [],
}: Run): Promise<ConformanceReport> {
  return inVirtualTime(async (clock) => {
    const flags = ids.flatMap((id) => ['--deviation', id]);
    const all = ['--latency', '2..10', ...flags, ...args];
    const server = startInProcess(clock, { bug, seed, args: all });
    const lacking = all.filter((_, index) => all[index - 1] === '--without');
    const capabilities = Object.fromEntries(lacking.map((name) => [name, false]));
    const report = await testedServer(server, [], {
      seed,
      budget: { walks },
      capabilities,
      dialect,
    });
    expect(server.complaints()).toBe('');
    return report;
  });
}

const ids = Object.keys(deviations);

describe('a way of the live system', () => {
  const tried = ids.filter((_, index) => isDeep || index === 0);

  it.each(tried)('%s is refused under the documents, and named under the dialect', async (id) => {
    const { options: args = [] } = deviations[id] ?? {};
    const strict = await tested({
      ids: [id],
      dialect: 'documents',
      walks: amount({ usual: 10, deep: 20 }),
      args,
    });
    // A code that no document has, on a 503, is a server in trouble.
    if (id === 'process.unavailable') expect(describeConformance(strict)).toContain('Unavailable');
    else expect(strict.outcome, describeConformance(strict)).not.toBe('conforms');
    expect(strict.deviations).toEqual([]);

    const walks = amount({ usual: 4, deep: 20 });
    const report = await tested({ ids: [id], dialect: 'feldera', walks, args });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
    expect(report.deviations.map(({ deviation }) => deviation.id)).toContain(id);
    for (const { deviation, history } of report.deviations) {
      const { legal, deviations: used } = await checkHistory(history, { dialect: feldera });
      expect(legal).toBe(true);
      expect(used.map((each) => each.deviation.id)).toContain(deviation.id);
      // Either it is illegal there, or it has a word that no document has.
      const documented = await checkHistory(history).catch(() => ({ legal: false }));
      expect(documented.legal).toBe(false);
    }
  });
});

describe('a server with all ways of the live system', () => {
  const all = ids.filter((id) => !withoutCapability(id));
  const args = ['--latency', '8..20', '--modified', '0.5'];

  it('conforms to its dialect, and the report has the difference from the documents', async () => {
    const seen = new Set<string>();
    for (const seed of sample(seeds, 1)) {
      const walks = amount({ usual: 3, deep: 8 });
      const report = await tested({ ids: all, dialect: 'feldera', walks, seed, args });
      expect(report.outcome, `seed ${seed}: ${describeConformance(report)}`).toBe('conforms');
      for (const { deviation } of report.deviations) seen.add(deviation.id);
    }
    expect(seen.size).toBeGreaterThan(all.length / 2);
  });

  it('is refused under the documents', async () => {
    const report = await tested({ ids: all, dialect: 'documents', walks: 3, args });
    expect(report.outcome).not.toBe('conforms');
  });
});

describe('a bug on top of all ways of the live system', () => {
  const all = ids.filter((id) => !withoutCapability(id));
  // Those whose rule the dialect does not touch, so that nothing may explain them.
  const planted = [
    ...['forced-stop-ignored-while-suspending', 'second-pause-resumes'],
    ...['resume-revives-suspending', 'start-accepted-while-stopping'],
  ];

  it.each(sample(planted, 1))('%s is found under the dialect too', async (bug) => {
    for (const seed of sample([1, 2, 3], 1)) {
      const run = { ids: all, dialect: 'feldera', walks: 40, seed, bug };
      const report = await tested({ ...run, args: bugs[bug]?.options ?? [] });
      expect(report.outcome, `seed ${seed}: ${describeConformance(report)}`).toBe('violates');
    }
  });
});

/** True for a way that shows only on pipelines that lack a capability. */
function withoutCapability(id: string): boolean {
  return deviations[id]?.options.includes('--without') === true;
}

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
