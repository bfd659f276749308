/** The comparison of digests: correct, and in constant time, because it reads every byte. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  indexOfDigest,
  indexOfText,
  keyHolders,
} from '../../../src/http/authentication/bearer-keys';

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

describe('the comparison of admitted keys', () => {
  test('finds the same text alone, at any place of the list', () => {
    const text = fc.string({ minLength: 1, maxLength: 40 });
    const list = fc.uniqueArray(text, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(list, text, fc.nat(), (texts, stranger, chosen) => {
        for (const wanted of [stranger, texts[chosen % texts.length] as string]) {
          expect(indexOfText(['', ...texts, ''], wanted)).toBe(['', ...texts].indexOf(wanted));
        }
      }),
    );
  });

  test('finds nothing for an empty text, a longer or a shorter one, or one that differs in a bit', () => {
    const key = 'key-0123456789-abc';
    expect(indexOfText(['', key], '')).toBe(-1);
    expect(indexOfText([key], `${key}=`)).toBe(-1);
    expect(indexOfText([key], key.slice(1))).toBe(-1);
    for (let at = 0; at < key.length; at += 1) {
      const other = String.fromCharCode(key.charCodeAt(at) ^ 1);
      expect(indexOfText([key], key.slice(0, at) + other + key.slice(at + 1))).toBe(-1);
    }
  });
});

test('a key is hashed when it is first presented, and a stranger each time', async () => {
  const [key, other] = ['key-0123456789-abc', 'other-0123456789-abc'];
  const holderOf = keyHolders([{ key, subject: 'owner' }]);
  expect(await holderOf(key)).toMatchObject({ subject: 'owner' });
  const digest = vi.spyOn(crypto.subtle, 'digest');
  expect(await holderOf(key)).toMatchObject({ subject: 'owner' });
  expect(digest).not.toHaveBeenCalled();
  expect(await holderOf(other)).toBeUndefined();
  expect(await holderOf(other)).toBeUndefined();
  expect(digest).toHaveBeenCalledTimes(2);
  digest.mockRestore();
});
