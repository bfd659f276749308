/** Generated histories, legal and illegal, judged by the checker and by a simple second one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/input/invalid-input';
import { type Capabilities, parseCapabilities } from '../../../src/lifecycle';
import { illegalHistory, legalHistory } from '../../../src/testing/arbitraries/histories';
import { checkHistory, HistoryChecker, type HistoryEntry, parseEntry } from '../../../src/trace';
import { amount } from '../../tier';
import { firstImpossible } from '../../trace/brute-force';
import type { Recorded } from '../../trace/recording';
import { smallest } from './shrinking';

const sampled = <Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number) =>
  fc.sample(arbitrary, { numRuns, seed: 20_261_121 });

/** The line at which a second, independent checker rejects a history. */
function lineFoundByForce(lines: readonly string[]): number | null {
  const entries = lines.map(parseEntry);
  const [first] = entries;
  const named = first?.kind === 'capabilities' ? first.capabilities : {};
  const position = firstImpossible(
    entries.flatMap(recordedOf),
    parseCapabilities(named) as Capabilities,
  );
  const before = first?.kind === 'capabilities' ? 1 : 0;
  return position === null ? null : position + before + 1;
}

function recordedOf(entry: HistoryEntry): Recorded[] {
  if (entry.kind === 'call') return [{ ...entry, answer: entry.answer ?? 500, terse: true }];
  return entry.kind === 'seen' ? [entry] : [];
}

describe('a legal history', () => {
  it('is legal, says the checker', async () => {
    await fc.assert(
      fc.asyncProperty(legalHistory(), async (lines) => {
        const { violation } = await checkHistory(lines);
        expect(violation).toBeNull();
      }),
      { numRuns: amount({ usual: 40, deep: 500 }) },
    );
  });

  it('is legal, says brute force', () => {
    fc.assert(
      fc.property(legalHistory(), (lines) => {
        expect(lineFoundByForce(lines)).toBeNull();
      }),
      { numRuns: amount({ usual: 20, deep: 100 }) },
    );
  });

  it('has all kinds of lines, in all styles', () => {
    const lines = sampled(legalHistory(), 300).flat();
    const share = (pattern: RegExp) =>
      lines.filter((line) => pattern.test(line)).length / lines.length;
    for (const pattern of [
      /^\{"call"/,
      /^\{"seen"/,
      /^\{"capabilities":\{"standby":false\}\}$/,
      /"query":\{\}/,
      /^\{"call":"\w+","answer"/,
      /"bootstrap_policy"/,
      /"answer":202/,
      /"answer":400,"error_code"/,
      /"answer":400\}/,
      /"answer":404/,
      /"answer":500/,
      /"answer":501/,
      /"deployment_error":true/,
      /"deployment_error":null/,
      /desired_status":"\w+"\}/,
      /"deployment_status":"Standby"/,
      /"deployment_status":"Suspending"/,
    ]) {
      expect(share(pattern), String(pattern)).toBeGreaterThan(0.001);
    }
    expect(share(/^\{"call"/)).toBeGreaterThan(0.25);
    expect(share(/^\{"seen"/)).toBeGreaterThan(0.25);
  });

  it('leaves open whether a call that was answered with 500 has taken effect', () => {
    const after = sampled(legalHistory(), amount({ usual: 600, deep: 3_000 })).flatMap((lines) => {
      const start = lines.findIndex((line) => /^\{"call":"start".*"answer":500/.test(line));
      const isFirst = start >= 0 && !lines.slice(0, start).some((line) => line.includes('"call"'));
      const [, desired] = lines[start + 1]?.match(/desired_status":"(\w+)"/) ?? [];
      return isFirst && desired !== undefined ? [desired === 'Stopped'] : [];
    });
    expect(new Set(after)).toEqual(new Set([true, false]));
    // Half of the calls were lost; few of the others have failed since.
    expect(after.filter((isStopped) => isStopped).length / after.length).toBeGreaterThan(0.25);
    expect(after.filter((isStopped) => isStopped).length / after.length).toBeLessThan(0.75);
  });

  it('is of a pipeline with the given capabilities', () => {
    for (const lines of sampled(legalHistory({ capabilities: { standby: false } }), 50)) {
      expect(lines[0]).toBe('{"capabilities":{"standby":false}}');
    }
    const all = sampled(legalHistory({ capabilities: {} }), 50).flat();
    expect(all.filter((line) => line.includes('capabilities'))).toEqual([]);
  });

  it('has at most the given number of lines, of the given kinds, and at least one', () => {
    const polls = { call: 0, progress: 0, checkpoint: 0, failure: 0, stale: 0 };
    const histories = sampled(legalHistory({ maxSteps: 3, weights: polls, capabilities: {} }), 50);
    const lengths = histories.map(({ length }) => length);
    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBe(3);
    expect(histories.flat().every((line) => line.startsWith('{"seen"'))).toBe(true);
  });

  it('shrinks to few and short lines, which are printed below each other', () => {
    const found = smallest(legalHistory(), (lines) =>
      lines.every((line) => !/"answer":400/.test(line)),
    );
    expect(found).toHaveLength(1);
    expect(found?.[0]).toMatch(/^\{"call":"\w+","answer":400\}$/);
    expect(fc.stringify(found)).toBe(`\n  ${found?.[0]}\n`);
    const suspending = smallest(
      legalHistory(),
      (lines) => !lines.some((line) => line.includes('Suspending')),
    );
    expect(suspending?.length).toBeLessThanOrEqual(4);
  });
});

describe('an illegal history', () => {
  it('is rejected by the checker at the given line, and not before', () => {
    fc.assert(
      fc.property(illegalHistory(), ({ lines, line }) => {
        const checker = new HistoryChecker();
        const verdicts = lines.map((each) => checker.read(each)?.line ?? null);
        expect(verdicts).toEqual(lines.map((_, index) => (index + 1 < line ? null : line)));
      }),
      { numRuns: amount({ usual: 30, deep: 200 }) },
    );
  });

  it('is rejected by brute force at the same line', () => {
    fc.assert(
      fc.property(illegalHistory(), ({ lines, line }) => {
        expect(lineFoundByForce(lines)).toBe(line);
      }),
      { numRuns: amount({ usual: 40, deep: 100 }) },
    );
  });

  it('is broken by calls and by polls, at the beginning and later', () => {
    const histories = sampled(illegalHistory(), 200);
    const broken = histories.map(({ lines, line }) => lines[line - 1] ?? '');
    expect(broken.filter((text) => text.startsWith('{"call"')).length).toBeGreaterThan(20);
    expect(broken.filter((text) => text.startsWith('{"seen"')).length).toBeGreaterThan(20);
    expect(histories.filter(({ line }) => line > 5).length).toBeGreaterThan(20);
    expect(histories.filter(({ line }) => line <= 2).length).toBeGreaterThan(5);
  });

  it('shrinks to few lines, with a mark at the illegal one', () => {
    const found = smallest(
      illegalHistory(),
      ({ lines, line }) => !lines[line - 1]?.includes('call'),
    );
    expect(found?.lines.length).toBeLessThanOrEqual(3);
    const marked = found?.lines.map(
      (each, index) => `  ${index + 1 === found.line ? '> ' : '  '}${each}`,
    );
    expect(fc.stringify(found)).toBe(`\n${marked?.join('\n')}\n`);
  });
});

describe('invalid input is named', () => {
  it.each([legalHistory, illegalHistory])('%o', (ask) => {
    expect(() => ask(null as never)).toThrow(InvalidInputError);
    expect(() => ask({ weights: { polls: 7 } as never })).toThrow('weights.polls');
    expect(() => ask({ lines: 7 } as never)).toThrow(InvalidInputError);
  });
});
