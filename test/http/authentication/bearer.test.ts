/** Headers, API keys and options of `bearer`; other files test digests and JSON Web Tokens. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BearerOptions, bearer, hashApiKey } from '../../../src/http/authentication';
import { isDenial, noAuthentication } from '../../../src/http/authentication/authentication';
import { amount } from '../../tier';
import { admitted, denialOf, denied, presenting, refusalOf, requestWith } from './bearer-helpers';

const key = 'k3y-of-the-operations-team_0123456789';
const dotted = 'three.parts-but-no.token_0123456789==';
const authenticate = bearer({ apiKeys: [key, dotted] });

const challenges = {
  none: 'Bearer realm="pipelines"',
  malformed: 'Bearer realm="pipelines", error="invalid_request"',
  unknown: 'Bearer realm="pipelines", error="invalid_token"',
};

describe('the header', () => {
  test.each([
    ['missing', undefined, challenges.none],
    ['empty', '', challenges.none],
    ['of another scheme', `Basic ${key}`, challenges.none],
    ['of a scheme with a longer name', `Bearers ${key}`, challenges.none],
    ['of a scheme with a longer name and a sign', `Bearer-2 ${key}`, challenges.none],
    ['a key without a scheme', key, challenges.none],
    ['without a token', 'Bearer', challenges.malformed],
    ['with an empty token', 'Bearer ', challenges.malformed],
    ['with two tokens', `Bearer ${key} ${key}`, challenges.malformed],
    ['twice, as Headers joins them', `Bearer ${key}, Bearer ${key}`, challenges.malformed],
    ['with a token in quotes', `Bearer "${key}"`, challenges.malformed],
    ['with parameters', `Bearer token=${key}`, challenges.malformed],
    ['with a tab for a space', `Bearer\t${key}`, challenges.malformed],
    ['with a control character', `Bearer ${key}\0`, challenges.malformed],
    ['with a new line', `Bearer ${key}\n`, challenges.malformed],
    ['with a character that is not ASCII', `Bearer ${key}é`, challenges.malformed],
    ['with = within the token', 'Bearer abc=def', challenges.malformed],
    ['with = alone', 'Bearer ===', challenges.malformed],
    ['huge', `Bearer ${'a'.repeat(8193)}`, challenges.malformed],
    ['very huge', `Bearer ${'a'.repeat(10_000_000)}!`, challenges.malformed],
    ['with the longest token', `Bearer ${'a'.repeat(8192)}`, challenges.unknown],
  ])('%s', async (_, header, challenge) => {
    const denial = await denialOf(authenticate, requestWith(header), key);
    expect(denial).toMatchObject({ denied: true, challenge });
    expect(denial.reason).toMatch(/^[\w ]+$/);
  });

  test.each(['bearer', 'BEARER', 'bEaReR', 'Bearer  '])(
    'with the scheme %s is accepted',
    async (scheme) => {
      const caller = await authenticate(requestWith(`${scheme} ${key}`));
      expect(caller).toMatchObject({ subject: 'apiKeys[0]' });
    },
  );

  test('is the only place of a token', async () => {
    const request = new Request(`http://localhost/?access_token=${key}`, {
      method: 'POST',
      headers: { cookie: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: `access_token=${key}`,
    });
    expect(await denialOf(authenticate, request, key)).toMatchObject({
      challenge: challenges.none,
    });
    expect(request.bodyUsed).toBe(false);
  });
});

describe('an API key', () => {
  test('lets in its holder, with the permissions of the holder', async () => {
    const may = () => false;
    const team = bearer({ apiKeys: [key, { key: dotted, subject: 'team', may }] });
    expect(await admitted(team, key)).toEqual({ subject: 'apiKeys[0]', may: undefined });
    expect(await admitted(team, dotted)).toEqual({ subject: 'team', may });
    expect(Object.isFrozen(await admitted(team, dotted))).toBe(true);
  });

  test('may be configured by its hash alone', async () => {
    const sha256 = await hashApiKey(key);
    expect(sha256).toBe(createHash('sha256').update(key).digest('hex'));
    for (const hash of [sha256, sha256.toUpperCase()]) {
      const hashed = bearer({ apiKeys: [dotted, { sha256: hash, subject: 'hashed' }] });
      expect(await admitted(hashed, key)).toMatchObject({ subject: 'hashed' });
      expect(await denied(hashed, hash)).toMatchObject({ challenge: challenges.unknown });
    }
  });

  test.each([
    ['its beginning', key.slice(0, -1)],
    ['itself and more', `${key}a`],
    ['itself with =', `${key}=`],
    ['its end', key.slice(1)],
    ['in capital letters', key.toUpperCase()],
    ['something else', 'another-key-0123456789'],
    ['one character', 'k'],
  ])('is not %s', async (_, token) => {
    expect(await denied(authenticate, token)).toMatchObject({ challenge: challenges.unknown });
  });

  test('may have dots, even if tokens of three parts are accepted', async () => {
    const jwt = { issuer: 'i', audience: 'a', key: new Uint8Array(32) };
    const both = bearer({ apiKeys: [key, dotted], jwt });
    expect(await admitted(both, dotted)).toMatchObject({ subject: 'apiKeys[1]' });
    expect(await admitted(both, key)).toMatchObject({ subject: 'apiKeys[0]' });
    expect(await denied(both, `${dotted.slice(0, -3)}x`)).toMatchObject({
      challenge: challenges.unknown,
    });
  });

  test('among many lets in its own holder', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `${key}-${index}`);
    const all = bearer({ apiKeys: many });
    for (const [index, each] of many.entries()) {
      expect((await admitted(all, each)).subject).toBe(`apiKeys[${index}]`);
    }
  });

  test('is copied, so that a later change of the list has no effect', async () => {
    const apiKeys = [key];
    const fixed = bearer({ apiKeys });
    apiKeys[0] = dotted;
    expect(await admitted(fixed, key)).toBeDefined();
    await denied(fixed, dotted);
  });
});

describe('an arbitrary request', () => {
  const jwt = { issuer: 'i', audience: 'a', key: new Uint8Array(32) };
  const both = bearer({ apiKeys: [key, dotted], jwt });
  const keys = [key, dotted];

  test('is let in only with a key, and nothing throws', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `Bearer ${rest}`),
      fc.stringMatching(/^[Bb]earer +[\w.~+/-]{0,80}=*$/),
      fc.stringMatching(/^Bearer [\w-]*\.[\w-]*\.[\w-]*$/),
    );
    await fc.assert(
      fc.asyncProperty(text, async (header) => {
        fc.pre(!keys.some((each) => header.includes(each)));
        await denialOf(both, requestWith(header), header.replace(/^Bearer /, ''));
      }),
      { numRuns: amount({ usual: 50, deep: 5_000 }) },
    );
  });

  test('with almost a key is denied', async () => {
    const position = fc.nat({ max: key.length - 1 });
    const letter = fc.stringMatching(/^[\w.~+/-]?$/);
    await fc.assert(
      fc.asyncProperty(position, fc.nat({ max: 2 }), letter, async (at, cut, put) => {
        const token = key.slice(0, at) + put + key.slice(at + cut);
        fc.pre(token !== key);
        await denied(both, token);
      }),
      { numRuns: amount({ usual: 50, deep: 2_000 }) },
    );
  });
});

describe('malformed options', () => {
  const secret = 'hush-hush-0123456789';
  const short = 'sh0rt-key';

  test.each<[string, unknown, string, RegExp]>([
    ['neither keys nor jwt', {}, 'apiKeys', /noAuthentication/],
    ['keys that are undefined', { apiKeys: undefined }, 'apiKeys', /noAuthentication/],
    ['not an object', secret, 'options', /an object/],
    ['no options', undefined, 'options', /an object/],
    ['a misspelled field', { apiKey: [secret] }, 'apiKey', /left out/],
    ['a key as the name of an option', { [secret]: 'team' }, '(a name, not shown)', /left out/],
    ['a short key as one', { [short]: 'team' }, '(a name, not shown)', /left out/],
    ['a key as an option of jwt', { jwt: { [secret]: 1 } }, 'jwt.(a name, not shown)', /left out/],
    ['a key instead of a list', { apiKeys: secret }, 'apiKeys', /a list/],
    ['a map of keys', { apiKeys: { [secret]: 'team' } }, 'apiKeys', /a list/],
    ['an empty list', { apiKeys: [] }, 'apiKeys', /at least one/],
    ['a short key', { apiKeys: [secret, short] }, 'apiKeys[1]', /16 to 4096/],
    ['a short key in an object', { apiKeys: [{ key: short }] }, 'apiKeys[0].key', /16/],
    ['a huge key', { apiKeys: [secret.repeat(300)] }, 'apiKeys[0]', /16 to 4096/],
    ['a key that nobody can present', { apiKeys: [`${secret} `] }, 'apiKeys[0]', /letters/],
    ['a number instead of a key', { apiKeys: [123456789012345680] }, 'apiKeys[0]', /a key/],
    ['a hole in the list', { apiKeys: Array(1) }, 'apiKeys[0]', /a key/],
    ['neither key nor hash', { apiKeys: [{ subject: 'a' }] }, 'apiKeys[0]', /either key or sha256/],
    ['key and hash', { apiKeys: [{ key: secret, sha256: secret }] }, 'apiKeys[0]', /not both/],
    ['a key instead of a hash', { apiKeys: [{ sha256: secret }] }, 'apiKeys[0].sha256', /64 hex/],
    ['a key as the name of a field', { apiKeys: [{ [secret]: 'a' }] }, 'apiKeys[0]', /an object/],
    [
      'an empty subject',
      { apiKeys: [{ key: secret, subject: '' }] },
      'apiKeys[0].subject',
      /string/,
    ],
    [
      'permissions that are not a function',
      { apiKeys: [{ key: secret, may: {} }] },
      'apiKeys[0].may',
      /func/,
    ],
    [
      'a key twice',
      { apiKeys: [secret, dotted, { key: secret }] },
      'apiKeys[2]',
      /than apiKeys\[0\]/,
    ],
    ['an unknown field of jwt', { jwt: { secret } }, 'jwt.secret', /left out/],
    ['a secret instead of jwt', { jwt: secret }, 'jwt', /an object/],
    ['a realm with quotes', { apiKeys: [secret], realm: 'a "b"' }, 'realm', /without quotes/],
    ['a realm with a new line', { apiKeys: [secret], realm: 'a\r\nb' }, 'realm', /printable/],
    ['a realm that is not ASCII', { apiKeys: [secret], realm: 'é' }, 'realm', /ASCII/],
    ['an empty realm', { apiKeys: [secret], realm: '' }, 'realm', /at least one/],
    ['a realm that is not a string', { apiKeys: [secret], realm: 1 }, 'realm', /printable/],
  ])('%s', (_, options, field, allowed) => {
    const refusal = refusalOf(() => bearer(options as BearerOptions), secret, short);
    expect(refusal.field).toBe(field);
    expect(refusal.allowed).toMatch(allowed);
  });

  // A variable of the environment that is not set, for example.
  test.each([
    [{ apiKeys: [''] }, 'apiKeys[0] is "", but must be a key'],
    [{ apiKeys: [undefined] }, 'apiKeys[0] is undefined, but must be a key'],
    [{ apiKeys: null }, 'apiKeys is null, but must be a list'],
    [{ jwt: { key: undefined } }, 'jwt.key is undefined, but must be a CryptoKey'],
    [{ jwt: { key: '' } }, 'jwt.key is "", but must be a CryptoKey'],
  ])('a value that is missing or empty is shown: %j', (options, message) => {
    expect(() => bearer(options as unknown as BearerOptions)).toThrow(message);
  });

  test('a hash twice, once in capital letters', async () => {
    const sha256 = await hashApiKey(secret);
    const apiKeys = [{ sha256 }, { sha256: sha256.toUpperCase() }];
    expect(refusalOf(() => bearer({ apiKeys }), sha256).field).toBe('apiKeys[1]');
  });

  test('a key and its hash let nobody in', async () => {
    const twins = bearer({ apiKeys: [secret, { sha256: await hashApiKey(secret) }] });
    for (const token of [secret, dotted]) {
      const answer = await Promise.allSettled([twins(presenting(token))]);
      const [{ status, reason }] = answer as [PromiseRejectedResult];
      expect(status).toBe('rejected');
      const refusal = refusalOf(() => {
        throw reason;
      }, secret);
      expect(refusal).toMatchObject({
        field: 'apiKeys[1]',
        allowed: 'another key than apiKeys[0]',
      });
    }
  });

  test('hashApiKey refuses a malformed key', async () => {
    const error = await hashApiKey(short).catch((thrown: unknown) => thrown);
    refusalOf(() => {
      throw error;
    }, short);
  });
});

describe('the realm', () => {
  test('is in the challenge, escaped', async () => {
    const named = bearer({ apiKeys: [key], realm: 'a\\b: c' });
    const { challenge } = await denialOf(named, requestWith());
    expect(challenge).toBe('Bearer realm="a\\\\b: c"');
    expect(new Headers({ 'www-authenticate': challenge }).get('www-authenticate')).toBe(challenge);
  });
});

describe('a hook', () => {
  test('without authentication lets everybody in', async () => {
    const caller = await noAuthentication(requestWith());
    expect(caller).toEqual({ subject: 'anybody' });
    expect(isDenial(caller)).toBe(false);
  });

  test.each<[unknown]>([
    [undefined],
    [null],
    [true],
    [key],
    [{}],
    [{ subject: 1 }],
    [{ subject: 'a', may: true }],
    [{ subject: 'a', denied: false }],
    [{ denied: true }],
    [{ denied: key, challenge: 'Bearer' }],
  ])('that returns %j lets nobody in', (answer) => {
    expect(refusalOf(() => isDenial(answer as never), key).field).toBe('authenticate');
  });
});
