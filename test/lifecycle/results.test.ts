import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actions,
  createDeployment,
  type Deployment,
  decide,
  deploymentStatuses,
  desiredStatuses,
  everyAction,
  everyCapabilities,
  explain,
  invariants,
  observe,
  reachableDeployments,
  reconcile,
  requestedStatus,
  resourcesDesiredStatus,
  resourcesStatus,
  verdicts,
} from '../../src/lifecycle';
import { ask } from '../../src/lifecycle/build/ask';
import { everyObservation, representative } from '../../src/lifecycle/compiled/representative';
import { deploymentWith, isDeeplyFrozen, observationsOf, reachable } from './helpers';
import { capabilities, library, script, walk } from './walks';

describe('the reachable deployments', () => {
  it('with every capability there are 320, in 28 pairs of statuses', () => {
    const pairs = new Set(reachable.map((each) => `${each.status}/${each.desiredStatus}`));
    expect([reachable.length, pairs.size]).toEqual([320, 28]);
  });

  it('with fewer capabilities they are fewer, and never others', () => {
    const all = new Set(reachable.map((each) => JSON.stringify(each)));
    for (const present of everyCapabilities) {
      for (const each of reachableDeployments(present)) expect(all).toContain(JSON.stringify(each));
    }
  });

  it('are exactly those that every invariant holds for, among all that are well typed', () => {
    const { initial, bootstrapPolicy } = actions.start.parameters;
    const failed = reachable.find(({ error }) => error !== null);
    const all = product({
      status: deploymentStatuses,
      desiredStatus: desiredStatuses,
      initial: [null, ...initial.values],
      bootstrapPolicy: [null, ...bootstrapPolicy.values],
      bootstrapApproved: [false, true],
      error: [null, failed?.error],
      checkpoint: [null, 1],
      generation: [1],
    }) as unknown as Deployment[];
    const possible = all.filter((each) => invariants.every(({ holds }) => holds(each)));
    const texts = (deployments: readonly Deployment[]) =>
      deployments.map((each) => JSON.stringify(each)).sort();
    expect(all).toHaveLength(8 * 5 * 4 * 4 * 2 * 2 * 2);
    expect(texts(possible)).toEqual(texts(reachable));
  });

  it('are in the order of a search from a stopped pipeline', () => {
    expect(reachable[0]).toEqual({ ...createDeployment(), generation: 1 });
    expect(reachable.slice(1, 4).every(({ status }) => status === 'Stopped')).toBe(true);
  });
});

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
      { numRuns: 60 },
    );
  });

  it('return the same object where nothing changes, and a frozen one where something does', () => {
    for (const deployment of reachable) {
      const before = structuredClone(deployment) as Deployment;
      const results = [
        ...everyAction.map((action) => decide(before, action)),
        ...everyObservation.map((observation) => observe(before, observation)),
      ];
      for (const result of results) {
        const changed = result.accepted && result.changed;
        expect(result.deployment === before).toBe(!changed);
        if (changed) expect(result.deployment).not.toEqual(before);
        if (changed) expect(isDeeplyFrozen(result)).toBe(true);
        expect(Object.isFrozen(result)).toBe(true);
      }
      expect(before).toEqual(deployment);
      expect(Object.isFrozen(before)).toBe(false);
    }
  });

  it('return deeply frozen results for deployments of the library', () => {
    for (const deployment of reachable) {
      expect(isDeeplyFrozen(verdicts(deployment))).toBe(true);
      expect(isDeeplyFrozen(reconcile(deployment))).toBe(true);
      for (const seen of everyObservation) {
        expect(isDeeplyFrozen(observe(deployment, seen))).toBe(true);
      }
    }
  });

  it('neither freeze nor keep what a caller gives them', () => {
    const error = { message: 'Boom.', error_code: 'Boom', details: { worker: 1 } };
    const running = deploymentWith({ status: 'Running', desiredStatus: 'Running' });
    const { deployment } = observe(running, { type: 'failed', error });
    error.details.worker = 2;
    expect(deployment.error?.details).toEqual({ worker: 1 });
  });

  it('need no generation in a message, and take undefined for none', () => {
    const deployment = decide(createDeployment(), { type: 'start' }).deployment;
    const seen = observe(deployment, { type: 'provisioning', generation: undefined });
    expect(seen.deployment.status).toBe('Provisioning');
  });

  it('a stale message of another generation is told apart by its rule and reason', () => {
    const deployment = decide(createDeployment(), { type: 'start' }).deployment;
    const seen = observe(deployment, { type: 'provisioning', generation: 0 });
    expect(seen).toMatchObject({ accepted: false, rule: 'generation.stale' });
    if (!seen.accepted) expect(seen.reason).toContain('another generation');
  });

  it('a parameter left out or undefined has its default', () => {
    const { deployment } = decide(createDeployment(), { type: 'start', initial: undefined });
    expect(deployment).toMatchObject({ initial: 'running', bootstrapPolicy: 'await_approval' });
  });

  it('an accepted action leads to the status that it asks for, or to Stopped where it is early', () => {
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

describe('verdicts', () => {
  it('are every action with its decision, in the order of everyAction', () => {
    for (const deployment of reachable.slice(0, 40)) {
      const found = verdicts(deployment, { standby: false });
      expect(found.map(({ action }) => action)).toEqual(everyAction);
      for (const { action, decision } of found) {
        expect(decision).toEqual(decide(deployment, action, { standby: false }));
      }
    }
  });
});

describe('reconcile', () => {
  const table = `
    status            Standby           Paused            Running           Suspended       Stopped
    Stopped           provision         provision         provision         -               idle
    Provisioning      awaitProvisioned  awaitProvisioned  awaitProvisioned  -               deprovision
    Standby           idle              activate          activate          suspend         deprovision
    AwaitingApproval  -                 awaitApproval     awaitApproval     suspend         deprovision
    Paused            -                 idle              resume            suspend         deprovision
    Running           -                 pause             idle              suspend         deprovision
    Suspending        -                 -                 -                 awaitSuspended  deprovision
    Stopping          -                 -                 -                 -               awaitDeprovisioned`;
  const [heading = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));

  it.each(
    rows.flatMap(([status, ...steps]) =>
      steps.map((step, column) => ({ status, desired: heading[column + 1], step })),
    ),
  )('of $status with desired $desired is $step', ({ status, desired, step }) => {
    const pair = reachable.filter(
      (each) => each.status === status && each.desiredStatus === desired,
    );
    const found = new Set(
      pair.map((each) => {
        const { type } = reconcile(each);
        return type === 'bootstrap' && each.bootstrapApproved ? 'awaitApproval' : type;
      }),
    );
    expect([...found]).toEqual(step === '-' ? [] : [step]);
  });

  it('is bootstrap once approved', () => {
    for (const each of reachable.filter((one) => one.bootstrapApproved)) {
      const flowing = resourcesDesiredStatus(each) === 'Provisioned';
      expect(reconcile(each).type === 'bootstrap').toBe(flowing);
    }
  });

  it('carries what the step needs, and the generation to echo', () => {
    const first = decide(createDeployment(), { type: 'start', initial: 'paused' }).deployment;
    expect(reconcile({ ...first, checkpoint: 8 })).toEqual({
      type: 'provision',
      generation: 1,
      initial: 'paused',
      bootstrapPolicy: 'await_approval',
      checkpoint: 8,
    });
    const standby = deploymentWith({ status: 'Standby', desiredStatus: 'Paused' });
    expect(reconcile({ ...standby, generation: 5 })).toEqual({
      type: 'activate',
      generation: 5,
      target: 'Paused',
    });
    expect(reconcile(createDeployment())).toEqual({ type: 'idle', generation: 0 });
  });
});

describe('explain', () => {
  it('says what became of an event, by which rule, and quotes its source', () => {
    const running = deploymentWith({ status: 'Running', desiredStatus: 'Suspended' });
    expect(explain(decide(running, { type: 'resume' }))).toMatch(
      /^Refused with 400 IllegalPipelineAction: .* Rule resume\.suspending: .*"A pipeline which/,
    );
    expect(explain(decide(running, { type: 'stop', force: true }))).toMatch(
      /^Accepted; now status Running, desired status Stopped\. Rule stop\.forcedWhileSuspending/,
    );
    expect(explain(observe(running, { type: 'deprovisioned' }))).toMatch(
      /^Stale: 'deprovisioned' is stale in status Running with desired status Suspended/,
    );
  });
});

describe('a representative', () => {
  it('stands for all deployments that differ only in their data', () => {
    for (const deployment of reachable) {
      const other = {
        ...deployment,
        generation: 77,
        checkpoint: deployment.checkpoint === null ? null : 5,
      };
      expect(representative(other)).toEqual(deployment);
      for (const seen of observationsOf(deployment)) {
        if (seen.generation !== undefined) continue;
        const one = representative(observe(deployment, seen).deployment);
        const { type } = seen;
        const same = 'checkpoint' in seen ? { ...seen, checkpoint: seen.checkpoint + 4 } : seen;
        expect(representative(observe(other, same).deployment), type).toEqual(one);
      }
    }
  });
});

/** Every object with one of the values for each field. */
function product(values: Readonly<Record<string, readonly unknown[]>>): object[] {
  return Object.entries(values).reduce<object[]>(
    (objects, [field, each]) =>
      objects.flatMap((object) => each.map((value) => ({ ...object, [field]: value }))),
    [{}],
  );
}
