/** Digests without a thread, for tests on a virtual clock. */
import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';

/**
 * Makes `crypto.subtle.digest` compute in the same turn, until the test ends. The platform computes
 * digests, such as those of ETags, on a thread of its own, for which a virtual clock would not
 * wait.
 */
export function digestAtOnce(): void {
  // Of the object itself, so that its removal brings back that of the prototype.
  Object.defineProperty(crypto.subtle, 'digest', { value: digest, configurable: true });
  onTestFinished(() => {
    Reflect.deleteProperty(crypto.subtle, 'digest');
  });
}

type Digest = typeof crypto.subtle.digest;

async function digest(...[algorithm, data]: Parameters<Digest>): Promise<ArrayBuffer> {
  const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  const hash = createHash(name.replace('-', '')).update(bytes).digest();
  return new Uint8Array(hash).buffer;
}
