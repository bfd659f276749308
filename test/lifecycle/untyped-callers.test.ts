/** Input that no typed caller could give: every function refuses it, and names the field. */
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { InvalidInputError } from '../../src/input';
import {
  createDeployment,
  type Deployment,
  decide,
  explain,
  fromRequest,
  fromSnapshot,
  InvalidDeploymentError,
  invariants,
  lifecycleMachine,
  observe,
  parseAction,
  parseCapabilities,
  parseDeployment,
  parseObservation,
  parseRequest,
  reconcile,
  resourcesDesiredStatus,
  resourcesStatus,
  toRequest,
  toSnapshot,
  unknownPipelineName,
  verdicts,
  withPipelineName,
} from '../../src/lifecycle';
import { deploymentWith, isDeeplyFrozen, reachable } from './helpers';

const fresh = createDeployment();
const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: { worker: 3 } };

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('Nothing was thrown.');
}

const badActions: [action: unknown, field: string, value: unknown, allowed: string][] = [
  [null, 'action', null, 'object'],
  ['start', 'action', 'start', 'object'],
  [[], 'action', [], 'object'],
  [{}, 'type', undefined, '"start"'],
  [{ type: 'launch' }, 'type', 'launch', '"dismissError"'],
  [{ type: 'constructor' }, 'type', 'constructor', '"start"'],
  [{ type: 'running' }, 'type', 'running', '"start"'],
  [{ type: 'start', initial: 'runing' }, 'initial', 'runing', '"standby", "paused", "running"'],
  [{ type: 'start', initial: null }, 'initial', null, '"paused"'],
  [{ type: 'start', bootstrapPolicy: 'ask' }, 'bootstrapPolicy', 'ask', '"await_approval"'],
  [{ type: 'start', dismissError: 'false' }, 'dismissError', 'false', 'true, false'],
  [{ type: 'start', bootstrap_policy: 'allow' }, 'bootstrap_policy', 'allow', 'only type, initial'],
  [{ type: 'stop', force: 1 }, 'force', 1, 'true, false'],
  [{ type: 'stop', forced: true }, 'forced', true, 'action stop has only type, force'],
  [{ type: 'stop', forced: undefined }, 'forced', undefined, 'left out'],
  [{ type: 'pause', force: true }, 'force', true, 'action pause has only type'],
  [{ type: 'activate', initial: 'standby' }, 'initial', 'standby', '"paused", "running"'],
];

const badObservations: [observation: unknown, field: string, value: unknown, allowed: string][] = [
  [undefined, 'observation', undefined, 'object'],
  [{ type: 'start' }, 'type', 'start', '"provisioning"'],
  [{ type: 'running', generation: -1 }, 'generation', -1, 'non-negative safe integer'],
  [{ type: 'running', generation: 1.5 }, 'generation', 1.5, 'non-negative safe integer'],
  [{ type: 'running', generation: '1' }, 'generation', '1', 'non-negative safe integer'],
  [{ type: 'running', generation: null }, 'generation', null, 'non-negative safe integer'],
  [{ type: 'running', checkpoint: 1 }, 'checkpoint', 1, 'observation running has only'],
  [{ type: 'suspended' }, 'checkpoint', undefined, 'non-negative safe integer'],
  [{ type: 'suspended', checkpoint: -1 }, 'checkpoint', -1, 'non-negative safe integer'],
  [{ type: 'checkpointed', checkpoint: 2 ** 53 }, 'checkpoint', 2 ** 53, 'safe integer'],
  [{ type: 'checkpointed', checkpoint: Number.NaN }, 'checkpoint', Number.NaN, 'safe integer'],
  [{ type: 'failed' }, 'error', undefined, '{ message, error_code, details }'],
  [{ type: 'failed', error: 'boom' }, 'error', 'boom', '{ message, error_code, details }'],
  [{ type: 'failed', error: { ...error, message: 3 } }, 'error.message', 3, 'a string'],
  [{ type: 'failed', error: { ...error, details: [] } }, 'error.details', [], 'an object'],
  [{ type: 'failed', error: { ...error, stack: 'at' } }, 'error.stack', 'at', 'left out'],
  [
    { type: 'failed', error: { ...error, details: { at: Infinity } } },
    'error.details.at',
    Infinity,
    'plain JSON',
  ],
];

describe('a malformed action', () => {
  it.each(badActions)('%o is an error of field %s', (action, field, value, allowed) => {
    for (const act of [() => decide(fresh, action as never), () => parseAction(action)]) {
      const thrown = thrownBy(act);
      expect(thrown).toBeInstanceOf(InvalidInputError);
      expect(thrown).toMatchObject({ name: 'InvalidInputError', field, value });
      expect((thrown as InvalidInputError).allowed).toContain(allowed);
      expect((thrown as InvalidInputError).message).toContain(field);
    }
  });
});

describe('a malformed observation', () => {
  it.each(badObservations)('%o is an error of field %s', (observation, field, value, allowed) => {
    const running = deploymentWith({ status: 'Running', desiredStatus: 'Running' });
    for (const act of [
      () => observe(running, observation as never),
      () => parseObservation(observation),
    ]) {
      const thrown = thrownBy(act);
      expect(thrown).toMatchObject({ name: 'InvalidInputError', field, value });
      expect((thrown as InvalidInputError).allowed).toContain(allowed);
    }
  });

  it('may have details that are not plain JSON: a cycle, a function, a date, a bigint', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const shared = Array.from({ length: 30 }).reduce<unknown>((each) => [each, each], 'leaf');
    const deep = Array.from({ length: 5000 }).reduce<unknown>((each) => ({ each }), 'leaf');
    for (const details of [
      { shared },
      { deep },
      { sparse: new Array(3) },
      new Map([['worker', 3]]),
      cycle,
      { f: () => 1 },
      { at: new Date(0) },
      { n: 1n },
      { u: undefined },
    ]) {
      const failed = { type: 'failed', error: { ...error, details } } as never;
      expect(() => observe(fresh, failed)).toThrow(InvalidInputError);
    }
  });
});

describe('capabilities', () => {
  it.each([
    [null, 'capabilities'],
    ['all', 'capabilities'],
    [{ standby: 'yes' }, 'standby'],
    [{ standbye: true }, 'standbye'],
  ])('that are %o are an error of field %s', (capabilities, field) => {
    for (const act of [
      () => decide(fresh, { type: 'pause' }, capabilities as never),
      () => verdicts(fresh, capabilities as never),
      () => parseCapabilities(capabilities),
      () => toSnapshot(fresh, capabilities as never),
    ]) {
      expect(thrownBy(act)).toMatchObject({ name: 'InvalidInputError', field });
    }
  });

  it('that are left out count as present', () => {
    expect(parseCapabilities({ standby: false })).toEqual({
      checkpointing: true,
      suspendable: true,
      standby: false,
    });
    expect(parseCapabilities({ standby: undefined }).standby).toBe(true);
  });
});

describe('other functions', () => {
  const bad: [what: string, act: () => unknown, field: string][] = [
    ['parseRequest', () => parseRequest(5 as never), 'request'],
    [
      'fromRequest with a URLSearchParams',
      () => fromRequest('stop', new URLSearchParams('force=true') as never),
      'query',
    ],
    ['fromRequest with null', () => fromRequest('stop', null as never), 'query'],
    ['toRequest', () => toRequest({ type: 'stop', force: 'yes' } as never), 'force'],
    ['fromSnapshot', () => fromSnapshot({} as never), 'snapshot'],
    ['resourcesStatus', () => resourcesStatus({ status: 'Up' } as never), 'status'],
    ['resourcesStatus of nothing', () => resourcesStatus(undefined as never), 'status'],
    ['resourcesDesiredStatus', () => resourcesDesiredStatus(null as never), 'desiredStatus'],
    ['withPipelineName', () => withPipelineName(error, undefined as never), 'pipelineName'],
    ['unknownPipelineName', () => unknownPipelineName(5 as never), 'pipelineName'],
    ['explain', () => explain({} as never), 'id'],
  ];

  it.each(bad)('%s throws InvalidInputError with the field', (_what, act, field) => {
    expect(thrownBy(act)).toMatchObject({ name: 'InvalidInputError', field });
  });

  it('fromSnapshot refuses the snapshot of an actor that was sent a malformed event', () => {
    const actor = createActor(lifecycleMachine).start();
    actor.send({ type: 'start', initial: 'runing' as never });
    expect(() => fromSnapshot(actor.getSnapshot())).toThrow(InvalidDeploymentError);
  });
});

describe('parseDeployment', () => {
  it('returns every reachable deployment that was persisted as JSON, frozen', () => {
    for (const deployment of [fresh, ...reachable]) {
      const read = parseDeployment(JSON.parse(JSON.stringify(deployment)));
      expect(read).toEqual(deployment);
      expect(isDeeplyFrozen(read)).toBe(true);
    }
  });

  it('does not freeze the given deployment', () => {
    const given = { ...deploymentWith({ status: 'Stopping' }), error: structuredClone(error) };
    parseDeployment(given);
    expect(Object.isFrozen(given)).toBe(false);
    expect(Object.isFrozen(given.error)).toBe(false);
  });

  it('lists every problem of the fields', () => {
    const thrown = thrownBy(() =>
      parseDeployment({
        status: 'Runing',
        desiredStatus: 'Provisioned',
        initial: 'now',
        bootstrapApproved: 'no',
        error: { message: 'Boom.' },
        checkpoint: -1,
        generation: 0.5,
        owner: 'ann',
      }),
    );
    expect(thrown).toBeInstanceOf(InvalidDeploymentError);
    expect(thrown).toBeInstanceOf(InvalidInputError);
    const { problems, message } = thrown as InvalidDeploymentError;
    expect(problems.map(({ field }) => field)).toEqual([
      'status',
      'desiredStatus',
      'initial',
      'bootstrapPolicy',
      'bootstrapApproved',
      'error.error_code',
      'error.details',
      'checkpoint',
      'generation',
      'owner',
    ]);
    for (const { field } of problems) expect(message).toContain(field);
  });

  const impossible: [changes: Partial<Deployment>, rule: string][] = [
    [{ status: 'Stopping', desiredStatus: 'Running', initial: 'running' }, 'deployment.stopping'],
    [{ status: 'Suspending', desiredStatus: 'Running' }, 'deployment.suspending'],
    [{ status: 'Stopped', desiredStatus: 'Suspended' }, 'deployment.suspended'],
    [{ status: 'Running', desiredStatus: 'Standby', initial: 'standby' }, 'deployment.leftStandby'],
    [{ status: 'Running', desiredStatus: 'Running', initial: null }, 'deployment.initial'],
    [{ status: 'Stopped', desiredStatus: 'Running', initial: 'paused' }, 'deployment.underWay'],
    [{ status: 'Standby', desiredStatus: 'Running' }, 'deployment.standby'],
    [{ status: 'AwaitingApproval', bootstrapPolicy: 'allow' }, 'deployment.awaitingApproval'],
    [{ status: 'Running', bootstrapApproved: true }, 'deployment.approved'],
    [{ status: 'Running', error }, 'deployment.error'],
    [{ status: 'Running', generation: 0 }, 'deployment.generation'],
  ];

  it.each(impossible)('refuses %o by rule %s', (changes, rule) => {
    const running = deploymentWith({
      status: 'Running',
      desiredStatus: 'Running',
      initial: 'running',
      bootstrapPolicy: 'await_approval',
    });
    const thrown = thrownBy(() => parseDeployment({ ...running, ...changes }));
    const { problems, message } = thrown as InvalidDeploymentError;
    expect(problems.map((problem) => problem.rule)).toContain(rule);
    expect(message).toContain('cannot occur');
  });

  it.each([null, undefined, 'Stopped', 3, []])('refuses %o', (value) => {
    expect(thrownBy(() => parseDeployment(value))).toMatchObject({ field: 'deployment', value });
  });
});

describe('a deployment that is malformed or cannot occur', () => {
  const failed = deploymentWith({ status: 'Stopping' });
  const bad: [what: string, deployment: unknown][] = [
    ['null', null],
    ['an unknown status', { ...fresh, status: 'Up' }],
    ['an unknown field', { ...fresh, owner: 'ann' }],
    ['a missing field', (({ error: _, ...rest }) => rest)(fresh)],
    ['a checkpoint below zero', { ...fresh, generation: 1, checkpoint: -1 }],
    ['a checkpoint before the first generation', { ...fresh, checkpoint: 3 }],
    ['an approval that is not boolean', { ...fresh, bootstrapApproved: 0 }],
    ['a generation that is text', { ...fresh, generation: '1' }],
    ['an error without a code', { ...fresh, generation: 1, error: { message: '', details: {} } }],
    ['an error that is undefined', { ...fresh, error: undefined }],
    ['an error that is text', { ...fresh, generation: 1, error: 'Boom.' }],
    ['an error with an unknown field', { ...failed, error: { ...error, stack: 'at' } }],
    [
      'an error with details that are not JSON',
      { ...failed, error: { ...error, details: { f: thrownBy } } },
    ],
    ['a misspelled field', (({ error: eror, ...rest }) => ({ ...rest, eror }))(fresh)],
    ['an instance of a class', Object.assign(new (class Row {})(), fresh)],
    [
      'a pair of statuses that cannot occur',
      { ...fresh, generation: 1, desiredStatus: 'Suspended' },
    ],
  ];

  it('is noticed even if the same object was valid before', () => {
    const deployment = { ...fresh };
    expect(decide(deployment, { type: 'start' }).accepted).toBe(true);
    Object.assign(deployment, { status: 'Up' });
    expect(() => decide(deployment, { type: 'start' })).toThrow(InvalidDeploymentError);
    const action = { type: 'stop' as const, force: true };
    expect(decide(fresh, action).rule).toBe('stop.forcedWhileStopped');
    Object.assign(action, { force: 'yes' });
    expect(() => decide(fresh, action)).toThrow(InvalidInputError);
  });

  it.each(bad)('%s is refused by every function, before and after valid ones', (_what, given) => {
    const deployment = given as Deployment;
    for (let round = 0; round < 2; round += 1) {
      expect(() => decide(deployment, { type: 'stop' })).toThrow(InvalidDeploymentError);
      expect(() => observe(deployment, { type: 'stopping' })).toThrow(InvalidDeploymentError);
      expect(() => reconcile(deployment)).toThrow(InvalidDeploymentError);
      expect(() => verdicts(deployment)).toThrow(InvalidDeploymentError);
      expect(() => toSnapshot(deployment)).toThrow(InvalidDeploymentError);
      // Replies are kept by class: a valid deployment must not let an invalid one pass.
      for (const valid of [fresh, ...reachable]) {
        decide(valid, { type: 'stop' });
        observe(valid, { type: 'stopping' });
        reconcile(valid);
      }
    }
  });
});

describe('an invariant', () => {
  const guesses = [null, undefined, 'Stopped', [], new Map(), new Proxy({}, { get: () => null })];

  it.each(guesses)('holds of %s or not, or it names the deployment', (given) => {
    for (const { rule, holds } of invariants) {
      const found = (() => {
        try {
          return holds(given as never);
        } catch (thrown) {
          return thrown;
        }
      })();
      if (typeof found === 'boolean') continue;
      expect(found, rule).toBeInstanceOf(InvalidInputError);
      expect(found).toMatchObject({ field: 'deployment' });
    }
  });
});
