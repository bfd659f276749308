/** The entries that a conformance test records, as lines. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deploymentStatuses, desiredStatuses, parseRequest } from '../../../../src/lifecycle';
import { anyAction } from '../../../../src/testing';
import {
  callEntry,
  lineOf,
  namedEntry,
  readingEntry,
} from '../../../../src/testing/conformance/history/history-entries';
import { type HistoryEntry, type LineTimes, parseEntry } from '../../../../src/trace';

const some = <Item>(items: readonly Item[]) =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1 }) as fc.Arbitrary<[Item, ...Item[]]>;

const anyEntry: fc.Arbitrary<HistoryEntry> = fc.oneof(
  fc
    .record({
      action: anyAction(),
      answer: fc.constantFrom(202, 400, 500, 503),
      code: fc.option(fc.string(), { nil: undefined }),
    })
    .map(({ action, answer, code }) => callEntry(action, answer, code)),
  fc
    .record({
      statuses: some(deploymentStatuses),
      desiredStatuses: some(desiredStatuses),
      hasError: fc.boolean(),
    })
    .map(readingEntry),
  fc.string().map((text): HistoryEntry => ({ kind: 'note', text })),
  fc
    .dictionary(fc.constantFrom('standby', 'suspendable'), fc.constant(false), {
      noNullPrototype: true,
    })
    .map((capabilities): HistoryEntry => ({ kind: 'capabilities', capabilities })),
);

const anyTime = fc.double({ noNaN: true, noDefaultInfinity: true }).map((time) => time + 0);

/** Times in either notation; a call without an answer may say when the client gave up. */
const anyTimes = (isAnswered: boolean): fc.Arbitrary<LineTimes> =>
  fc
    .record({
      notation: fc.constantFrom('number' as const, 'text' as const),
      times: fc.tuple(anyTime, anyTime).map((each) => each.toSorted((one, other) => one - other)),
      dates: fc.tuple(fc.nat(), fc.nat()).map(([began, after]) => [began, began + after]),
      hasEnd: fc.boolean(),
    })
    .map(({ notation, times, dates, hasEnd }) => {
      const [began = 0, ended = 0] = notation === 'number' ? times : dates;
      if (isAnswered) return { began, ended, gaveUp: null, notation };
      return { began, ended: Infinity, gaveUp: hasEnd ? ended : null, notation };
    });

test('an entry with times is read again from its line as it was', () => {
  const answered = anyTimes(true).map((times): HistoryEntry => {
    return { ...callEntry(parseRequest('pause'), 202), times };
  });
  const lost = anyTimes(false).map((times): HistoryEntry => {
    return { ...callEntry(parseRequest('stop'), 500), answer: null, times };
  });
  const seen = anyTimes(true).map((times): HistoryEntry => {
    const statuses = { statuses: ['Paused'], desiredStatuses: ['Running'] } as const;
    return { ...readingEntry({ ...statuses, hasError: false }), times };
  });
  fc.assert(
    fc.property(fc.oneof(answered, lost, seen), (entry) => {
      expect(parseEntry(lineOf(entry))).toEqual(entry);
    }),
    { numRuns: 500 },
  );
});

test.each([
  '{"seen":',
  '{"capabilities":{"standby":false}}',
  '{"call":"pause","query":{},"answer":202,"began":1,"ended":2}',
])('what a driver names and cannot end a history becomes a note: %s', (line) => {
  expect(namedEntry(line)).toEqual({ kind: 'note', text: line });
});

test('every entry is read again from its line as it was', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      expect(parseEntry(lineOf(entry))).toEqual(entry);
    }),
    { numRuns: 500 },
  );
});
