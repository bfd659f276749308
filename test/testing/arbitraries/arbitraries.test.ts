/** Arbitraries generate everything that can occur and nothing else, and shrink to simple values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/input/invalid-input';
import {
  actionTypes,
  type Capabilities,
  createDeployment,
  deploymentStatuses,
  everyAction,
  everyCapabilities,
  observationTypes,
  parseAction,
  parseDeployment,
  parseObservation,
  reachableDeployments,
} from '../../../src/lifecycle';
import { representative } from '../../../src/lifecycle/compiled/representative';
import { anyDeployment } from '../../../src/testing/arbitraries/deployments';
import { deploymentByWalk, userAndRunnerScript } from '../../../src/testing/arbitraries/scripts';
import {
  anyAction,
  anyCapabilities,
  anyError,
  anyObservation,
} from '../../../src/testing/arbitraries/vocabulary';
import { playScript } from '../../../src/testing/script/script';
import { amount } from '../../tier';
import { played, smallest } from './shrinking';

const sampled = <Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number) =>
  fc.sample(arbitrary, { numRuns, seed: 20_261_121 });

describe('any action', () => {
  it('is every action there is, each type as often as any other', () => {
    const actions = sampled(anyAction(), 2_000);
    expect(new Set(actions)).toEqual(new Set(everyAction));
    for (const type of actionTypes) {
      const share = actions.filter((each) => each.type === type).length / actions.length;
      expect(share, type).toBeGreaterThan(0.5 / actionTypes.length);
      expect(share, type).toBeLessThan(2 / actionTypes.length);
    }
  });

  it('is of the named types', () => {
    const types = new Set(sampled(anyAction('stop', 'pause'), 100).map(({ type }) => type));
    expect([...types].sort()).toEqual(['pause', 'stop']);
  });

  it('shrinks to the first named type with its defaults', () => {
    expect(smallest(anyAction(), () => false)).toEqual(parseAction({ type: 'start' }));
    expect(smallest(anyAction('stop', 'start'), () => false)).toEqual({
      type: 'stop',
      force: false,
    });
    const isForced = smallest(anyAction(), (action) => action.type !== 'stop' || !action.force);
    expect(isForced).toEqual({ type: 'stop', force: true });
  });

  it('prints as code', () => {
    const [action] = sampled(anyAction('stop'), 1);
    expect(fc.stringify(action)).toMatch(/^\{"type":"stop","force":(true|false)\}$/);
  });
});

describe('any observation', () => {
  it('is one of every type, with checkpoints, errors and generations, and well formed', () => {
    const messages = sampled(anyObservation(), 2_000);
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(observationTypes));
    for (const message of messages) expect(parseObservation(message)).toEqual(message);
    const having = (field: string) => messages.filter((each) => field in each).length;
    for (const field of ['checkpoint', 'error', 'generation']) {
      expect(having(field), field).toBeGreaterThan(100);
      expect(having(field), field).toBeLessThan(1_900);
    }
  });

  it('is of the named types', () => {
    const types = new Set(sampled(anyObservation('failed', 'paused'), 100).map(({ type }) => type));
    expect([...types].sort()).toEqual(['failed', 'paused']);
  });

  it('shrinks to a message with no more fields than it needs', () => {
    expect(smallest(anyObservation('failed'), () => false)).toEqual({
      type: 'failed',
      error: { message: 'The pipeline failed.', error_code: 'OutOfMemory', details: {} },
    });
    expect(smallest(anyObservation('suspended'), () => false)).toEqual({
      type: 'suspended',
      checkpoint: 0,
    });
    expect(smallest(anyObservation(), (each) => (each.generation ?? 0) < 2)).toMatchObject({
      generation: 2,
    });
  });
});

describe('any error', () => {
  it('is one that a deployment can have, sometimes a strange one', () => {
    const errors = sampled(anyError(), 500);
    const stopped = { ...createDeployment(), generation: 1 };
    for (const error of errors) expect(parseDeployment({ ...stopped, error }).error).toEqual(error);
    expect(new Set(errors.map(({ message }) => message)).size).toBeGreaterThan(50);
    expect(errors.some(({ details }) => Object.keys(details).length > 0)).toBe(true);
  });
});

describe('any capabilities', () => {
  it('are every combination, all of them more often than none', () => {
    const combinations = sampled(anyCapabilities(), 1_000);
    expect(new Set(combinations)).toEqual(new Set(everyCapabilities));
    const count = (index: number) =>
      combinations.filter((each) => each === everyCapabilities[index]).length;
    expect(count(0)).toBeGreaterThan(5 * count(everyCapabilities.length - 1));
  });

  it('shrink to all', () => {
    expect(smallest(anyCapabilities(), () => false)).toBe(everyCapabilities[0]);
    expect(smallest(anyCapabilities(), ({ standby }) => standby)).toEqual({
      checkpointing: true,
      suspendable: true,
      standby: false,
    });
  });
});

describe('any deployment', () => {
  const statesOf = (capabilities: Partial<Capabilities>, numRuns: number) => {
    const counts = new Map<string, number>();
    for (const deployment of sampled(anyDeployment({ capabilities }), numRuns)) {
      const key = JSON.stringify(representative(deployment));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };

  it.each([{}, { standby: false }])(
    'with %j is any that can be reached, and no other',
    (lacking) => {
      const reachable = reachableDeployments(lacking).map((each) => JSON.stringify(each));
      expect([...statesOf(lacking, 20 * reachable.length).keys()].sort()).toEqual(reachable.sort());
    },
  );

  it('is each as often as any other', () => {
    const runs = amount({ usual: 4_000, deep: 32_000 });
    const counts = [...statesOf({}, runs).values()];
    // Pearson's statistic: its mean is the degrees of freedom, 319, and its deviation about 25.
    const expected = runs / 320;
    const statistic = counts.reduce((all, count) => all + (count - expected) ** 2 / expected, 0);
    expect(counts).toHaveLength(320);
    expect(statistic).toBeLessThan(319 + 6 * 25.3);
  });

  it('has errors, checkpoints and generations of all kinds, and is frozen', () => {
    const deployments = sampled(anyDeployment(), 5_000);
    const different = (values: readonly unknown[]) => new Set(values).size;
    expect(different(deployments.map(({ error }) => error?.message))).toBeGreaterThan(10);
    expect(different(deployments.map(({ checkpoint }) => checkpoint))).toBeGreaterThan(100);
    expect(different(deployments.map(({ generation }) => generation))).toBeGreaterThan(50);
    expect(deployments.every((each) => Object.isFrozen(each))).toBe(true);
    expect(deployments.every((each) => parseDeployment(each) !== undefined)).toBe(true);
  });

  it('shrinks towards one that was never started', () => {
    expect(smallest(anyDeployment(), () => false)).toEqual(createDeployment());
    // The one or the other pair of statuses that can have an error: neither is on the way to both.
    expect(smallest(anyDeployment(), ({ error }) => error === null)).toEqual({
      ...createDeployment(),
      status: expect.stringMatching(/^Stopp(ed|ing)$/),
      error: { message: 'The pipeline failed.', error_code: 'OutOfMemory', details: {} },
      generation: 1,
    });
  });
});

describe('a script of a user and a runner', () => {
  it('gets everywhere', () => {
    const pairs = new Set<string>();
    const kinds = new Set<string>();
    const rules = new Set<string>();
    const scripts = sampled(userAndRunnerScript(), amount({ usual: 700, deep: 2_000 }));
    for (const script of scripts) {
      for (const step of playScript(script)) {
        pairs.add(`${step.after.status}/${step.after.desiredStatus}`);
        if (step.kind === 'poll') kinds.add('poll');
        if (step.kind === 'call') kinds.add(step.decision.accepted ? 'accepted' : 'refused');
        if (step.kind === 'report') kinds.add(step.outcome.accepted ? 'applied' : 'stale');
        if (step.kind === 'report') rules.add(step.outcome.rule);
        if (step.kind === 'report') kinds.add(step.observation.type);
      }
    }
    expect(pairs.size).toBe(28);
    const steps = ['poll', 'accepted', 'refused', 'applied', 'stale'];
    expect([...kinds].sort()).toEqual([...steps, ...observationTypes].sort());
    expect(rules).toContain('checkpointed.late');
  });

  it('calls actions that mostly change something, and sometimes are refused', () => {
    const calls = sampled(userAndRunnerScript(), 500)
      .flatMap((script) => playScript(script))
      .filter((each) => each.kind === 'call');
    const share = (is: (each: (typeof calls)[number]) => boolean) =>
      calls.filter(is).length / calls.length;
    expect(share(({ decision }) => decision.accepted && decision.changed)).toBeGreaterThan(0.5);
    expect(share(({ decision }) => !decision.accepted)).toBeGreaterThan(0.15);
    // Stop, one of seven actions, ends everything.
    expect(share(({ action }) => action.type === 'stop')).toBeLessThan(0.3);
    expect(share(({ action }) => action.type === 'stop')).toBeGreaterThan(0.1);
  });

  it('prints as a scenario script that contains everything', () => {
    for (const script of sampled(userAndRunnerScript(), 200)) {
      const { steps, capabilities } = played(script.lines);
      expect(steps.map(({ after }) => after)).toEqual(playScript(script).map(({ after }) => after));
      expect(capabilities).toEqual(script.capabilities);
      expect(fc.stringify(script)).toBe(
        `\n${script.lines.map((line) => `  ${line}`).join('\n')}\n`,
      );
      expect(script.steps.map(String)).toEqual(
        script.lines.filter((line) => !line.startsWith('without ')),
      );
      expect(script.steps.map((step) => fc.stringify(step))).toEqual(script.steps.map(String));
    }
  });

  it('follows the given weights', () => {
    const linesWith = (weights: object) =>
      sampled(userAndRunnerScript({ weights }), 100).flatMap(({ lines }) => lines);
    expect(linesWith({ poll: 0 }).filter((line) => line === '# poll')).toEqual([]);
    expect(linesWith({ failure: 0, stale: 0 }).filter((line) => /saw failed/.test(line))).toEqual(
      [],
    );
    const onlyPolls = { call: 0, progress: 0, checkpoint: 0, failure: 0, stale: 0 };
    const polls = linesWith(onlyPolls).filter((line) => !line.startsWith('without '));
    expect(new Set(polls)).toEqual(new Set(['# poll']));
    const onlyCalls = { poll: 0, progress: 0, checkpoint: 0, failure: 0, stale: 0 };
    expect(linesWith(onlyCalls).filter((line) => line.startsWith('saw'))).toEqual([]);
    // Without calls there is no progress, and so no step.
    expect(
      linesWith({ ...onlyPolls, poll: 0, progress: 1 }).filter((line) => !/^without/.test(line)),
    ).toEqual([]);
    const share = (lines: string[]) =>
      lines.filter((line) => line === '# poll').length / lines.length;
    expect(share(linesWith({ poll: 60 }))).toBeGreaterThan(2 * share(linesWith({})));
  });

  it('has at most the given number of steps, and the given capabilities', () => {
    const scripts = sampled(
      userAndRunnerScript({ maxSteps: 7, capabilities: { standby: false } }),
      200,
    );
    expect(Math.max(...scripts.map(({ steps }) => steps.length))).toBe(7);
    for (const { lines } of scripts) expect(lines[0]).toBe('without standby');
    expect(Math.max(...sampled(userAndRunnerScript(), 200).map(({ steps }) => steps.length))).toBe(
      40,
    );
  });

  it('shrinks by dropping steps and simplifying the rest', () => {
    expect(smallest(userAndRunnerScript(), () => false)?.lines).toEqual([]);
    const suspends = smallest(userAndRunnerScript({ capabilities: {} }), (script) =>
      playScript(script).every(({ after }) => after.status !== 'Suspending'),
    );
    expect(suspends?.lines.at(-1)).toBe('saw suspending');
    expect(suspends?.lines.length).toBeLessThanOrEqual(6);
    expect(
      suspends?.lines.filter((line) => /poll|generation|checkpoint|=false/.test(line)),
    ).toEqual([]);
    const checkpoint = smallest(userAndRunnerScript(), (script) =>
      playScript(script).every(({ after }) => (after.checkpoint ?? 0) < 2),
    );
    expect(checkpoint?.lines).toContainEqual(expect.stringMatching(/^saw .*checkpoint=2$/));
    const incapable = smallest(
      userAndRunnerScript(),
      ({ capabilities }) => capabilities.checkpointing,
    );
    expect(incapable?.lines).toEqual(['without checkpointing']);
  });

  it('keeps the given capabilities while it shrinks', () => {
    const arbitrary = userAndRunnerScript({ capabilities: { suspendable: false } });
    const found = smallest(arbitrary, ({ steps }) => steps.length < 2);
    expect(found?.lines).toHaveLength(3);
    expect(found?.lines[0]).toBe('without suspendable');
  });

  it('shrinks an example from the user', () => {
    const [example] = sampled(userAndRunnerScript({ maxSteps: 40 }), 30).slice(-1);
    const { counterexample } = fc.check(
      fc.property(userAndRunnerScript(), ({ steps }) => steps.length < 3),
      { examples: [[example as NonNullable<typeof example>]], numRuns: 1 },
    );
    expect(example?.steps.length).toBeGreaterThan(3);
    expect(counterexample?.[0]?.steps).toHaveLength(3);
  });
});

describe('a deployment by walk', () => {
  it('is where the walk leads', () => {
    for (const { deployment, capabilities, script } of sampled(deploymentByWalk(), 200)) {
      const { steps } = played(script);
      expect(deployment).toEqual(steps.at(-1)?.after ?? createDeployment());
      expect(played(script).capabilities).toEqual(capabilities);
    }
  });

  it('is of every status', () => {
    const statuses = sampled(deploymentByWalk(), 500).map(({ deployment }) => deployment.status);
    expect(new Set(statuses)).toEqual(new Set(deploymentStatuses));
  });

  it('shrinks to the fewest steps that lead there, and prints them', () => {
    const found = smallest(
      deploymentByWalk(),
      ({ deployment }) => deployment.status !== 'Stopping' || deployment.error === null,
    );
    expect(found?.script).toEqual(['start', 'saw provisioning', 'saw failed error=OutOfMemory']);
    expect(fc.stringify(found)).toBe(
      '\n  start\n  saw provisioning\n  saw failed error=OutOfMemory\n  # leads to Stopping/Stopped\n',
    );
  });
});

describe('invalid input is named', () => {
  it.each<[field: string, ask: () => unknown]>([
    ['action type', () => anyAction('begin' as never)],
    ['observation type', () => anyObservation('Running' as never)],
    ['options', () => anyDeployment(null as never)],
    ['standbye', () => anyDeployment({ capabilities: { standbye: true } as never })],
    ['capability', () => anyDeployment({ capability: {} } as never)],
    ['options', () => userAndRunnerScript([] as never)],
    ['steps', () => userAndRunnerScript({ steps: 7 } as never)],
    ['maxSteps', () => userAndRunnerScript({ maxSteps: -1 })],
    ['standby', () => deploymentByWalk({ capabilities: { standby: 1 as never } })],
    ['weights', () => userAndRunnerScript({ weights: 7 as never })],
    ['weights.calls', () => userAndRunnerScript({ weights: { calls: 1 } as never })],
    ['weights.call', () => userAndRunnerScript({ weights: { call: -1 } })],
    [
      'weights',
      () =>
        deploymentByWalk({
          weights: { call: 0, progress: 0, checkpoint: 0, failure: 0, stale: 0 },
        }),
    ],
  ])('%s', (field, ask) => {
    expect(ask).toThrow(InvalidInputError);
    expect(ask).toThrow(expect.objectContaining({ field }));
  });
});
