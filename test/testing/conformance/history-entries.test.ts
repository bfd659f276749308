/** The entries that a conformance test records, as lines. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deploymentStatuses, desiredStatuses } from '../../../src/lifecycle';
import { anyAction } from '../../../src/testing';
import { callEntry, lineOf, readingEntry } from '../../../src/testing/conformance/history-entries';
import { type HistoryEntry, parseEntry } from '../../../src/trace';

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

test('every entry is read again from its line as it was', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      expect(parseEntry(lineOf(entry))).toEqual(entry);
    }),
    { numRuns: 500 },
  );
});
