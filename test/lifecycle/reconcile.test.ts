/** The next step of the runner, and the observations that report it as done. */
import { describe, expect, it } from 'vitest';
import {
  completedBy,
  createDeployment,
  decide,
  observe,
  reconcile,
  type StepType,
  settled,
  settledSteps,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled';
import { startRequested } from '../../src/lifecycle/rules';
import { deploymentWith, reachable } from './helpers';

describe('the next step', () => {
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
  )('in $status with desired $desired is $step', ({ status, desired, step }) => {
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

  it('is bootstrap once approved, unless a stop was requested', () => {
    for (const each of reachable.filter((one) => one.bootstrapApproved)) {
      expect(reconcile(each).type === 'bootstrap').toBe(startRequested(each));
    }
  });

  it('carries its parameters, and the generation to echo', () => {
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

describe('a settled deployment', () => {
  it('leaves the runner nothing to do: idle, or waiting for an approval', () => {
    expect(settledSteps).toEqual(['idle', 'awaitApproval']);
    for (const each of reachable) {
      expect(settled(each)).toBe(['idle', 'awaitApproval'].includes(reconcile(each).type));
    }
    const waiting = { status: 'AwaitingApproval', desiredStatus: 'Running' } as const;
    expect(settled(deploymentWith({ ...waiting, bootstrapApproved: false }))).toBe(true);
    expect(settled(deploymentWith({ ...waiting, bootstrapApproved: true }))).toBe(false);
  });
});

describe('the observations that report a step as done', () => {
  it.each(Object.entries(completedBy))(
    'of %s each change the status of some deployment with this step',
    (type, reports) => {
      expect(reports.length === 0).toBe(settledSteps.includes(type as StepType));
      const asked = reachable.filter((each) => reconcile(each).type === type);
      for (const report of reports) {
        const observation = everyObservation.find((each) => each.type === report);
        const moved = asked.filter((each) => {
          const { accepted, deployment } = observe(each, observation as never);
          return accepted && deployment.status !== each.status;
        });
        expect(moved.length, `${type} ${report}`).toBeGreaterThan(0);
      }
    },
  );

  it('include one that applies, in every deployment with a step that is not settled', () => {
    for (const deployment of reachable) {
      const reports = completedBy[reconcile(deployment).type];
      const applied = everyObservation.filter(
        (each) => reports.includes(each.type) && observe(deployment, each).accepted,
      );
      expect(applied.length > 0).toBe(reports.length > 0);
    }
  });
});
