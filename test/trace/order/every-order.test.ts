/**
 * The checker on small random histories of overlapping lines: it agrees with a search through every
 * permutation, also about lost calls, times that touch, and lines without times among others.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullCapabilities } from '../../../src/lifecycle';
import {
  checkHistory,
  describeViolation,
  HistoryFormatError,
  type HistoryReport,
} from '../../../src/trace';
import { amount } from '../../tier';
import { someOrderIsOrdinary } from './ordinary';
import { someOrderIsLegal, timedLine } from './overlapping';
import { anyCrowdedHistory, anyOverlappingHistory } from './overlapping-arbitrary';

const histories = amount({ usual: 50, deep: 10_000 });
/** Pinned, because this test also expects that few histories get both verdicts. */
const seed = 11;

const crowdedHistories = amount({ usual: 2, deep: 1_000 });

describe('a history of overlapping lines', () => {
  it('is legal if and only if one of all permutations is', async () => {
    const counts = { legal: 0, illegal: 0, unreadable: 0, reordered: 0 };
    await fc.assert(
      fc.asyncProperty(anyOverlappingHistory, async (history) => {
        const report = await checkHistory(history.map(timedLine)).catch((error: unknown) => error);
        // A line can contradict the place of one without times.
        if (report instanceof HistoryFormatError) {
          counts.unreadable += 1;
          return;
        }
        const expected = someOrderIsLegal(history, fullCapabilities) ? 'legal' : 'illegal';
        expect(report).toMatchObject({ verdict: expected });
        counts[expected] += 1;
        const inPlace = history.map((each) => ({ ...each, times: null }));
        const isLegalInPlace = someOrderIsLegal(inPlace, fullCapabilities);
        if (expected === 'legal' && !isLegalInPlace) counts.reordered += 1;
      }),
      { seed, numRuns: histories },
    );
    // A checker that calls everything legal, or everything illegal, or tries only one order, must
    // fail here.
    expect(counts.legal).toBeGreaterThan(histories / 5);
    expect(counts.illegal).toBeGreaterThan(histories / 5);
    expect(counts.reordered).toBeGreaterThan(histories / 25);
    expect(counts.unreadable).toBeLessThan(histories / 10);
  });

  it('is legal without a remark if and only if one of all permutations is ordinary', async () => {
    const counts = { ordinary: 0, odd: 0 };
    await fc.assert(
      fc.asyncProperty(anyOverlappingHistory, async (history) => {
        const lines = history.map(timedLine);
        const report = await checkHistory(lines).catch((error: unknown) => error);
        if (report instanceof HistoryFormatError) return;
        const { legal, remarks } = report as HistoryReport;
        if (!legal) return;
        const isOrdinary = remarks.length === 0;
        const [least, most] = (['decided', 'answered'] as const).map((lateOnce) =>
          someOrderIsOrdinary(history, fullCapabilities, lateOnce),
        );
        expect({ lines, isOrdinary: isOrdinary ? most : least }).toEqual({ lines, isOrdinary });
        counts[isOrdinary ? 'ordinary' : 'odd'] += 1;
        const strict = await checkHistory(lines, { strict: true });
        expect(strict.legal).toBe(isOrdinary);
      }),
      { seed, numRuns: histories },
    );
    expect(counts.ordinary).toBeGreaterThan(histories / 10);
    expect(counts.odd).toBeGreaterThan(histories / 20);
  });

  it('that really happened is legal, however many overlap', async () => {
    await fc.assert(
      fc.asyncProperty(anyCrowdedHistory, async (history) => {
        const { violation, undecided } = await checkHistory(history.map(timedLine));
        expect(violation && describeViolation(violation)).toBeNull();
        expect(undecided).toBeNull();
      }),
      { numRuns: crowdedHistories },
    );
  });
});
