/** Every exported function, called as only a caller without types can call it. */
import { describe, expect, test } from 'vitest';
import * as client from '../../src/client';
import * as diagrams from '../../src/diagrams';
import * as host from '../../src/host';
import * as http from '../../src/http';
import { InvalidInputError } from '../../src/input';
import * as core from '../../src/lifecycle';
import * as postgres from '../../src/postgres';
import * as sqlite from '../../src/sqlite';
import * as table from '../../src/table';
import * as testing from '../../src/testing';
import * as trace from '../../src/trace';
import * as verify from '../../src/verify';
import { isDeep } from '../tier';

const entryPoints: Readonly<Record<string, object>> = {
  core,
  table,
  trace,
  verify,
  diagrams,
  host,
  sqlite,
  postgres,
  http,
  client,
  testing,
};

const refuse = () => {
  throw new Error('Do not touch.');
};
/** A Proxy that throws whatever is done with it. */
const untouchable = new Proxy({}, new Proxy({}, { get: () => refuse }));
const liar = { toString: 1, valueOf: 1 };

const garbage: readonly [what: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['0', 0],
  ['an empty text', ''],
  ['an empty object', {}],
  ['an empty array', []],
  ['a symbol', Symbol('garbage')],
  ['a function', () => {}],
  ['a Proxy that throws', untouchable],
  ['an object that cannot become a text', liar],
  ['an object with such fields', { type: liar, status: liar, checkpoint: liar, id: liar }],
];

const error = { message: 'Boom.', error_code: 'Boom', details: {} };
const fresh = core.createDeployment();
const origin = { now: 0, id: 'first' };
const pipeline = host.createPipeline('orders', origin);

/** Proper arguments, of which one after the other is replaced. */
const properArguments: Readonly<Record<string, readonly unknown[]>> = {
  decide: [fresh, { type: 'pause' }, {}],
  observe: [fresh, { type: 'running' }],
  verdicts: [fresh, {}],
  toSnapshot: [fresh, {}],
  withPipelineName: [error, 'orders'],
  parseQuery: ['stop', new URLSearchParams()],
  fromRequest: ['stop', {}],
  checkHistory: [[], {}],
  reconstruct: [[], {}],
  explore: [{}, { limit: 1 }],
  draw: ['status', {}],
  toMermaid: ['status', {}],
  toFormat: ['status', 'mermaid', {}],
  hasFormat: ['status', 'mermaid'],
  fileName: ['status', 'mermaid'],
  createPipeline: ['orders', origin],
  applyAction: [pipeline, { type: 'start' }, { now: 1 }],
  applyObservation: [pipeline, { type: 'running' }, { now: 1 }],
  versionedStore: [{}, {}],
  checkConformance: [{}, {}],
};

/** An empty object is the same as no options at all, with which `verify` takes a second. */
const isSlowAgain = (name: string, what: string) =>
  !isDeep && name === 'verify' && what === 'an empty object';

/** The other errors that the docstring of a function promises. */
const promised: Readonly<Record<string, readonly string[]>> = {
  parseEntry: ['SyntaxError'],
  checkHistory: ['HistoryFormatError'],
  historiesInHar: ['HistoryFormatError'],
  historiesInLog: ['HistoryFormatError'],
  reconstruct: ['HistoryFormatError'],
  explore: ['StateLimitError'],
  readPromelaDeployment: ['Error'],
  readPromelaStep: ['Error'],
};

type Callable = (...given: readonly unknown[]) => unknown;

function isClass(value: Callable): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}

/** Returns the functions and classes of an entry point. Only the library makes errors. */
function functionsOf(entryPoint: object): [name: string, call: Callable][] {
  return Object.entries(entryPoint).flatMap(([name, value]): [string, Callable][] => {
    if (typeof value !== 'function' || value.prototype instanceof Error) return [];
    return [[name, isClass(value) ? (...given) => Reflect.construct(value, given) : value]];
  });
}

/** Returns the problem with what becomes of a call; undefined if it is as it should be. */
async function problemWith(name: string, call: Callable, given: readonly unknown[]) {
  try {
    await call(...given);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) {
      return thrown.message.includes('Impossible') ? thrown.message : undefined;
    }
    const isPromised = thrown instanceof Error && promised[name]?.includes(thrown.name);
    return isPromised ? undefined : String(thrown);
  }
}

describe.each(Object.entries(entryPoints))('of %s', (_, entryPoint) => {
  test.each(functionsOf(entryPoint))('%s takes no garbage', async (name, call) => {
    const proper = properArguments[name] ?? [undefined];
    const problems: string[] = [];
    for (const [what, value] of garbage) {
      if (isSlowAgain(name, what)) continue;
      for (const place of proper.keys()) {
        const problem = await problemWith(name, call, proper.with(place, value));
        if (problem !== undefined) problems.push(`argument ${place} is ${what}: ${problem}`);
      }
    }
    expect(problems).toEqual([]);
  });
});

test('the functions are really called', () => {
  const names = Object.values(entryPoints).flatMap((each) =>
    functionsOf(each).map(([name]) => name),
  );
  expect(names).toEqual(
    expect.arrayContaining([...Object.keys(properArguments), 'HistoryChecker']),
  );
  expect(names.length).toBeGreaterThan(90);
});
