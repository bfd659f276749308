/**
 * Pseudo-random whole numbers that are the same in every run and on every machine: the multiplicative
 * generator of Lehmer with the modulus 2^31 - 1, whose products stay below 2^53.
 */
export function randomFrom(seed) {
  let last = seed;
  /** A number from 0, below `count`. */
  return (count) => {
    last = (last * 48271) % 2147483647;
    return last % count;
  };
}
