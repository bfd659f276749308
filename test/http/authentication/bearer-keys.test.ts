/** The comparison of digests: correct, and in constant time, because it reads every byte. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexOfDigest } from '../../../src/http/authentication/bearer-keys';

describe('the comparison', () => {
  // Counts how often each byte of each digest is read.
  const counted = (digests: readonly (readonly number[])[]) => {
    const reads = digests.map((digest) => digest.map(() => 0));
    const watched = digests.map((digest, row) =>
      Object.defineProperties(
        { length: digest.length } as ArrayLike<number>,
        Object.fromEntries(
          digest.map((byte, column) => {
            const counts = reads[row] as number[];
            const get = () => {
              counts[column] = (counts[column] ?? 0) + 1;
              return byte;
            };
            return [column, { get }];
          }),
        ),
      ),
    );
    return { watched, reads };
  };

  test('reads every byte of every digest once, wherever the digest is', () => {
    const digest = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 32, maxLength: 32 });
    const list = fc.uniqueArray(digest, { minLength: 1, maxLength: 8, selector: String });
    fc.assert(
      fc.property(list, digest, fc.nat(), (digests, stranger, chosen) => {
        for (const wanted of [stranger, digests[chosen % digests.length] as number[]]) {
          const { watched, reads } = counted(digests);
          const expected = digests.findIndex((each) => String(each) === String(wanted));
          expect(indexOfDigest(watched, wanted)).toBe(expected);
          expect(reads.flat().every((count) => count === 1)).toBe(true);
        }
      }),
    );
  });

  test('sees a difference of one bit, anywhere', () => {
    const digest = Array.from({ length: 32 }, (_, index) => index * 7);
    for (let bit = 0; bit < 256; bit += 1) {
      const other = digest.map((byte, index) => byte ^ (index === bit >> 3 ? 1 << (bit & 7) : 0));
      expect(indexOfDigest([digest], other)).toBe(-1);
      expect(indexOfDigest([other, digest], digest)).toBe(1);
    }
  });
});
