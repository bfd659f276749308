/** The results of decide, observe and verdicts: their contents, and the objects that they are. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  everyAction,
  explain,
  InvalidDeploymentError,
  type Outcome,
  observe,
  parseDeployment,
  reconcile,
  representative,
  requestedStatus,
  resourcesStatus,
  verdicts,
} from '../../src/lifecycle';
import { ask } from '../../src/lifecycle/build';
import { everyObservation } from '../../src/lifecycle/compiled';
import { amount } from '../tier';
import { deploymentWith, isDeeplyFrozen, reachable } from './helpers';
import { capabilities, library, script, walk } from './walks';

const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: { worker: 3 } };
const running = deploymentWith({
  status: 'Running',
  desiredStatus: 'Running',
  initial: 'running',
  bootstrapPolicy: 'allow',
  checkpoint: 1,
});

/** A deployment of a caller: the library did not make it, and it is not frozen. */
const copied = (deployment: Deployment): Deployment => structuredClone(deployment);

describe('decide and observe', () => {
  it('answer as the machine does, whatever the data: errors, checkpoints, generations', () => {
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        for (const { kind, before, event, after, result } of walk(library, events, present)) {
          const full = { checkpointing: true, suspendable: true, standby: true };
          const asked = ask(before, event, kind === 'action' ? present : full);
          expect(after).toEqual(asked.deployment);
          expect([result.rule, result.accepted]).toEqual([asked.rule, asked.verdict === 'accept']);
        }
      }),
      { numRuns: amount({ usual: 20, deep: 200 }) },
    );
  });

  it('count an observation without a generation as a current one', () => {
    const { deployment } = decide(createDeployment(), { type: 'start' });
    const outcome = observe(deployment, { type: 'provisioning', generation: undefined });
    expect(outcome.deployment.status).toBe('Provisioning');
  });

  it('give a parameter that is left out or undefined its default', () => {
    const { deployment } = decide(createDeployment(), { type: 'start', initial: undefined });
    expect(deployment).toMatchObject({ initial: 'running', bootstrapPolicy: 'await_approval' });
  });

  it('lead from an accepted action to the status that it asks for, or early to Stopped', () => {
    for (const deployment of reachable) {
      for (const { action, decision } of verdicts(deployment)) {
        const requested = requestedStatus(action);
        if (!decision.accepted || requested === null || action.type === 'start') continue;
        const early = action.type === 'stop' && resourcesStatus(deployment) !== 'Provisioned';
        expect(decision.deployment.desiredStatus).toBe(early ? 'Stopped' : requested);
      }
    }
  });
});

describe('a result', () => {
  it('has the very deployment that was given if nothing changes, else a frozen one', () => {
    for (const deployment of reachable) {
      const given = copied(deployment);
      const results: (Decision | Outcome)[] = [
        ...everyAction.map((action) => decide(given, action)),
        ...everyObservation.map((observation) => observe(given, observation)),
      ];
      for (const result of results) {
        const changed = result.accepted && result.changed;
        if ((result.deployment === given) === changed) throw new Error(`Changed? ${result.rule}`);
        if (!Object.isFrozen(result)) throw new Error(`Not frozen: ${result.rule}`);
        if (changed && !isDeeplyFrozen(result)) throw new Error(`Not frozen: ${result.rule}`);
        if (changed) expect(result.deployment).not.toEqual(given);
      }
      expect(given).toEqual(deployment);
      expect(Object.isFrozen(given)).toBe(false);
    }
  });

  it('is deeply frozen if the deployment is', () => {
    for (const deployment of reachable) {
      expect(isDeeplyFrozen(verdicts(deployment))).toBe(true);
      expect(isDeeplyFrozen(reconcile(deployment))).toBe(true);
      for (const observation of everyObservation) {
        expect(isDeeplyFrozen(observe(deployment, observation))).toBe(true);
      }
    }
  });

  it('has the data of its own observation, whatever was observed before', () => {
    const failures = ['One.', 'Two.', 'One.'].map((message) =>
      observe(running, { type: 'failed', error: { ...error, message } }),
    );
    expect(failures.map(({ deployment }) => deployment.error?.message)).toEqual([
      'One.',
      'Two.',
      'One.',
    ]);
    const checkpoints = [7, 9, 1, 7, 0].map((checkpoint) =>
      observe(running, { type: 'checkpointed', checkpoint }),
    );
    expect(checkpoints.map(({ deployment }) => deployment.checkpoint)).toEqual([7, 9, 1, 7, 1]);
    expect(checkpoints.map((each) => each.accepted && each.changed)).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    const suspending = deploymentWith({ status: 'Suspending', desiredStatus: 'Suspended' });
    const ends = [7, 9, 7].map((checkpoint) =>
      observe(suspending, { type: 'suspended', checkpoint }),
    );
    expect(ends.map(({ deployment }) => deployment.checkpoint)).toEqual([7, 9, 7]);
  });

  it('of a stale observation names both generations', () => {
    for (const [generation, sent] of [
      [1, 3],
      [1, 0],
      [4, 2],
      [5, 2],
    ] as const) {
      const outcome = observe({ ...running, generation }, { type: 'paused', generation: sent });
      expect(outcome).toMatchObject({
        accepted: false,
        rule: 'generation.stale',
        reason: expect.stringContaining(
          `'paused' is of generation ${sent}, and the deployment of generation ${generation}:`,
        ),
      });
      expect(observe({ ...running, generation }, { type: 'paused', generation }).accepted).toBe(
        true,
      );
    }
  });
});

describe('a refusal', () => {
  it('has one body for all deployments of a class', () => {
    let compared = 0;
    for (const action of everyAction) {
      const one = decide({ ...running }, action);
      const other = decide({ ...running, generation: 5, checkpoint: 8 }, action);
      if (one.accepted || other.accepted) continue;
      expect(other.error).toBe(one.error);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(0);
  });
});

describe('a pipeline that was never started', () => {
  it('is one object, with the same decisions as its copy', () => {
    const neverStarted = createDeployment();
    expect(createDeployment()).toBe(neverStarted);
    for (const action of everyAction) {
      expect(decide(neverStarted, action)).toEqual(decide({ ...neverStarted }, action));
    }
  });
});

describe('a deployment that the library makes', () => {
  it.each([
    ['createDeployment', createDeployment()],
    ['decide', decide(createDeployment(), { type: 'start' }).deployment],
    ['observe', observe(running, { type: 'failed', error }).deployment],
    ['parseDeployment', parseDeployment(copied(running))],
    ['representative', representative(running)],
  ])('by %s is a plain object without hidden parts', (_function, made) => {
    const literal: Deployment = {
      status: made.status,
      desiredStatus: made.desiredStatus,
      initial: made.initial,
      bootstrapPolicy: made.bootstrapPolicy,
      bootstrapApproved: made.bootstrapApproved,
      error: made.error,
      checkpoint: made.checkpoint,
      generation: made.generation,
    };
    expect(made).toStrictEqual(literal);
    expect({ ...made }).toStrictEqual(literal);
    expect(structuredClone(made)).toStrictEqual(literal);
    expect(JSON.parse(JSON.stringify(made))).toStrictEqual(literal);
    expect(JSON.stringify(made)).toBe(JSON.stringify(literal));
    expect(Reflect.ownKeys(made)).toEqual(Object.keys(literal));
    expect(Object.keys(made)).toEqual(Object.keys(literal));
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    const shown = { showHidden: true, depth: null, getters: true };
    expect(inspect(made, shown)).toBe(inspect(literal, shown));
  });

  it('shares nothing with an error that a caller may change', () => {
    const reported = { ...error, details: { worker: { at: 1 } } };
    const persisted = structuredClone(reported);
    const stopping = deploymentWith({ status: 'Stopping', error: null });
    const failed = observe(running, { type: 'failed', error: reported }).deployment;
    const parsed = parseDeployment({ ...stopping, error: persisted });
    const stopped = observe({ ...stopping, error: persisted }, { type: 'deprovisioned' });
    for (const { details } of [reported, persisted]) details.worker.at = 2;
    for (const { error: kept } of [failed, parsed, stopped.deployment]) {
      expect(kept?.details).toEqual({ worker: { at: 1 } });
      expect(isDeeplyFrozen(kept)).toBe(true);
    }
  });
});

describe('a deployment that its caller changes', () => {
  const changes: [field: string, change: Partial<Deployment>, action: Action][] = [
    ['status', { status: 'Provisioning' }, { type: 'pause' }],
    ['desiredStatus', { desiredStatus: 'Stopped' }, { type: 'resume' }],
    ['initial', { initial: 'paused' }, { type: 'start', bootstrapPolicy: 'allow' }],
    ['bootstrapPolicy', { bootstrapPolicy: 'reject' }, { type: 'start', bootstrapPolicy: 'allow' }],
    ['checkpoint', { checkpoint: 77 }, { type: 'pause' }],
    ['generation', { generation: 77 }, { type: 'pause' }],
  ];

  it.each(changes)('is decided afresh if its %s has changed', (_field, change, action) => {
    const mine = copied(running);
    const answers = (deployment: Deployment) =>
      JSON.stringify([decide(deployment, action), observe(deployment, { type: 'paused' })]);
    const before = answers(mine);
    Object.assign(mine, change);
    expect(answers(mine)).toBe(answers(parseDeployment(mine)));
    expect(answers(mine)).not.toBe(before);
    Object.assign(mine, running);
    expect(answers(mine)).toBe(before);
  });

  it('is decided afresh if its approval or error has changed', () => {
    const waiting = copied(
      deploymentWith({
        status: 'AwaitingApproval',
        desiredStatus: 'Running',
        bootstrapApproved: false,
      }),
    );
    expect(observe(waiting, { type: 'running' }).accepted).toBe(false);
    Object.assign(waiting, { bootstrapApproved: true });
    expect(observe(waiting, { type: 'running' }).accepted).toBe(true);
    const stopped = copied(deploymentWith({ status: 'Stopped', desiredStatus: 'Stopped' }));
    const start = { type: 'start', dismissError: false } as const;
    expect(decide(stopped, start).accepted).toBe(true);
    Object.assign(stopped, { error });
    expect(decide(stopped, start).accepted).toBe(false);
  });

  it('is checked afresh, also if the library made what it was copied from', () => {
    const made = decide(running, { type: 'pause' }).deployment;
    const mine = copied(made);
    expect(decide(mine, { type: 'resume' }).accepted).toBe(true);
    const invalid: unknown[] = [
      ...[{ status: 'Up' }, { generation: 0 }, { owner: 'ann' }, { error }].map((change) =>
        Object.assign({ ...mine }, change),
      ),
      Object.create(made),
      new Proxy(
        { ...made },
        { get: (_, name) => (name === 'status' ? 'Up' : made[name as never]) },
      ),
      representative({ ...made, status: 'Up' as never }),
    ];
    for (const each of invalid) {
      expect(() => decide(each as Deployment, { type: 'pause' })).toThrow(InvalidDeploymentError);
      expect(() => observe(each as Deployment, { type: 'paused' })).toThrow(InvalidDeploymentError);
      expect(() => parseDeployment(each)).toThrow(InvalidDeploymentError);
    }
    const behind = new Proxy(made, {});
    expect(decide(behind, { type: 'pause' }).deployment).toBe(behind);
  });
});

describe('verdicts', () => {
  it('are every action with its decision, in the order of everyAction', () => {
    for (const deployment of reachable) {
      const found = verdicts(deployment, { standby: false });
      expect(found.map(({ action }) => action)).toEqual(everyAction);
      for (const { action, decision } of found) {
        expect(decision).toEqual(decide(deployment, action, { standby: false }));
      }
    }
  });
});

describe('explain', () => {
  it('says what became of an event, by which rule, and quotes its source', () => {
    const suspending = deploymentWith({ status: 'Running', desiredStatus: 'Suspended' });
    expect(explain(decide(suspending, { type: 'resume' }))).toMatch(
      /^Refused with 400 IllegalPipelineAction: .* Rule resume\.suspending: .*"A pipeline which/,
    );
    expect(explain(decide(suspending, { type: 'stop', force: true }))).toMatch(
      /^Accepted; now status Running, desired status Stopped\. Rule stop\.forcedWhileSuspending/,
    );
    expect(explain(observe(suspending, { type: 'suspending' }))).toMatch(
      /^Applied; now status Suspending, desired status Suspended\. Rule suspending\.begins/,
    );
    expect(explain(observe(suspending, { type: 'deprovisioned' }))).toMatch(
      /^Stale: 'deprovisioned' is stale in status Running with desired status Suspended/,
    );
  });
});
