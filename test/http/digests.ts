/** Digests without a thread, for tests on a virtual clock. */
import { createHash } from 'node:crypto';
import { onTestFinished, vi } from 'vitest';

/**
 * Makes `crypto.subtle.digest` compute in the same turn, until the test ends. The platform computes
 * digests, such as those of ETags, on a thread of its own, for which a virtual clock would not
 * wait.
 */
export function digestAtOnce(): void {
  const spy = vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const hash = createHash(name.replace('-', '')).update(bytes).digest();
    return new Uint8Array(hash).buffer;
  });
  onTestFinished(() => spy.mockRestore());
}
