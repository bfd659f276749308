/**
 * Pseudo-random integers that are the same in every run and on every machine: the multiplicative
 * generator of Lehmer with the modulus 2^31 - 1, which keeps products below 2^53.
 */
export function randomFrom(seed) {
  let last = seed;
  /** An integer from 0 up to, but not including, `count`. */
  return (count) => {
    last = (last * 48271) % 2147483647;
    return last % count;
  };
}
