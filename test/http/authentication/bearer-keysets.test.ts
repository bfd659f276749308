/** Sources of keys for JSON Web Tokens: sets that change, servers that are down, and no jose. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { admitted, denied, presenting } from './bearer-helpers';
import {
  audience,
  claims,
  forged,
  holdTime,
  hook,
  issuer,
  other,
  rsa,
  secret,
  sign,
} from './bearer-tokens';

holdTime();

describe('keys that are rotated', () => {
  const jwk = async (kid: string | undefined, { publicKey }: typeof rsa) => ({
    ...(await exportJWK(publicKey)),
    ...(kid === undefined ? {} : { kid }),
  });

  test('are those of the present set', async () => {
    const [first, second] = await Promise.all([jwk('a', rsa), jwk('b', other)]);
    let keys = createLocalJWKSet({ keys: [first] });
    const rotated = hook({ key: (...asked) => keys(...asked) });
    const old = await sign({}, { alg: 'RS256', kid: 'a' });
    const young = await sign({}, { alg: 'RS256', kid: 'b' }, other.privateKey);
    await admitted(rotated, old);
    await denied(rotated, young);
    keys = createLocalJWKSet({ keys: [first, second] });
    await admitted(rotated, old);
    await admitted(rotated, young);
    keys = createLocalJWKSet({ keys: [second] });
    await denied(rotated, old);
    await admitted(rotated, young);
  });

  test('are all tried for a token that does not name its key', async () => {
    const keys = await Promise.all([jwk('a', rsa), jwk('b', other)]);
    const rotated = hook({ key: createLocalJWKSet({ keys }) });
    await admitted(rotated, await sign());
    await admitted(rotated, await sign({}, { alg: 'RS256' }, other.privateKey));
    const third = await generateKeyPair('RS256');
    const strange = await sign({}, { alg: 'RS256' }, third.privateKey);
    expect((await denied(rotated, strange)).reason).toContain('SIGNATURE_VERIFICATION_FAILED');
    const old = await sign({ exp: 1 }, { alg: 'RS256' }, rsa.privateKey);
    expect((await denied(rotated, old)).reason).toContain('expired');
    // With a wrong name, no other key is tried.
    await denied(rotated, await sign({}, { alg: 'RS256', kid: 'c' }));
  });

  test('are never secrets, even if those are allowed: the token is bad, which is no error', async () => {
    const key = createLocalJWKSet({ keys: [{ kty: 'oct', k: base64url.encode(secret) }] });
    const odd = hook({ key, algorithms: ['HS256'] });
    await denied(odd, await sign({}, { alg: 'HS256' }, secret));
  });
});

const good = await sign({}, { alg: 'RS256', kid: 'a' });

describe('keys from a server', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let asked = 0;
  let url: URL;
  /** The limit of a request: reached as soon as the server does not answer, and never else. */
  let limit: AbortController;

  const listen = (port = 0) =>
    new Promise<void>((resolve) => {
      server = createServer((_, response) => {
        asked += 1;
        if (answer.status === 0) {
          limit.abort(new DOMException('Time is up.', 'TimeoutError'));
          return;
        }
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(answer.body);
      }).listen(port, '127.0.0.1', () => {
        url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
        resolve();
      });
    });
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  const publish = async (...kids: string[]) => {
    const pairs = { a: rsa, b: other } as Readonly<Record<string, typeof rsa>>;
    const keys = await Promise.all(
      kids.map(async (kid) => ({ ...(await exportJWK((pairs[kid] ?? rsa).publicKey)), kid })),
    );
    answer = { status: 200, body: JSON.stringify({ keys }) };
  };

  beforeEach(async () => {
    asked = 0;
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      limit = new AbortController();
      return limit.signal;
    });
    await publish('a');
    await listen();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await close();
  });

  const remote = (options = {}) => hook({ key: createRemoteJWKSet(url, options) });

  test('are fetched once for many requests at a time, and never for a malformed token', async () => {
    const each = remote();
    await denied(each, forged({ alg: 'none', kid: 'a' }, claims()));
    await denied(each, 'a.b.c');
    expect(asked).toBe(0);
    await Promise.all(Array.from({ length: 20 }, () => admitted(each, good)));
    await denied(each, await sign({}, { alg: 'RS256', kid: 'a' }, other.privateKey));
    expect(asked).toBe(1);
  });

  test('are fetched again for an unknown key', async () => {
    const each = remote({ cooldownDuration: 0 });
    await admitted(each, good);
    const young = await sign({}, { alg: 'RS256', kid: 'b' }, other.privateKey);
    await denied(each, young);
    await publish('a', 'b');
    await admitted(each, young);
  });

  test.each<[string, typeof answer, RegExp]>([
    ['an error', { status: 500, body: '{}' }, /200 OK/],
    ['something other than JSON', { status: 200, body: '<html>' }, /JSON/],
    ['no keys', { status: 200, body: '{"error":"x"}' }, /malformed/],
    ['a redirect', { status: 302, body: '' }, /200 OK/],
    ['nothing in time', { status: 0, body: '' }, /timed out/],
  ])('of a server that answers %s are an error, not a denial', async (_, broken, message) => {
    const each = remote();
    answer = broken;
    await expect(each(presenting(good))).rejects.toThrow(message);
    await publish('a');
    await admitted(each, good);
  });

  test('of a server that is down are an error until it is up again, not a denial', async () => {
    const each = remote();
    const { port } = url;
    await close();
    const error = await Promise.resolve(each(presenting(good))).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(String((error as Error).stack)).not.toContain(good.slice(0, 20));
    await listen(Number(port));
    await admitted(each, good);
  });

  test('of a server that went down are remembered', async () => {
    const each = remote();
    await admitted(each, good);
    await close();
    await admitted(each, good);
    await listen();
  });
});

describe('an error in a function of the host', () => {
  test('rejects, and lets nobody in', async () => {
    const boom = new Error('boom');
    const fail = () => {
      throw boom;
    };
    const token = await sign();
    for (const broken of [hook({ key: fail }), hook({ may: fail })]) {
      await expect(broken(presenting(token))).rejects.toBe(boom);
    }
    const forgetful = hook({ may: () => undefined as never });
    await expect(forgetful(presenting(token))).rejects.toMatchObject({ field: 'jwt.may' });
  });
});

describe('if jose cannot be loaded', () => {
  afterEach(() => {
    vi.doUnmock('jose');
    vi.resetModules();
  });

  // A missing jose is tested with the package, in an installation without it.
  test('API keys work, and a token is an error of the server', async () => {
    const token = await sign();
    vi.resetModules();
    vi.doMock('jose', () => {
      throw new Error('It is broken.');
    });
    const key = 'k3y-of-the-operations-team';
    const fresh = await import('../../../src/http/authentication');
    const jwt = { issuer, audience, key: rsa.publicKey };
    const both = fresh.bearer({ apiKeys: [key], jwt });
    expect(await admitted(both, key)).toMatchObject({ subject: 'apiKeys[0]' });
    await expect(both(presenting(token))).rejects.toMatchObject({
      cause: new Error('It is broken.'),
    });
  });
});
