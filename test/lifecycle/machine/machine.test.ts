/** The machine itself: its verdicts, as an actor, and as snapshots. */
import { describe, expect, it } from 'vitest';
import { createActor, getInitialSnapshot, transition } from 'xstate';
import {
  type CompleteAction,
  createDeployment,
  decide,
  everyAction,
  everyCapabilities,
  fromSnapshot,
  fullCapabilities,
  type LifecycleEvent,
  lifecycleMachine,
  observe,
  toSnapshot,
} from '../../../src/lifecycle';
import { ask } from '../../../src/lifecycle/build';
import { everyObservation } from '../../../src/lifecycle/compiled';
import type { Observation } from '../../../src/lifecycle/observation';
import { everyNth, isDeeplyFrozen, reachable } from '../helpers';

const events: readonly LifecycleEvent[] = [...everyAction, ...everyObservation];
// biome-ignore lint/suspicious/noExplicitAny: a configuration, or JSON, of which any part is read.
type Tree = any;
/** From an earlier process of the pipeline. */
const late = everyObservation.map((each): Observation => ({ ...each, generation: 0 }));

describe('the machine', () => {
  it('gives the answers of decide and observe, which were compiled from it', () => {
    // A class does not depend on the checkpoint.
    const deployments = reachable.filter(({ checkpoint }) => checkpoint !== null);
    for (const deployment of everyNth(deployments, 7)) {
      for (const event of [...events, ...late]) {
        const { verdict, rule, deployment: after } = ask(deployment, event, fullCapabilities);
        const result = everyAction.includes(event as CompleteAction)
          ? decide(deployment, event as CompleteAction)
          : observe(deployment, event as Observation);
        const asked = JSON.stringify([verdict === 'accept', rule, after]);
        const answered = JSON.stringify([result.accepted, result.rule, result.deployment]);
        if (asked !== answered) expect(asked, event.type).toBe(answered);
      }
    }
  });

  it('answers every event, in every deployment, with exactly one verdict', () => {
    for (const deployment of everyNth(reachable, 7)) {
      const snapshot = toSnapshot(deployment);
      for (const event of events) {
        const [, actions] = transition(lifecycleMachine, snapshot, event);
        const verdicts = actions.filter(({ type }) => ['accept', 'reject', 'stale'].includes(type));
        if (verdicts.length !== 1) {
          expect(verdicts, `${event.type} in ${JSON.stringify(deployment)}`).toHaveLength(1);
        }
      }
    }
  });

  it('gives a refusal its answer: rule, status code, error code, hint', () => {
    const [, actions] = transition(lifecycleMachine, toSnapshot(createDeployment()), {
      type: 'pause',
    });
    expect(actions.map(({ type, params }) => ({ type, params }))).toEqual([
      {
        type: 'reject',
        params: {
          rule: 'pause.stopped',
          httpStatus: 400,
          code: 'IllegalPipelineAction',
          hint: 'Start it with /start?initial=paused.',
        },
      },
    ]);
  });

  it('begins with a pipeline that was never started, with every capability', () => {
    const snapshot = getInitialSnapshot(lifecycleMachine);
    expect(fromSnapshot(snapshot)).toEqual(createDeployment());
    expect(snapshot.context.capabilities).toEqual({
      checkpointing: true,
      suspendable: true,
      standby: true,
    });
  });

  it('has the capabilities of its input', () => {
    const capabilities = { checkpointing: false, suspendable: true, standby: true };
    const actor = createActor(lifecycleMachine, { input: { capabilities } }).start();
    expect(actor.getSnapshot().context.capabilities).toEqual(capabilities);
  });

  it('takes a capability that its input leaves out for present, as decide does', () => {
    const actor = createActor(lifecycleMachine, { input: { capabilities: { standby: false } } });
    expect(actor.start().getSnapshot().context.capabilities).toEqual({
      checkpointing: true,
      suspendable: true,
      standby: false,
    });
  });

  it('runs under createActor as it is, and agrees with decide and observe on the way', () => {
    const actor = createActor(lifecycleMachine).start();
    let deployment = createDeployment();
    const life: LifecycleEvent[] = [
      { type: 'start', initial: 'standby' },
      { type: 'provisioning' },
      { type: 'standby' },
      { type: 'activate' },
      { type: 'awaitingApproval', generation: 1 },
      { type: 'approve' },
      { type: 'running' },
      { type: 'running', generation: 9 },
      { type: 'stop' },
      { type: 'resume' },
      { type: 'suspending' },
      { type: 'suspended', checkpoint: 3 },
      { type: 'deprovisioned' },
    ];
    for (const event of life) {
      actor.send(event);
      deployment = everyAction.some(({ type }) => type === event.type)
        ? decide(deployment, event as never).deployment
        : observe(deployment, event as never).deployment;
      expect(fromSnapshot(actor.getSnapshot())).toEqual(deployment);
    }
    expect(deployment).toMatchObject({ status: 'Stopped', checkpoint: 3, generation: 1 });
  });

  it('calls the reject that a host provides with the rule of each refusal', () => {
    const refused: string[] = [];
    const reject = (_: unknown, { rule }: { rule: string }) => void refused.push(rule);
    const actor = createActor(lifecycleMachine.provide({ actions: { reject } })).start();
    actor.send({ type: 'resume' });
    expect(refused).toEqual(['resume.stopped']);
  });
});

describe('the machine as JSON, which tools read', () => {
  const rowsIn = (node: Tree): Tree[] => [
    ...Object.values(node.on ?? {}).flat(),
    ...Object.values(node.states ?? {}).flatMap((inner) => rowsIn(inner as Tree)),
  ];
  const written: Tree = JSON.parse(JSON.stringify(lifecycleMachine));
  const guarded = (rows: readonly Tree[]) => rows.filter(({ guard }) => guard !== undefined);
  const rows = guarded(rowsIn(lifecycleMachine.config));

  it('has the guard of every row, by name', () => {
    expect(rows.length).toBeGreaterThan(70);
    const names = rows.map(({ guard }) => guard);
    expect(names.filter((name) => typeof name !== 'string')).toEqual([]);
    const known = Object.keys(lifecycleMachine.implementations.guards);
    expect([...new Set(names)].filter((name) => !known.includes(name))).toEqual([]);
    expect(
      guarded(rowsIn(written))
        .map(({ guard }) => guard)
        .sort(),
    ).toEqual(names.sort());
  });

  it('has no guard with the name of a state', () => {
    const statesIn = (node: Tree): string[] =>
      Object.entries(node.states ?? {}).flatMap(([name, inner]) => [
        name,
        ...statesIn(inner as Tree),
      ]);
    const states = statesIn(lifecycleMachine.config).map((name) => name.toLowerCase());
    const guards = Object.keys(lifecycleMachine.implementations.guards);
    expect(states).toContain('suspending');
    expect(guards.filter((name) => states.includes(name.toLowerCase()))).toEqual([]);
  });
});

describe('snapshots', () => {
  it('convert to and from every deployment, with any capabilities', () => {
    for (const deployment of reachable) {
      expect(fromSnapshot(toSnapshot(deployment))).toEqual(deployment);
    }
    for (const capabilities of everyCapabilities) {
      const snapshot = toSnapshot(createDeployment(), capabilities);
      expect(snapshot.context.capabilities).toEqual(capabilities);
    }
  });

  it('continue under createActor, also after they were persisted', () => {
    for (const deployment of everyNth(reachable, 7)) {
      const actor = createActor(lifecycleMachine, { snapshot: toSnapshot(deployment) }).start();
      const persisted = JSON.parse(JSON.stringify(actor.getPersistedSnapshot()));
      const again = createActor(lifecycleMachine, { snapshot: persisted }).start();
      again.send({ type: 'stop', force: true });
      const expected = decide(deployment, { type: 'stop', force: true }).deployment;
      expect(fromSnapshot(again.getSnapshot())).toEqual(expected);
    }
  });

  it('give frozen deployments that share nothing with the errors of events', () => {
    const error = { message: 'Boom.', error_code: 'Boom', details: {} };
    const actor = createActor(lifecycleMachine).start();
    actor.send({ type: 'start' });
    actor.send({ type: 'failed', error });
    expect(isDeeplyFrozen(fromSnapshot(actor.getSnapshot()))).toBe(true);
    expect(Object.isFrozen(error)).toBe(false);
  });
});
