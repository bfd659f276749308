/**
 * The live system's ways, each planted in a server: refused under the documents, accepted under the
 * dialect, and named in the report. With all of them the server conforms, and a bug on top of them
 * is found all the same.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { feldera as declared } from '../../../src/dialect/feldera';
import { type ConformanceReport, describeConformance } from '../../../src/testing';
import { checkHistory, type DialectOption, parseDialect } from '../../../src/trace';
import { amount, cases, sample } from '../../tier';
import { inVirtualTime } from '../virtual-time';
import { testedServer, visible } from './detection';
import { startInProcess } from './in-process-server';
import { deviations } from './servers/deviations.mjs';

const feldera = parseDialect('feldera');

interface Run {
  readonly ids: readonly string[];
  readonly dialect: DialectOption;
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
  it.each(sample(ids, 4))(
    '%s is refused under the documents, and named under the dialect',
    async (id) => {
      const { options: args = [] } = deviations[id] ?? {};
      const strict = await tested({
        ids: [id],
        dialect: 'documents',
        walks: 20,
        args,
      });
      // A code that no document has, on a 503, is a server in trouble.
      if (id === 'process.unavailable')
        expect(describeConformance(strict)).toContain('Unavailable');
      else expect(strict.outcome, describeConformance(strict)).not.toBe('conforms');
      expect(strict.deviations).toEqual([]);

      const walks = 20;
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
    },
  );
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

/**
 * Bugs that a deviation explains: on top of it, a server with the bug does nothing that its dialect
 * does not allow. `docs/live-system.md` lists them for users.
 */
const explained: Readonly<Record<string, { readonly by: string; readonly reason: string }>> = {
  'second-forced-stop-refused': {
    by: 'stop.again',
    reason:
      'The second forced stop is taken for a graceful one, which is accepted while the pipeline stops.',
  },
};

describe('a bug on top of all ways of the live system', () => {
  const all = ids.filter((id) => !withoutCapability(id));
  const found = visible.filter(([bug]) => !(bug in explained));
  const excused = visible.flatMap(([bug, args]) => {
    const { by } = explained[bug] ?? {};
    return by === undefined ? [] : [{ bug, args, by }];
  });
  const walks = 80;

  it.each(sample(found, 1))('%s is found under the dialect too', async (bug, args) => {
    for (const seed of sample([1, 2, 3], 1)) {
      const report = await tested({ ids: all, dialect: 'feldera', walks, seed, bug, args });
      expect(report.outcome, `seed ${seed}: ${describeConformance(report)}`).toBe('violates');
    }
  });

  it.each(cases(excused, 0))('$bug is explained by $by', async ({ bug, args, by }) => {
    const few = amount({ usual: 20, deep: 80 });
    const whole = await tested({ ids: all, dialect: 'feldera', walks: few, bug, args });
    expect(whole.outcome, describeConformance(whole)).toBe('conforms');
    // Without that one deviation, in the server and in its dialect, nothing explains it.
    const rest = all.filter((id) => id !== by);
    expect(rest).toHaveLength(all.length - 1);
    const left = await tested({ ids: rest, dialect: felderaWithout(by), walks, bug, args });
    expect(left.outcome, describeConformance(left)).toBe('violates');
  });

  it('is listed for users if a deviation explains it', () => {
    expect(excused).toHaveLength(Object.keys(explained).length);
    const page = readFileSync('docs/live-system.md', 'utf8').replaceAll(/\s+/g, ' ');
    const [, uncovered = ''] = page.split('## What is not covered');
    for (const { by, reason } of Object.values(explained)) {
      expect(uncovered).toContain(`\`${by}\``);
      expect(uncovered).toContain(reason);
    }
  });
});

/** The dialect of the live system, but for one deviation. */
function felderaWithout(id: string): DialectOption {
  const { statuses = {}, desired: { words = {}, lag } = {}, answers, moves } = declared;
  const others = <Word extends object>(table: Readonly<Record<string, Word>>) =>
    Object.fromEntries(
      Object.entries(table).filter(([, each]) => !('id' in each && each.id === id)),
    );
  if (!Array.isArray(answers)) throw new Error('its answers are a table');
  return {
    ...declared,
    id: `feldera without ${id}`,
    statuses: others(statuses),
    desired: { words: others(words), lag: lag?.id === id ? undefined : lag },
    answers: answers.filter((each) => each.id !== id),
    moves: (before) => (moves?.(before) ?? []).filter(({ deviation }) => deviation.id !== id),
  };
}

/** True for a way that shows only on pipelines that lack a capability. */
function withoutCapability(id: string): boolean {
  return deviations[id]?.options.includes('--without') === true;
}

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
