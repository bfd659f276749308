/** JSON Web Tokens: good ones, and every kind of bad one. */
import { KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { base64url, createLocalJWKSet, decodeJwt, errors, exportJWK, exportSPKI } from 'jose';
import { describe, expect, test } from 'vitest';
import type { JwtOptions } from '../../../src/http/authentication';
import { amount } from '../../tier';
import { admitted, denied } from './bearer-helpers';
import {
  audience,
  bytesOf,
  claims,
  edwards,
  elliptic,
  forged,
  holdTime,
  hook,
  issuer,
  now,
  other,
  type PlatformKey,
  part,
  publicJwk,
  rsa,
  secret,
  sign,
  signed,
} from './bearer-tokens';

holdTime();

const good = await sign();
const spki = await exportSPKI(rsa.publicKey);
const stranger = await exportJWK(other.publicKey);
const authenticate = hook();
const keySet = hook({ key: createLocalJWKSet({ keys: [{ ...publicJwk, kid: 'a' }] }) });
const invalid = 'Bearer realm="pipelines", error="invalid_token"';

describe('a good token', () => {
  test('lets in its subject, with all permissions, until it expires', async () => {
    const token = await sign();
    const { exp = 0 } = decodeJwt(token);
    const caller = { subject: 'jane', may: undefined };
    expect(await admitted(authenticate, token)).toEqual({ ...caller, expiresAt: exp * 1000 });
    const tolerant = await admitted(hook({ clockTolerance: 30 }), token);
    expect(tolerant.expiresAt).toBe((exp + 30) * 1000);
  });

  test('lets in its subject, with the permissions of its claims', async () => {
    const own = hook({
      may:
        ({ prefix }) =>
        (_, name) =>
          name.startsWith(String(prefix)),
    });
    const { may } = await admitted(own, await sign({ prefix: 'jane-' }));
    expect([may?.('act', 'jane-orders'), may?.('read', 'orders')]).toEqual([true, false]);
  });

  test.each<[string, Partial<JwtOptions>, string, PlatformKey | Uint8Array]>([
    ['RS256', { key: rsa.publicKey }, 'RS256', rsa.privateKey],
    ['ES256', { key: elliptic.publicKey }, 'ES256', elliptic.privateKey],
    ['EdDSA', { key: edwards.publicKey }, 'EdDSA', edwards.privateKey],
    ['Ed25519', { key: edwards.publicKey }, 'Ed25519', edwards.privateKey],
    ['HS256, a secret', { key: secret }, 'HS256', secret],
    ['a KeyObject', { key: KeyObject.from(rsa.publicKey) }, 'RS256', rsa.privateKey],
    ['a JSON Web Key', { key: publicJwk }, 'RS256', rsa.privateKey],
    [
      'a secret JSON Web Key',
      { key: { kty: 'oct', k: base64url.encode(secret) } },
      'HS256',
      secret,
    ],
    [
      'a secret from a lookup, if that is allowed',
      { key: () => secret, algorithms: ['HS256'] },
      'HS256',
      secret,
    ],
  ])('may be verified by %s', async (_, changes, alg, key) => {
    expect(await admitted(hook(changes), await sign({}, { alg }, key))).toBeDefined();
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['for several audiences', { aud: ['billing', audience] }],
    ['with a time before which it is not valid', { nbf: now - 1 }],
  ])('may be %s', async (_, changes) => {
    expect(await admitted(authenticate, await sign(changes))).toBeDefined();
  });

  test('may come from one of several issuers, within the clock tolerance', async () => {
    const tolerant = hook({ issuer: ['https://b.example', issuer], clockTolerance: 60 });
    expect(await admitted(tolerant, await sign({ exp: now - 30 }))).toBeDefined();
    expect(await admitted(tolerant, await sign({ nbf: now + 30 }))).toBeDefined();
    await denied(tolerant, await sign({ exp: now - 90 }));
  });

  test('is verified even if the bytes of the secret were changed later', async () => {
    const bytes = secret.slice();
    const fixed = hook({ key: bytes });
    bytes.fill(0);
    expect(await admitted(fixed, await sign({}, { alg: 'HS256' }, secret))).toBeDefined();
    await denied(fixed, await sign({}, { alg: 'HS256' }, bytes));
  });

  test('leaves the JSON Web Key of the options unfrozen', () => {
    expect(Object.isFrozen(publicJwk)).toBe(false);
  });
});

describe('a bad token', () => {
  const [header = '', payload = '', signature = ''] = good.split('.');
  const pem = bytesOf(spki);
  const modulus = base64url.decode(publicJwk.n as string);
  const hmac = (key: Uint8Array) => sign({}, { alg: 'HS256', kid: 'a' }, key);

  test.each<[string, () => string | Promise<string>]>([
    ['expired', () => sign({ exp: now - 1 })],
    ['expiring just now', () => sign({ exp: now })],
    ['not yet valid', () => sign({ nbf: now + 60 })],
    ['of another issuer', () => sign({ iss: 'https://evil.example' })],
    ['of an issuer with the same beginning', () => sign({ iss: `${issuer}.evil.example` })],
    ['for another audience', () => sign({ aud: 'billing' })],
    ['for other audiences', () => sign({ aud: ['billing', 'pipelines2'] })],
    ['without exp', () => sign({ exp: undefined })],
    ['without sub', () => sign({ sub: undefined })],
    ['with an empty sub', () => sign({ sub: '' })],
    ['with a sub that is not a string', () => sign({ sub: 7 as never })],
    ['without iss', () => sign({ iss: undefined })],
    ['without aud', () => sign({ aud: undefined })],
    ['with an exp that is not a number', () => sign({ exp: '9999999999' as never })],
    ['with the algorithm none', () => forged({ alg: 'none' }, claims())],
    ['with the algorithm NONE', () => forged({ alg: 'NONE' }, claims())],
    ['with the algorithm none and a signature', () => forged({ alg: 'none' }, claims(), signature)],
    ['without an algorithm', () => forged({}, claims(), signature)],
    ['with an unknown algorithm', () => forged({ alg: 'RS999' }, claims(), signature)],
    [
      'with the name of a method as its algorithm',
      () => forged({ alg: 'toString' }, claims(), signature),
    ],
    [
      'with an algorithm that does not fit the key',
      () => sign({}, { alg: 'ES256' }, elliptic.privateKey),
    ],
    ['signed by HS256 with the public key in PEM', () => hmac(pem)],
    ['signed by HS256 with the modulus', () => hmac(modulus)],
    [
      'signed by HS256 with the public JSON Web Key',
      () => hmac(bytesOf(JSON.stringify(publicJwk))),
    ],
    ['signed by another key', () => sign({}, { alg: 'RS256', kid: 'a' }, other.privateKey)],
    [
      'that brings its key along',
      () => sign({}, { alg: 'RS256', jwk: stranger, kid: 'a' }, other.privateKey),
    ],
    [
      'that says where its key is',
      () =>
        sign(
          {},
          { alg: 'RS256', jku: 'http://localhost:1/', x5u: 'http://localhost:1/' },
          other.privateKey,
        ),
    ],
    ['with another payload', () => `${header}.${part(claims({ sub: 'root' }))}.${signature}`],
    ['with another header', () => `${part({ alg: 'RS512' })}.${payload}.${signature}`],
    ['without a signature', () => `${header}.${payload}.`],
    ['without a payload', () => `${header}..${signature}`],
    ['with half a signature', () => `${header}.${payload}.${signature.slice(0, 100)}`],
    [
      'with an unknown extension that is critical',
      () => signed(`${part({ alg: 'RS256', crit: ['x'], x: 1 })}.${payload}`),
    ],
    [
      'with a payload that is not encoded',
      () => signed(`${part({ alg: 'RS256', b64: false, crit: ['b64'] })}.payload`),
    ],
    ['of dots', () => '..'],
    ['of letters', () => 'a.b.c'],
    ['whose header is not an object', () => `${part([])}.${payload}.${signature}`],
    ['whose claims are not an object', () => signed(`${header}.${part([])}`)],
    ['whose claims are not JSON', () => signed(`${header}.${base64url.encode('{')}`)],
    ['of two parts', () => `${header}.${payload}`],
    ['of five parts', () => `${good}.${payload}.${signature}`],
  ])('%s is denied, by a key and by a set of keys', async (_, make) => {
    const token = await make();
    for (const each of [authenticate, keySet]) {
      const denial = await denied(each, token);
      expect(denial).toMatchObject({ challenge: invalid });
      expect(denial.reason).toMatch(/^[\w ,:.-]+$/);
    }
  });

  test.each<[RegExp, Readonly<Record<string, unknown>>]>([
    [/expired/, { exp: 1 }],
    [/claim iss is wrong/, { iss: 'x' }],
    [/claim aud is wrong/, { aud: 'x' }],
    [/claim sub is wrong: missing/, { sub: undefined }],
    [/claim nbf is wrong/, { nbf: now + 60 }],
  ])('has a reason for the log: %s', async (reason, changes) => {
    expect((await denied(authenticate, await sign(changes))).reason).toMatch(reason);
  });

  test('signed by HS384 is denied if only HS256 is allowed', async () => {
    const long = new Uint8Array(64).fill(7);
    await denied(hook({ key: long }), await sign({}, { alg: 'HS384' }, long));
  });

  test('signed by a secret from a lookup is denied if secrets are not allowed', async () => {
    await denied(hook({ key: () => secret }), await sign({}, { alg: 'HS256' }, secret));
  });

  test('without a key in the lookup is denied, even if that returns undefined', async () => {
    await denied(hook({ key: () => undefined as never }), good);
    const none = () => Promise.reject(new errors.JWKSNoMatchingKey());
    await denied(hook({ key: none }), good);
  });

  test('with one changed character is denied, wherever it is', async () => {
    // Not the last character, some of whose bits mean nothing.
    const position = fc.nat({ max: good.length - 2 });
    await fc.assert(
      fc.asyncProperty(position, fc.stringMatching(/^[\w.-]?$/), async (at, put) => {
        const token = good.slice(0, at) + put + good.slice(at + 1);
        fc.pre(token !== good);
        await denied(authenticate, token);
      }),
      { numRuns: amount({ usual: 100, deep: 2_000 }) },
    );
  });

  test('of any header and any claims is denied', async () => {
    const alg = fc.constantFrom('none', 'HS256', 'RS256', 'ES256', 'EdDSA', '', 7, null);
    const crit = fc.oneof(fc.constant(['b64']), fc.array(fc.string()));
    const optional = { requiredKeys: [] };
    const anyHeader = fc.record(
      { alg, crit, kid: fc.string(), b64: fc.boolean(), jwk: fc.constant(stranger) },
      optional,
    );
    const bytes = fc.uint8Array({ maxLength: 300 }).map(base64url.encode);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyHeader, fc.jsonValue()),
        fc.oneof(fc.constant(claims()), fc.jsonValue()),
        fc.oneof(fc.constant(signature), bytes),
        async (anyOf, anyClaims, anySignature) => {
          const token = forged(anyOf, anyClaims, anySignature);
          fc.pre(token.length <= 8192);
          for (const each of [authenticate, keySet]) await denied(each, token);
        },
      ),
      { numRuns: amount({ usual: 100, deep: 2_000 }) },
    );
  });
});
