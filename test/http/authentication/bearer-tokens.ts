/** Keys, and tokens that are signed with them, rightly or not. */
import { base64url, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { bearer, type JwtOptions } from '../../../src/http/authentication';

/** A key of this platform. */
export type PlatformKey = Awaited<ReturnType<typeof generateKeyPair>>['publicKey'];

/** Who issues the good tokens, and whom they are meant for. */
export const issuer = 'https://issuer.example';
export const audience = 'pipelines';

const extractable = { extractable: true };

/** The key pair of the issuer, one of somebody else, and some of other kinds. */
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

/** The secret, or its beginning, in the form of the platform. */
export function hmacKey(bytes: number): Promise<PlatformKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', secret.slice(0, bytes), algorithm, true, ['verify']);
}

/** The bytes of a text. */
export const bytesOf = (value: string) => new TextEncoder().encode(value);

/** Seconds since 1970. */
export const now = () => Math.floor(Date.now() / 1000);

/** The claims of a good token, with changes; what is undefined is missing. */
export function claims(changes: Readonly<Record<string, unknown>> = {}): JWTPayload {
  return { iss: issuer, aud: audience, sub: 'jane', exp: now() + 600, ...changes };
}

/** A token that jose signs: a good one, unless something else is asked for. */
export function sign(
  changes: Readonly<Record<string, unknown>> = {},
  header: { alg: string; [name: string]: unknown } = { alg: 'RS256' },
  key: PlatformKey | Uint8Array = rsa.privateKey,
): Promise<string> {
  return new SignJWT(claims(changes)).setProtectedHeader(header).sign(key);
}

/** A part of a token. */
export const part = (value: unknown) => base64url.encode(JSON.stringify(value));

/** A token that is put together by hand, as jose would not. */
export function forged(header: unknown, payload: unknown, signature = ''): string {
  return `${part(header)}.${part(payload)}.${signature}`;
}

/** A token that is rightly signed, whatever its first two parts are. */
export async function signed(parts: string): Promise<string> {
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', rsa.privateKey, bytesOf(parts));
  return `${parts}.${base64url.encode(new Uint8Array(signature))}`;
}

/** A hook that takes good tokens. */
export function hook(changes: Partial<JwtOptions> = {}) {
  return bearer({ jwt: { issuer, audience, key: rsa.publicKey, ...changes } });
}
