/** Options for JSON Web Tokens that would let in more than was meant, or nobody. */
import { KeyObject } from 'node:crypto';
import { base64url, exportJWK, exportSPKI } from 'jose';
import { describe, expect, test } from 'vitest';
import type { JwtOptions } from '../../../src/http/authentication';
import { admitted, refusalOf } from './bearer-helpers';
import {
  bytesOf,
  hmacKey,
  holdTime,
  hook,
  issuer,
  publicJwk,
  rsa,
  secret,
  sign,
} from './bearer-tokens';

holdTime();

const pem = bytesOf(await exportSPKI(rsa.publicKey));
const privateJwk = await exportJWK(rsa.privateKey);
const shortKey = await hmacKey(16);

describe('malformed options', () => {
  const short = 'short-secret-in-bytes';
  const hidden = base64url.encode(secret);

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['no issuer', { issuer: undefined }, 'jwt.issuer', /not empty/],
    ['an empty issuer', { issuer: '' }, 'jwt.issuer', /not empty/],
    ['an empty issuer in a list', { issuer: [issuer, ''] }, 'jwt.issuer', /not empty/],
    ['an empty list of issuers', { issuer: [] }, 'jwt.issuer', /at least one/],
    ['no audience', { audience: undefined }, 'jwt.audience', /not empty/],
    ['a pattern instead of an audience', { audience: /.*/ }, 'jwt.audience', /string/],
    ['no key', { key: undefined }, 'jwt.key', /createRemoteJWKSet/],
    ['null instead of a key', { key: null }, 'jwt.key', /createRemoteJWKSet/],
    ['a string instead of a key', { key: short }, 'jwt.key', /bytes of a secret/],
    ['a set instead of a key', { key: { keys: [publicJwk] } }, 'jwt.key', /createLocalJWKSet/],
    ['a short secret', { key: bytesOf(short) }, 'jwt.key', /32 bytes/],
    ['a secret too short', { key: secret, algorithms: ['HS256', 'HS512'] }, 'jwt.key', /64 bytes/],
    ['a short JSON Web Key', { key: { kty: 'oct', k: short } }, 'jwt.key', /32 bytes/],
    [
      'a JSON Web Key of 30 bytes',
      { key: { kty: 'oct', k: hidden.slice(0, 40) } },
      'jwt.key',
      /32 bytes/,
    ],
    ['an empty JSON Web Key', { key: { kty: 'oct' } }, 'jwt.key', /32 bytes/],
    ['a short KeyObject', { key: KeyObject.from(shortKey) }, 'jwt.key', /32 bytes/],
    ['a short CryptoKey', { key: shortKey }, 'jwt.key', /32 bytes/],
    ['a PEM instead of a secret', { key: pem }, 'jwt.key', /importSPKI/],
    ['a private key', { key: rsa.privateKey }, 'jwt.key', /public key/],
    ['a private KeyObject', { key: KeyObject.from(rsa.privateKey) }, 'jwt.key', /public key/],
    ['a private JSON Web Key', { key: privateJwk }, 'jwt.key', /public key/],
    ['a private seed', { key: { kty: 'AKP', priv: hidden } }, 'jwt.key', /public key/],
    ['none', { algorithms: ['none'] }, 'jwt.algorithms[0]', /RS256/],
    ['none beside others', { algorithms: ['RS256', 'none'] }, 'jwt.algorithms[1]', /RS256/],
    ['an unknown algorithm', { algorithms: ['RS265'] }, 'jwt.algorithms[0]', /RS256/],
    ['HS256 with a public key', { algorithms: ['HS256'] }, 'jwt.algorithms[0]', /RS256/],
    ['RS256 with a secret', { key: secret, algorithms: ['RS256'] }, 'jwt.algorithms[0]', /HS256/],
    [
      'both kinds',
      { key: () => secret, algorithms: ['RS256', 'HS256'] },
      'jwt.algorithms',
      /either/,
    ],
    ['no algorithm', { algorithms: [] }, 'jwt.algorithms', /at least one/],
    ['an algorithm alone', { algorithms: 'RS256' }, 'jwt.algorithms', /a list/],
    ['a tolerance in milliseconds', { clockTolerance: 60_000 }, 'jwt.clockTolerance', /300/],
    ['a negative tolerance', { clockTolerance: -1 }, 'jwt.clockTolerance', /0 to 300/],
    [
      'a tolerance that is not a number',
      { clockTolerance: Number.NaN },
      'jwt.clockTolerance',
      /0 to 300/,
    ],
    ['a tolerance in words', { clockTolerance: '1 hour' }, 'jwt.clockTolerance', /seconds/],
    ['permissions that are not a function', { may: {} }, 'jwt.may', /function/],
    ['an unknown field', { secret: short }, 'jwt.secret', /left out/],
  ])('%s', (_, changes, field, allowed) => {
    const refusal = refusalOf(() => hook(changes as Partial<JwtOptions>), short, hidden);
    expect(refusal.field).toBe(field);
    expect(refusal.allowed).toMatch(allowed);
  });

  test('secrets that are long enough are accepted in every form', async () => {
    const token = await sign({}, { alg: 'HS256' }, secret);
    const key = await hmacKey(32);
    for (const each of [key, KeyObject.from(key)]) await admitted(hook({ key: each }), token);
  });
});
