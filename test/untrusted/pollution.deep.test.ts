/**
 * A polluted `Object.prototype`: by a bug or on purpose, somebody has put fields there, and every
 * object inherits them. What is inherited is not given, so every function answers as without it,
 * and nothing is impossible.
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { createPipeline, memoryStore } from '../../src/host';
import { bearer } from '../../src/http';
import { parseQuery, parseRequest } from '../../src/lifecycle';
import { parseEntry } from '../../src/trace';
import { isDeep, sample } from '../tier';
import { cases, failed } from './cases';

const { publicKey } = generateKeyPairSync('ed25519');

type Inherited = Readonly<Record<string, unknown>>;

/** Fields of every kind of input, with values that would be allowed if they were given. */
const inherited: Inherited = {
  ...failed,
  ...failed.error,
  ...{ initial: 'running', bootstrapPolicy: 'allow', dismissError: true, force: true },
  ...{ type: 'stop', bootstrap_policy: 'allow', dismiss_error: true, capabilities: {} },
  ...{ checkpointing: false, suspendable: false, standby: false },
  ...{ seed: 1, limit: 1, only: ['liveness'], apiKey: 'k', realm: 'r', from: 'anywhere' },
  ...{ rule: 'stop.forced', httpStatus: 202, accepted: true, changed: true, reason: 'r' },
  ...{ code: 'c', by: '0', call: 'stop', answer: 202, query: {}, seen: {}, field: 'f' },
  ...{ kty: 'oct', d: 'private', priv: 'private', pipeline: null },
};

async function whileInherited<Value>(fields: Inherited, enumerable: boolean, act: () => Value) {
  for (const [name, value] of Object.entries(fields)) {
    const descriptor = { value, enumerable, configurable: true, writable: true };
    Object.defineProperty(Object.prototype, name, descriptor);
  }
  try {
    return await act();
  } finally {
    for (const name of Object.keys(fields)) Reflect.deleteProperty(Object.prototype, name);
  }
}

/** The result as JSON, or the error as text: later comparisons must not inherit anything either. */
async function textOf(act: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await act()) ?? 'nothing';
  } catch (error) {
    return String(error);
  }
}

// Zod, which writes OpenAPI, finds what is inherited in its own objects. Stores take long to check.
// The package of Restate cannot even be imported.
const exempt = ['openApi', 'checkStore', 'restateServices'];

/** All at once: each time that something is inherited, the engine compiles everything anew. */
describe.each(sample([true, false], 1))('what is inherited, enumerable %s,', (enumerable) => {
  const tried = cases.filter(({ name }) => !exempt.includes(name));
  const answers = async () => {
    const texts = new Map<string, string>();
    for (const { name, takes, sample: given } of tried) {
      texts.set(name, await textOf(() => takes(given as never)));
    }
    return texts;
  };
  let [alone, inheriting] = [new Map<string, string>(), new Map<string, string>()];
  beforeAll(async () => {
    alone = await answers();
    inheriting = await whileInherited(inherited, enumerable, answers);
  });

  it.each(tried)('is not taken for given by $name', ({ name }) => {
    expect(alone.get(name)).toBeDefined();
    expect(inheriting.get(name)).toBe(alone.get(name));
  });
});

test.each<[what: string, act: () => unknown]>([
  ['a request', () => parseRequest('stop')],
  ['a query', () => parseQuery('start', new URLSearchParams('initial=paused'))],
  [
    'a line of a history',
    () =>
      parseEntry('{"seen":{"deployment_status":"Paused","deployment_desired_status":"Paused"}}'),
  ],
  ['a call in a history', () => parseEntry('{"call":"stop","answer":202}')],
  ['a query in a history', () => parseEntry('{"call":"start","query":{},"answer":202}')],
  ['a query of texts', () => parseEntry('{"call":"stop","query":{"force":"false"}}')],
  ['a line of nothing', () => parseEntry('{}')],
  ['a public key', () => typeof bearer({ jwt: { issuer: 'i', audience: 'a', key: publicKey } })],
  [
    'a change without a pipeline',
    async () => {
      const store = memoryStore();
      await store.create(createPipeline('orders', { now: 0, id: 'first' }));
      return store.update('orders', () => ({}) as never);
    },
  ],
  ['a key without a type', () => bearer({ jwt: { issuer: 'i', audience: 'a', key: {} as never } })],
])('%s does not inherit what was left out', async (_what, act) => {
  const expected = await textOf(act);
  expect(await whileInherited(inherited, true, () => textOf(act))).toBe(expected);
});

describe.runIf(isDeep)('what is worked out when it is first needed', () => {
  /** Asks everything, in a process that has not been asked before. */
  const program = `
    const [when, fields] = process.argv.slice(1);
    const pollute = () => Object.assign(Object.prototype, JSON.parse(fields));
    if (when === 'before') pollute();
    const { decide, observe, reconcile, toSnapshot, fromSnapshot, ...lifecycle } =
      await import('pipeline-lifecycle');
    if (when === 'after') pollute();
    const answers = lifecycle.reachableDeployments().flatMap((each) => [
      ...lifecycle.everyAction.map((action) => decide(each, action)),
      ...lifecycle.everyObservation.map((observation) => observe(each, observation)),
      reconcile(each),
      fromSnapshot(toSnapshot(each)),
    ]);
    const { createHash } = await import('node:crypto');
    console.log(createHash('sha256').update(JSON.stringify(answers)).digest('hex'));
  `;
  const digest = async (when: 'before' | 'after', fields: Inherited) => {
    const options = ['--input-type=module', '--eval', program, when, JSON.stringify(fields)];
    return (await promisify(execFile)(process.execPath, options)).stdout;
  };

  it('is the same if it happened before the import, or after it', async () => {
    const { error, initial, force, httpStatus, code, by } = inherited;
    const tried: readonly Inherited[] = [
      { error, force },
      { initial, httpStatus, code, by },
    ];
    const digests = await Promise.all([
      digest('after', {}),
      ...sample(tried, 1).flatMap((fields) => [digest('before', fields), digest('after', fields)]),
    ]);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}\n$/);
    expect(new Set(digests).size).toBe(1);
  });
});
