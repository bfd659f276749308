/** Keys, and tokens that are signed with them, correctly or not. */
import { base64url, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, vi } from 'vitest';
import { bearer, type JwtOptions } from '../../../src/http/authentication';

/** A key of this platform. */
export type PlatformKey = Awaited<ReturnType<typeof generateKeyPair>>['publicKey'];

/** The issuer and the audience of good tokens. */
export const issuer = 'https://issuer.example';
export const audience = 'pipelines';

const extractable = { extractable: true };

/** The key pair of the issuer, one of somebody else, and two of other kinds. */
export const [rsa, other, elliptic, edwards] = await Promise.all([
  generateKeyPair('RS256', extractable),
  generateKeyPair('RS256', extractable),
  generateKeyPair('ES256', extractable),
  generateKeyPair('EdDSA', extractable),
]);

/** The public key of the issuer. */
export const publicJwk = await exportJWK(rsa.publicKey);

/** A secret that is long enough for HS256. */
export const secret = new Uint8Array(32).fill(7);

/** Returns the beginning of the secret as a key of the platform. */
export function hmacKey(bytes: number): Promise<PlatformKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', secret.slice(0, bytes), algorithm, true, ['verify']);
}

/** Returns the bytes of a text. */
export const bytesOf = (value: string) => new TextEncoder().encode(value);

/** The present time of these tests in seconds since 1970. */
export const now = Date.UTC(2026, 0, 31, 12) / 1000;

/** Lets the time stand still during the tests of this file, so that no token expires. */
export function holdTime(): void {
  beforeAll(() => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] }));
  afterAll(() => void vi.useRealTimers());
}

/** Returns the claims of a good token, with changes; an undefined claim is missing. */
export function claims(changes: Readonly<Record<string, unknown>> = {}): JWTPayload {
  return { iss: issuer, aud: audience, sub: 'jane', exp: now + 600, ...changes };
}

/** Returns a token that jose signs: a good one by default. */
export function sign(
  changes: Readonly<Record<string, unknown>> = {},
  header: { alg: string; [name: string]: unknown } = { alg: 'RS256' },
  key: PlatformKey | Uint8Array = rsa.privateKey,
): Promise<string> {
  return new SignJWT(claims(changes)).setProtectedHeader(header).sign(key);
}

/** Returns a part of a token. */
export const part = (value: unknown) => base64url.encode(JSON.stringify(value));

/** Returns a token that is put together by hand, as jose would not do. */
export function forged(header: unknown, payload: unknown, signature = ''): string {
  return `${part(header)}.${part(payload)}.${signature}`;
}

/** Returns a correctly signed token, whatever its first two parts are. */
export async function signed(parts: string): Promise<string> {
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', rsa.privateKey, bytesOf(parts));
  return `${parts}.${base64url.encode(new Uint8Array(signature))}`;
}

/** Creates a hook that accepts good tokens. */
export function hook(changes: Partial<JwtOptions> = {}) {
  return bearer({ jwt: { issuer, audience, key: rsa.publicKey, ...changes } });
}
