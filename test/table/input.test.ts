/** Input that no typed caller could give is refused by name. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input';
import { createDeployment, everyCapabilities, reachableDeployments } from '../../src/lifecycle';
import { compile } from '../../src/table';
import { deploymentWith } from '../lifecycle/helpers';

const table = compile();
const fresh = createDeployment();
const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: { worker: 3 } };

/**
 * Asserts that this throws an InvalidInputError with this field, this value and what is allowed.
 */
function expectRefused(act: () => unknown, field: string, value: unknown, allowed: string): void {
  let thrown: unknown;
  try {
    const answer = act();
    thrown = `nothing, but ${JSON.stringify(answer)} was returned`;
  } catch (caught) {
    thrown = caught;
  }
  expect(thrown).toBeInstanceOf(InvalidInputError);
  const { name, message, ...problem } = thrown as InvalidInputError;
  expect(name).toBe('InvalidInputError');
  expect(problem.field).toBe(field);
  expect(Object.is(problem.value, value)).toBe(true);
  expect(problem.allowed).toContain(allowed);
  expect(message).toContain(field);
}

const notNumbers: [what: string, value: unknown][] = [
  ['-1', -1],
  ['a half', 0.5],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['2 to the 32nd', 2 ** 32],
  ['-2 to the 31st', -(2 ** 31)],
  ['a number as text', '0'],
  ['the length of an array', 'length'],
  ['a method of arrays', 'map'],
  ['an empty text', ''],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['false', false],
  ['an array of a number', [0]],
  ['an object', {}],
  ['an object that is a number', { valueOf: () => 0 }],
  ['a bigint', 0n],
  ['a symbol', Symbol('0')],
];

describe('a number that stands for no state is refused', () => {
  const allowed = `a whole number from 0 to ${table.stateCount - 1}`;

  it.each([...notNumbers, ['the number of states', table.stateCount]])(
    'if it is %s',
    (_what, value) => {
      const state = value as number;
      expectRefused(() => table.decode(state), 'state', value, allowed);
      expectRefused(() => table.step(state, 0), 'state', value, allowed);
      expectRefused(() => table.verdict(state, 0), 'state', value, allowed);
      // If both are wrong, the state is named.
      expectRefused(() => table.step(state, -1), 'state', value, allowed);
      expectRefused(() => table.verdict(state, 99), 'state', value, allowed);
    },
  );

  it('by each table: with fewer capabilities there are fewer states', () => {
    for (const capabilities of everyCapabilities) {
      const { decode, step, verdict, stateCount } = compile(capabilities);
      const last = `a whole number from 0 to ${stateCount - 1}`;
      expect(() => [decode(stateCount - 1), step(stateCount - 1, 0)]).not.toThrow();
      expectRefused(() => decode(stateCount), 'state', stateCount, last);
      expectRefused(() => step(stateCount, 0), 'state', stateCount, last);
      expectRefused(() => verdict(stateCount, 0), 'state', stateCount, last);
    }
  });
});

describe('a number that stands for no event is refused', () => {
  const allowed = `a whole number from 0 to ${table.eventCount - 1}`;

  it.each([...notNumbers, ['the number of events', table.eventCount]])(
    'if it is %s',
    (_what, value) => {
      const event = value as number;
      expectRefused(() => table.decodeEvent(event), 'event', value, allowed);
      expectRefused(() => table.step(0, event), 'event', value, allowed);
      expectRefused(() => table.verdict(0, event), 'event', value, allowed);
    },
  );
});

describe('capabilities', () => {
  it.each([
    [null, 'capabilities', null, 'a plain object'],
    ['all', 'capabilities', 'all', 'a plain object'],
    [3, 'capabilities', 3, 'a plain object'],
    [true, 'capabilities', true, 'a plain object'],
    [{ standby: 'yes' }, 'standby', 'yes', 'true, false'],
    [{ standby: null }, 'standby', null, 'true, false'],
    [{ suspendable: 0 }, 'suspendable', 0, 'true, false'],
    [{ standbye: true }, 'standbye', true, 'only checkpointing, suspendable, standby'],
  ])('%o are refused', (capabilities, field, value, allowed) => {
    expectRefused(() => compile(capabilities as never), field, value, allowed);
  });

  it('in an array or a Map are refused', () => {
    for (const value of [[], new Map([['standby', false]])]) {
      expectRefused(() => compile(value as never), 'capabilities', value, 'a plain object');
    }
  });
});

describe('a deployment that cannot occur', () => {
  const allowed = 'a deployment that can occur with the capabilities of the table';
  const running = deploymentWith({ status: 'Running', desiredStatus: 'Running' });
  const failed = deploymentWith({ status: 'Stopping' });

  const bad: [what: string, deployment: unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['a number', 0],
    ['text', JSON.stringify(fresh)],
    ['an array', []],
    ['an empty object', {}],
    ['an instance', Object.assign(new (class Row {})(), fresh)],
    ['an object that inherits from one', Object.create(running)],
    ['an unknown status', { ...running, status: 'Up' }],
    ['a status that every object has as a key', { ...running, status: 'constructor' }],
    ['an unknown desired status', { ...running, desiredStatus: 'Suspending' }],
    ['an unknown initial', { ...running, initial: 'runing' }],
    ['an initial left undefined', { ...fresh, initial: undefined }],
    ['an unknown policy', { ...running, bootstrapPolicy: 'ask' }],
    ['an approval that is a number', { ...running, bootstrapApproved: 0 }],
    ['an unknown field', { ...running, owner: 'ann' }],
    ['a missing field', (({ checkpoint: _, ...rest }) => rest)(running)],
    ['a checkpoint below zero', { ...running, checkpoint: -1 }],
    ['a checkpoint between two', { ...running, checkpoint: 0.5 }],
    ['a checkpoint that is text', { ...running, checkpoint: '1' }],
    ['a checkpoint left undefined', { ...running, checkpoint: undefined }],
    ['a generation below zero', { ...running, generation: -1 }],
    ['a generation that is not safe', { ...running, generation: 2 ** 53 }],
    ['a generation of null', { ...running, generation: null }],
    ['an error that is text', { ...failed, error: 'Boom.' }],
    ['an error that is undefined', { ...failed, error: undefined }],
    ['an error without details', { ...failed, error: { message: '', error_code: '' } }],
    ['an error that is not JSON', { ...failed, error: { ...error, details: { at: Number.NaN } } }],
    ['a pair of statuses that cannot be', { ...fresh, desiredStatus: 'Suspended', generation: 1 }],
    ['running with an error', { ...running, error }],
    ['running before the first start', { ...running, generation: 0 }],
    ['a checkpoint before the first start', { ...fresh, checkpoint: 1 }],
    ['an error before the first start', { ...fresh, error }],
    ['started without parameters', { ...fresh, desiredStatus: 'Running', generation: 1 }],
  ];

  it.each(bad)('%s is refused by every table', (_what, value) => {
    for (const capabilities of everyCapabilities) {
      const { encode } = compile(capabilities);
      expectRefused(() => encode(value as never), 'deployment', value, allowed);
    }
  });

  it('with some capabilities is refused with those alone', () => {
    const standby = deploymentWith({ status: 'Standby' });
    const suspending = deploymentWith({ status: 'Suspending' });
    const cases = [
      [standby, { standby: false }],
      [deploymentWith({ status: 'Stopped', desiredStatus: 'Standby' }), { standby: false }],
      [deploymentWith({ status: 'Running', initial: 'standby' }), { standby: false }],
      [suspending, { suspendable: false }],
      [suspending, { checkpointing: false }],
    ] as const;
    for (const [deployment, capabilities] of cases) {
      expect(table.decode(table.encode(deployment))).toEqual(deployment);
      const act = () => compile(capabilities).encode(deployment);
      expectRefused(act, 'deployment', deployment, allowed);
    }
  });

  it('is refused exactly if it is not among those that can occur', () => {
    const all = reachableDeployments();
    for (const capabilities of everyCapabilities) {
      const { encode, stateCount } = compile(capabilities);
      const possible = new Set(
        reachableDeployments(capabilities).map((each) => JSON.stringify(each)),
      );
      for (const deployment of all) {
        if (possible.has(JSON.stringify(deployment))) {
          expect(encode(deployment)).toBeLessThan(stateCount);
        } else {
          expectRefused(() => encode(deployment), 'deployment', deployment, allowed);
        }
      }
    }
  });

  it('is noticed even if the same object was a valid one before', () => {
    const deployment = { ...running };
    expect(table.decode(table.encode(deployment))).toEqual(running);
    Object.assign(deployment, { status: 'Standby' });
    expectRefused(() => table.encode(deployment), 'deployment', deployment, allowed);
  });
});

describe('an action or observation that is malformed', () => {
  const bad: [event: unknown, field: string, value: unknown, allowed: string][] = [
    [null, 'observation', null, 'an object with a type'],
    [undefined, 'observation', undefined, 'an object with a type'],
    ['start', 'observation', 'start', 'an object with a type'],
    [0, 'observation', 0, 'an object with a type'],
    [{}, 'type', undefined, '"running"'],
    [{ type: 'launch' }, 'type', 'launch', '"running"'],
    [{ type: null }, 'type', null, '"running"'],
    [{ type: 'toString' }, 'type', 'toString', '"start"'],
    [{ type: 'start', initial: 'runing' }, 'initial', 'runing', '"paused"'],
    [{ type: 'start', initial: null }, 'initial', null, '"paused"'],
    [{ type: 'start', bootstrap_policy: 'allow' }, 'bootstrap_policy', 'allow', 'left out'],
    [{ type: 'stop', force: 'true' }, 'force', 'true', 'true, false'],
    [{ type: 'stop', forced: true }, 'forced', true, 'only type, force'],
    [{ type: 'pause', generation: 1 }, 'generation', 1, 'only type'],
    [{ type: 'activate', initial: 'standby' }, 'initial', 'standby', '"running"'],
    [{ type: 'running', generation: -1 }, 'generation', -1, 'non-negative safe integer'],
    [{ type: 'running', generation: null }, 'generation', null, 'non-negative safe integer'],
    [{ type: 'running', checkpoint: 1 }, 'checkpoint', 1, 'left out'],
    [{ type: 'checkpointed' }, 'checkpoint', undefined, 'non-negative safe integer'],
    [{ type: 'suspended', checkpoint: 0.5 }, 'checkpoint', 0.5, 'non-negative safe integer'],
    [{ type: 'failed' }, 'error', undefined, '{ message, error_code, details }'],
    [{ type: 'failed', error: { ...error, message: 3 } }, 'error.message', 3, 'a string'],
  ];

  it.each(bad)('%o names field %s', (event, field, value, allowed) => {
    expectRefused(() => table.encodeEvent(event as never), field, value, allowed);
    expectRefused(() => table.encodeEvent(event as never, 7), field, value, allowed);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null, {}, [1], true, 1n])(
    'with generation %o of the deployment is refused, be there another in the observation or not',
    (generation) => {
      for (const event of [{ type: 'running' }, { type: 'running', generation: 1 }] as const) {
        const act = () => table.encodeEvent(event, generation as never);
        expectRefused(act, 'generation', generation, 'non-negative safe integer');
      }
    },
  );
});
