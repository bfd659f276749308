/**
 * The memory of deployments and results: nobody can tell that it is there, but by the same object
 * coming back. It never answers wrongly, knows nothing of what a caller made, and stays small.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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
  everyCapabilities,
  fullCapabilities,
  InvalidDeploymentError,
  type Outcome,
  observe,
  parseDeployment,
  verdicts,
} from '../../src/lifecycle';
import { everyObservation, representative } from '../../src/lifecycle/compiled/representative';
import type { Observation } from '../../src/lifecycle/observation';
import { assertBuilt, root } from '../package/install';
import { deploymentWith, isDeeplyFrozen, observationsOf, reachable } from './helpers';
import { act, type Event, type State, see } from './reference';

const error = { message: 'Out of memory.', error_code: 'OutOfMemory', details: { worker: 3 } };
const running = deploymentWith({ status: 'Running', desiredStatus: 'Running', checkpoint: 1 });
const stopping = deploymentWith({ status: 'Stopping', error: null });

/** As a caller has it, who has read it from somewhere: not one that the library has made. */
const copied = (deployment: Deployment): Deployment => structuredClone(deployment);

const answersTo = (deployment: Deployment): (Decision | Outcome)[] => [
  ...everyAction.map((action) => decide(deployment, action)),
  ...everyObservation.map((observation) => observe(deployment, observation)),
];

describe('a deployment that the library makes', () => {
  it('is the very same object, if it has been made lately', () => {
    for (const before of reachable) {
      const twice = [
        ...everyAction.map((action) => () => decide(copied(before), action)),
        ...everyObservation.map((observation) => () => observe(copied(before), observation)),
      ];
      for (const ask of twice) {
        const result = ask();
        const { deployment } = result;
        const made = result.accepted && result.changed && deployment.error === null;
        if (!made) continue;
        expect(ask().deployment).toBe(deployment);
        expect(parseDeployment(copied(deployment))).toBe(deployment);
      }
    }
  });

  it('is the same by whatever way it came to be', () => {
    const one = decide(running, { type: 'stop', force: true }).deployment;
    const paused = decide(running, { type: 'pause' }).deployment;
    expect(decide(paused, { type: 'stop', force: true }).deployment).toBe(one);
    expect(parseDeployment(JSON.parse(JSON.stringify(one)))).toBe(one);
  });

  it('has the data that belong to it, whatever was made before', () => {
    const made = [5, 6, 5].map((checkpoint) => {
      return observe(running, { type: 'checkpointed', checkpoint }).deployment;
    });
    expect(made.map(({ checkpoint }) => checkpoint)).toEqual([5, 6, 5]);
    const failed = ['One.', 'Two.', 'One.'].map((message) => {
      return observe(running, { type: 'failed', error: { ...error, message } }).deployment;
    });
    expect(failed.map((each) => each.error?.message)).toEqual(['One.', 'Two.', 'One.']);
    const later = [1, 8, 1].map((generation) => {
      return decide({ ...running, generation }, { type: 'pause' }).deployment;
    });
    expect(later.map(({ generation }) => generation)).toEqual([1, 8, 1]);
  });

  it('is deeply frozen, and so is every result about it', () => {
    for (const deployment of reachable) {
      for (const result of answersTo(deployment)) expect(isDeeplyFrozen(result)).toBe(true);
      const failed = observe(copied(deployment), { type: 'failed', error: structuredClone(error) });
      if (failed.accepted && failed.changed) expect(isDeeplyFrozen(failed)).toBe(true);
    }
  });

  it.each([
    ['createDeployment', createDeployment()],
    ['decide', decide(createDeployment(), { type: 'start' }).deployment],
    ['observe', observe(running, { type: 'failed', error }).deployment],
    ['parseDeployment', parseDeployment(copied(running))],
    ['representative', representative(running)],
  ])('by %s is a plain object, with nothing on it that can be seen', (_function, made) => {
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
});

describe('a result', () => {
  it('about a deployment of the library is the same object when it is asked for again', () => {
    // An error can be large: results about deployments with one are made anew.
    for (const deployment of reachable.filter((each) => each.error === null)) {
      for (const present of everyCapabilities) {
        const decided = everyAction.map((action) => decide(deployment, action, present));
        for (const [position, action] of everyAction.entries()) {
          const again = decide(deployment, { ...action }, { ...present });
          if (again !== decided[position]) throw new Error(`${again.rule} has two results.`);
        }
      }
      for (const observation of observationsOf(deployment)) {
        const one = observe(deployment, observation);
        const other = observe(deployment, { ...observation });
        const takes = one.accepted && one.changed && carries(observation);
        if (takes || one.rule === 'generation.stale') expect(other).toEqual(one);
        else expect(other).toBe(one);
      }
    }
  });

  it('of every kind is: refused, accepted, a no-op, taken in, stale', () => {
    const twice = (ask: () => Decision | Outcome) => {
      const one = ask();
      expect(ask()).toBe(one);
      return [one.accepted, 'changed' in one && one.changed];
    };
    expect(twice(() => decide(running, { type: 'activate' }))).toEqual([false, false]);
    expect(twice(() => decide(running, { type: 'pause' }))).toEqual([true, true]);
    expect(twice(() => decide(running, { type: 'resume' }))).toEqual([true, false]);
    expect(twice(() => observe(running, { type: 'paused' }))).toEqual([true, true]);
    expect(twice(() => observe(running, { type: 'running' }))).toEqual([true, false]);
    expect(twice(() => observe(running, { type: 'deprovisioned' }))).toEqual([false, false]);
    const lower = { type: 'checkpointed', checkpoint: 0 } as const;
    expect(twice(() => observe(running, lower))).toEqual([true, false]);
  });

  it('that carries what the message carries is made of that message', () => {
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

  it('that a message of another generation is stale names its generation, and the deployment', () => {
    const reasons = [3, 0, 3].map((generation) => {
      const outcome = observe(running, { type: 'paused', generation });
      return outcome.accepted ? '' : outcome.reason;
    });
    expect(reasons.map((reason) => /is of generation (\d+)/.exec(reason)?.[1])).toEqual([
      '3',
      '0',
      '3',
    ]);
    for (const generation of [4, 5]) {
      const later = parseDeployment({ ...running, generation });
      const outcome = observe(later, { type: 'paused', generation: 2 });
      expect(outcome).toMatchObject({
        reason: expect.stringContaining(`the deployment of generation ${generation}:`),
      });
      expect(observe(later, { type: 'paused', generation }).accepted).toBe(true);
    }
  });

  it('is about the very object that was asked about', () => {
    const one = observe(running, { type: 'failed', error }).deployment;
    const other = observe(running, { type: 'failed', error: { ...error } }).deployment;
    expect(other).toEqual(one);
    for (const each of [one, other, copied(one), one, other]) {
      expect(decide(each, { type: 'pause' }).deployment).toBe(each);
      expect(observe(each, { type: 'running' }).deployment).toBe(each);
    }
  });

  it('with some capabilities is not mistaken for one with others', () => {
    for (const deployment of reachable.filter(({ checkpoint }) => checkpoint === null)) {
      const expected = everyCapabilities.map((present) =>
        everyAction.map((action) => JSON.stringify(decide(copied(deployment), action, present))),
      );
      for (let round = 0; round < 2; round += 1) {
        everyCapabilities.forEach((present, position) => {
          const found = verdicts(deployment, present);
          const decided = found.map(({ decision }) => JSON.stringify(decision));
          if (decided.join() !== expected[position]?.join()) {
            expect(decided).toEqual(expected[position]);
          }
        });
      }
    }
  });

  it('to an action is not mistaken for one to an observation', () => {
    const results = new Set(answersTo(running));
    // Checkpoints that are lower or the same make no difference.
    expect(results.size).toBe(everyAction.length + everyObservation.length - 2);
    const [decided, seen] = [everyAction, everyObservation].map((events) =>
      events.map(({ type }) => type as string),
    );
    for (const result of results) {
      const [type] = result.rule.split('.');
      expect('httpStatus' in result ? decided : seen).toContain(type);
    }
  });
});

const carries = (event: Observation) => 'error' in event || 'checkpoint' in event;

describe('what a caller made is never answered from memory', () => {
  const changes: [field: string, change: Partial<Deployment>, action: Action][] = [
    ['status', { status: 'Provisioning' }, { type: 'pause' }],
    ['desiredStatus', { desiredStatus: 'Stopped' }, { type: 'resume' }],
    ['initial', { initial: 'paused' }, { type: 'start', bootstrapPolicy: 'allow' }],
    ['bootstrapPolicy', { bootstrapPolicy: 'reject' }, { type: 'start', bootstrapPolicy: 'allow' }],
    ['checkpoint', { checkpoint: 77 }, { type: 'pause' }],
    ['generation', { generation: 77 }, { type: 'pause' }],
  ];
  const allowed = deploymentWith({
    status: 'Running',
    desiredStatus: 'Running',
    initial: 'running',
    bootstrapPolicy: 'allow',
    checkpoint: 1,
  });

  it.each(changes)('whose %s has changed since', (field, change, action) => {
    const mine = copied(allowed);
    const before = JSON.stringify([decide(mine, action), observe(mine, { type: 'paused' })]);
    Object.assign(mine, change);
    const expected = [
      decide(parseDeployment(copied(mine)), action),
      observe(parseDeployment(copied(mine)), { type: 'paused' }),
    ];
    const found = [decide(mine, action), observe(mine, { type: 'paused' })];
    expect(found).toEqual(expected);
    expect(JSON.stringify(found), field).not.toBe(before);
    Object.assign(mine, allowed);
    expect(JSON.stringify([decide(mine, action), observe(mine, { type: 'paused' })])).toBe(before);
  });

  it('whose approval or error has changed since', () => {
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

  it('which has become one that cannot occur', () => {
    const mine = copied(running);
    expect(decide(mine, { type: 'pause' }).accepted).toBe(true);
    for (const change of [{ status: 'Up' }, { generation: 0 }, { owner: 'ann' }, { error }]) {
      const worse = Object.assign(mine, change);
      expect(() => decide(worse, { type: 'pause' })).toThrow(InvalidDeploymentError);
      expect(() => observe(worse, { type: 'paused' })).toThrow(InvalidDeploymentError);
    }
  });

  it('not even where it was made of one that the library made', () => {
    const made = decide(running, { type: 'pause' }).deployment;
    const malformed: unknown[] = [
      { ...made, status: 'Up' },
      Object.create(made),
      new Proxy(
        { ...made },
        { get: (_, name) => (name === 'status' ? 'Up' : made[name as never]) },
      ),
      representative({ ...made, status: 'Up' as never }),
    ];
    for (const each of [...malformed, ...malformed]) {
      expect(() => decide(each as Deployment, { type: 'pause' })).toThrow(InvalidDeploymentError);
      expect(() => observe(each as Deployment, { type: 'paused' })).toThrow(InvalidDeploymentError);
      expect(() => parseDeployment(each)).toThrow(InvalidDeploymentError);
    }
    const behind = new Proxy(made, {});
    expect(decide(behind, { type: 'pause' }).deployment).toBe(behind);
    const other = { ...made, desiredStatus: 'Stopped' as const };
    expect(decide(other, { type: 'pause' }).rule).toBe('pause.stopping');
    expect(decide(made, { type: 'pause' }).rule).toBe('pause.deployed');
  });

  it('nor an error in it, however it is frozen: only what is frozen throughout is kept', () => {
    const shallow = () => Object.freeze({ ...error, details: { worker: { at: 1 } } });
    const [reported, persisted] = [shallow(), shallow()];
    const taken = observe(running, { type: 'failed', error: reported }).deployment;
    const read = parseDeployment(Object.freeze({ ...stopping, error: persisted }));
    const mine = Object.freeze({ ...stopping, error: persisted });
    const kept = observe(mine, { type: 'deprovisioned' }).deployment;
    for (const { details } of [reported, persisted]) details.worker.at = 2;
    for (const { error: found } of [taken, read, kept]) {
      expect(found?.details).toEqual({ worker: { at: 1 } });
      expect(isDeeplyFrozen(found)).toBe(true);
    }
    const after = observe(mine, { type: 'deprovisioned' }).deployment;
    expect(after.error?.details).toEqual({ worker: { at: 2 } });
    // Frozen throughout, it cannot change: it need not be copied.
    const { error: deep } = taken;
    expect(observe(running, { type: 'failed', error: deep as never }).deployment.error).toBe(deep);
  });
});

/** What the library says, and what the reference model says, each as text. */
function saidOf(before: Deployment, event: Action | Observation): readonly [string, string] {
  const isAction = everyAction.some(({ type }) => type === event.type);
  if (isAction) {
    const decision = decide(before, event as Action);
    const answer = decision.accepted
      ? '202'
      : `${decision.httpStatus} ${decision.error.error_code}`;
    const found = { answer, state: decision.deployment };
    return [
      JSON.stringify(found),
      JSON.stringify(act(before as State, event as Event, fullCapabilities)),
    ];
  }
  const outcome = observe(before, event as Observation);
  const found = { answer: outcome.accepted ? 'seen' : 'stale', state: outcome.deployment };
  return [JSON.stringify(found), JSON.stringify(see(before as State, event as Event))];
}

function expectRight(before: Deployment, event: Action | Observation): void {
  const [found, expected] = saidOf(before, event);
  if (found !== expected) {
    expect(found, `${JSON.stringify(event)} to ${JSON.stringify(before)}`).toBe(expected);
  }
}

describe('the places of the memory are few, and what comes there is many', () => {
  const large = 2 ** 32;
  const classes = [...new Map(reachable.map((each) => [classOf(each), each])).values()];

  function classOf({ checkpoint: _, ...rest }: Deployment): string {
    return JSON.stringify(rest);
  }

  it('every class of deployments is told apart, with each of 400 pairs of numbers', () => {
    const seen = new Set<string>();
    for (let pair = 0; pair < 400; pair += 1) {
      const generation = 1 + (pair % 20) * (pair % 3 === 0 ? large : 1);
      const checkpoint = pair < 20 ? null : Math.floor(pair / 20) * (pair % 5 === 0 ? large : 1);
      for (const each of classes) {
        const deployment = { ...each, generation, checkpoint };
        const text = JSON.stringify(deployment);
        const made = parseDeployment(deployment);
        if (JSON.stringify(made) !== text) expect(made).toEqual(deployment);
        seen.add(text);
      }
    }
    expect(seen.size).toBe(400 * 160);
  });

  it('numbers that only differ where they do not fit into 32 bits are told apart', () => {
    for (const each of classes) {
      for (const numbers of [
        [1, 1 + large, 1, 1 + 2 * large],
        [3, 3 + large * 1024, 3],
      ]) {
        for (const number of numbers) {
          for (const data of [{ generation: number }, { checkpoint: number }]) {
            const deployment = { ...each, ...data };
            expect(parseDeployment(deployment)).toEqual(deployment);
          }
        }
      }
    }
  });

  it('whatever is asked in whatever order, the reference model says the same', () => {
    const stress = fc.property(fc.integer(), (seed) => {
      expect(askedWith(seed)).toBeGreaterThan(50_000);
    });
    fc.assert(stress, { numRuns: 1, endOnFailure: true });
  });

  /** Asks 180,000 questions, a third of them about new deployments; returns how many of these differ. */
  function askedWith(seed: number): number {
    const next = randomBelow(seed);
    const pick = <Value>(values: readonly Value[]) => values[next(values.length)] as Value;
    const anyNumber = () =>
      pick([
        next(41),
        next(2 ** 31),
        large * (1 + next(1000)) + next(41),
        Number.MAX_SAFE_INTEGER - 1 - next(1000),
      ]);
    const anyEvent = (deployment: Deployment): Action | Observation => {
      if (next(3) === 0) return pick(everyAction);
      const event = pick(everyObservation);
      const data = {
        ...('checkpoint' in event ? { checkpoint: anyNumber() } : {}),
        ...('error' in event ? { error: { ...error, message: `Failure ${next(50)}.` } } : {}),
        ...(next(4) === 0 ? { generation: pick([deployment.generation, anyNumber()]) } : {}),
      };
      return { ...event, ...data } as Observation;
    };
    const known: Deployment[] = [];
    const asked = new Set<string>();
    for (let turn = 0; turn < 60_000; turn += 1) {
      const each = pick(reachable);
      const deployment = {
        ...each,
        generation: Math.max(1, anyNumber()),
        checkpoint: each.checkpoint && anyNumber(),
      };
      asked.add(JSON.stringify(deployment));
      expectRight(deployment, anyEvent(deployment));
      // Some are kept and asked about over and over, so that there are results to be mistaken.
      if (known.length < 2000) known.push(parseDeployment(deployment));
      const remembered = pick(known);
      const event = anyEvent(remembered);
      expectRight(remembered, event);
      expectRight(remembered, event);
    }
    return asked.size;
  }

  it('all questions about one deployment are remembered side by side', () => {
    const all = () => [
      ...everyCapabilities.flatMap((present) => verdicts(running, present)),
      ...everyObservation.filter((each) => !carries(each)).map((each) => observe(running, each)),
    ];
    const results = () => all().map((each) => ('decision' in each ? each.decision : each));
    const first = results();
    for (const [position, result] of results().entries()) expect(result).toBe(first[position]);
  });
});

/** Numbers by a linear congruential generator: the same for the same seed. */
function randomBelow(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

describe('the memory stays small', () => {
  /** By how many megabytes the heap has grown after a program has run; `warmUp` comes before. */
  function growthOf(warmUp: string, program: string): number {
    assertBuilt(root);
    const text = `
      import { createDeployment, decide, observe, parseDeployment } from './index.js';
      const step = (deployment, ...types) =>
        types.reduce((each, type) => observe(each, { type }).deployment, deployment);
      const started = decide(createDeployment(), { type: 'start', bootstrapPolicy: 'allow' });
      const running = step(started.deployment, 'provisioning', 'running');
      const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
      ${warmUp}
      const before = heap();
      ${program}
      console.log((heap() - before) / 2 ** 20);`;
    const args = ['--expose-gc', '--input-type=module', '-e', text];
    const env = { PATH: process.env.PATH };
    const cwd = join(root, 'dist');
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env });
    expect(stderr).toBe('');
    return Number(stdout);
  }

  it('after a million deployments, each asked about', () => {
    const turns = (from: number, to: number) => `
      for (let turn = ${from}; turn < ${to}; turn += 1) {
        const { deployment } = observe(running, { type: 'checkpointed', checkpoint: turn });
        decide(deployment, { type: 'activate' });
        decide(parseDeployment({ ...running, generation: turn }), { type: 'pause' });
      }`;
    expect(growthOf(turns(1, 100), turns(100, 350_000))).toBeLessThan(4);
  });

  it('after thousands of failures with much to say, each asked about', () => {
    const failures = (count: number) => `
      for (let turn = 0; turn < ${count}; turn += 1) {
        const lines = Array.from({ length: 300 }, (_, line) => turn + line);
        const error = { message: 'Boom.', error_code: 'Boom', details: { lines } };
        decide(observe(running, { type: 'failed', error }).deployment, { type: 'pause' });
      }`;
    expect(growthOf(failures(10), failures(4000))).toBeLessThan(4);
  });

  it('keeps what it is asked to keep: the measure finds a leak', () => {
    const kept = 'const kept = []; for (let at = 0; at < 100_000; at += 1)';
    const leak = `${kept} kept.push(observe(running, { type: 'checkpointed', checkpoint: at + 9 }));`;
    expect(growthOf('', `${leak} globalThis.kept = kept;`)).toBeGreaterThan(4);
  });
});
