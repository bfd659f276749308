/**
 * The rules as checks of any implementation: ours keeps them, and each planted bug breaks its own.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input';
import {
  createDeployment,
  type Deployment,
  decide,
  type Observation,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { BrokenRuleError, checkRules, libraryImplementation, ruleChecks } from '../../src/testing';
import { checkHistory } from '../../src/trace';
import {
  always,
  explore,
  ImplementationError,
  implementationProperties,
  type LifecycleImplementation,
  lifecycleProperties,
  StateLimitError,
  type VerifyOptions,
  verify,
} from '../../src/verify';
import { isDeep, sample } from '../tier';
import { bugs, foreign } from './broken-implementations';

const everything = [{}];

describe('the library itself', () => {
  // By default, every combination of capabilities is explored.
  const options = isDeep ? {} : { capabilities: everything };

  it.each(ruleChecks.map((each) => [each.id, each] as const))('keeps %s', (_, { check }) => {
    expect(check(libraryImplementation, options)).toBeUndefined();
  });

  it('keeps them all at once, and the report says how often each was put to the test', () => {
    const report = checkRules(libraryImplementation, options);
    expect(report.holds).toBe(true);
    expect(report.properties.map(({ property }) => property)).toEqual([
      ...lifecycleProperties,
      ...implementationProperties,
    ]);
    const ours = verify(options);
    expect(report.combinations).toEqual(ours.combinations);
    expect(report.properties.slice(0, lifecycleProperties.length)).toEqual(ours.properties);
  });

  it('is explored as the machine is', () => {
    const { decide: act, observe: see } = libraryImplementation;
    expect(explore({}, { implementation: { decide: act, observe: see } })).toEqual(explore());
  });
});

describe('the checks', () => {
  it('are one for each property, with its number and its statement', () => {
    expect(ruleChecks.map(({ id }) => id)).toEqual(
      [...lifecycleProperties, ...implementationProperties].map(({ id }) => id),
    );
    const requirements = new Set(ruleChecks.map(({ requirement }) => requirement));
    for (const each of ['1', '7', '13', 'liveness', null]) expect(requirements).toContain(each);
    for (const { statement } of ruleChecks) expect(statement).toMatch(/\.$/);
    expect(Object.isFrozen(ruleChecks) && ruleChecks.every((each) => Object.isFrozen(each))).toBe(
      true,
    );
  });

  it('explore an implementation once, however many checks need it', () => {
    let questions = 0;
    const counting: LifecycleImplementation = {
      decide: (...question) => {
        questions += 1;
        return decide(...question);
      },
      observe,
    };
    const [first, second, ...rest] = ruleChecks;
    const few = [{ standby: false, suspendable: false }];
    first?.check(counting, { capabilities: few });
    const once = questions;
    // Each state was asked about at least once.
    expect(once).toBeGreaterThan(few.flatMap((each) => reachableDeployments(each)).length);
    const thrown = rest.map(({ check }) => thrownBy(() => check(counting, { capabilities: few })));
    second?.check(counting, { capabilities: [...few] });
    // Rules about what these pipelines cannot do are never put to the test.
    expect(thrown.filter((each) => each !== undefined).length).toBeLessThan(rest.length / 2);
    expect(questions).toBe(once);
    // Another combination or another implementation is explored anew.
    first?.check(counting, { capabilities: [{ ...few[0], checkpointing: false }] });
    expect(questions).toBeGreaterThan(once);
    const before = questions;
    first?.check({ ...counting }, { capabilities: few });
    expect(questions).toBe(before + once);
  });
});

/** The implementations with these bugs, each of which is explored once. */
const buggy = new Map(Object.entries(bugs).map(([name, [, , bug]]) => [name, foreign(bug)]));

const implementationWith = (name: string) => buggy.get(name) as LifecycleImplementation;

/** Each has to be explored, which takes time. */
const tried = sample(Object.entries(bugs), 1);

describe('a planted bug is caught', () => {
  it.each(tried)('%s', async (name, [id, steps]) => {
    const implementation = implementationWith(name);
    const rule = ruleChecks.find((each) => each.id === id);
    const error = thrownBy(() => rule?.check(implementation, { capabilities: everything }));
    expect(error).toBeInstanceOf(BrokenRuleError);
    const { report, story, history, message, ...words } = error as BrokenRuleError;
    expect(words).toMatchObject({ id, requirement: rule?.requirement, statement: rule?.statement });
    expect(report.counterexample?.steps).toHaveLength(steps);
    expect(story).toContain(`\n${steps}. `);
    expect(story).toContain(`This violates ${id}: ${rule?.statement}`);
    expect(message).toBe([story, 'As a history:', ...history].join('\n'));
    // It is a readable history, whatever the verdict on it.
    await expect(checkHistory(history)).resolves.toMatchObject({ source: 'history' });
  });

  it.each(tried)('by few checks: %s', (name, [id]) => {
    const implementation = implementationWith(name);
    const options = { capabilities: everything };
    const { errors } = thrownBy(() => checkRules(implementation, options)) as AggregateError;
    const broken = errors.map((each) => each.id);
    expect(broken).toContain(id);
    expect(broken.length).toBeLessThan(ruleChecks.length / 3);
    // Each check alone says the same.
    const alone = isDeep ? ruleChecks : ruleChecks.filter((each) => each.id === id);
    const failing = alone.filter(
      ({ check }) => thrownBy(() => check(implementation, options)) !== undefined,
    );
    expect(failing.map((each) => each.id)).toEqual(isDeep ? broken : [id]);
  });

  it('all at once, each with its story', () => {
    const implementation = implementationWith('resume cancels a forced stop');
    const error = thrownBy(() =>
      checkRules(implementation, { capabilities: everything, only: ['1', '4'] }),
    );
    expect(error).toBeInstanceOf(AggregateError);
    const { errors, message } = error as AggregateError;
    expect(errors.map(({ id }) => id)).toEqual(['forced-stop.stays', 'forced-stop.not-cancelled']);
    expect(message).toMatch(/^2 of 4 rules are broken\.\n\nA pipeline that was never started/);
    for (const { story } of errors) expect(message).toContain(story);
  });
});

describe.runIf(isDeep)('an implementation that names no rules', () => {
  const without = <Result extends { rule?: unknown }>({ rule: _, ...result }: Result) => result;
  const silent: LifecycleImplementation = {
    decide: (...question) => without(decide(...question)),
    observe: (...question) => without(observe(...question)),
  };

  it('keeps all rules except the one about rule names, which does not apply', () => {
    const { holds, properties } = checkRules(silent, { capabilities: everything });
    expect(holds).toBe(true);
    const spared = properties.filter(({ verdict }) => verdict !== 'holds');
    expect(spared.map(({ property, verdict }) => [property.id, verdict])).toEqual([
      ['answer.names-a-rule', 'not applicable'],
    ]);
  });

  it('must name existing rules if it names any', () => {
    const halfSilent: LifecycleImplementation = {
      ...silent,
      observe: (...question) => ({ ...without(observe(...question)), rule: 'because.ofMe' }),
    };
    const check = () => checkRules(halfSilent, { capabilities: everything, only: ['answer'] });
    expect(thrownBy(check)).toMatchObject({ errors: [{ id: 'answer.names-a-rule' }] });
  });

  it('has stories without rules', () => {
    const buggy: LifecycleImplementation = {
      ...silent,
      decide: (before, action, capabilities) =>
        action.type === 'pause'
          ? { accepted: true, httpStatus: 202, deployment: before, rule: null }
          : without(decide(before, action, capabilities)),
    };
    const check = () => checkRules(buggy, { capabilities: everything, only: ['accepted'] });
    const { errors } = thrownBy(check) as AggregateError;
    expect(errors[0].story).toContain('\n1. The user calls pause: 202; nothing changes.\n');
  });
});

it('an instance of a class that returns copies keeps every rule: equal content is the same', () => {
  class Mine implements LifecycleImplementation {
    readonly #decide = decide;
    decide(...question: Parameters<typeof decide>) {
      return JSON.parse(JSON.stringify(this.#decide(...question)));
    }
    observe(before: Deployment, observation: Observation) {
      return JSON.parse(JSON.stringify(observe(before, observation)));
    }
  }
  const capabilities = isDeep ? everything : [{ standby: false }];
  expect(checkRules(new Mine(), { capabilities }).holds).toBe(true);
});

describe('an implementation that can do less', () => {
  const withoutStandby: LifecycleImplementation = {
    decide: (before, action, capabilities) =>
      decide(before, action, { ...capabilities, standby: false }),
    observe,
  };
  it('has not kept the rules that nothing puts to the test', () => {
    const rule = ruleChecks.find(({ id }) => id === 'standby.entered-once');
    const error = thrownBy(() => rule?.check(withoutStandby, { capabilities: everything }));
    expect(error).toBeInstanceOf(BrokenRuleError);
    expect(error).toMatchObject({ history: [], report: { verdict: 'vacuous' } });
    expect((error as Error).message).toContain('standby.entered-once was never put to the test');
    expect((error as Error).message).toContain(
      'state in the option `capabilities` what its pipelines can do',
    );
  });

  it('keeps them all if that is stated', () => {
    expect(checkRules(withoutStandby, { capabilities: [{ standby: false }] }).holds).toBe(true);
  });
});

describe('an invalid implementation is reported as such', () => {
  const usual = { decide, observe };
  const thrower = () => {
    throw new Error('planted');
  };
  const answering = (changes: object): LifecycleImplementation => ({
    ...usual,
    decide: (...question) => ({ ...decide(...question), ...changes }),
  });
  const given = (answer: unknown): LifecycleImplementation => ({
    ...usual,
    observe: () => answer as never,
  });
  const fresh = createDeployment();
  const start =
    "decide, asked about 'start?initial=standby&bootstrap_policy=allow' in Stopped/Stopped, ";
  const seen = "observe, asked about 'provisioning' in Stopped/Stopped, ";

  it.each<[what: string, implementation: LifecycleImplementation, message: string]>([
    ['throws', { ...usual, decide: thrower }, `${start}threw: Error: planted`],
    ['throws', { ...usual, observe: thrower }, `${seen}threw: Error: planted`],
    ['answers nothing', given(undefined), `${seen}answered with the value undefined, but`],
    ['answers null', given(null), 'answered with the value null, but it must be an object'],
    ['answers later', given(Promise.resolve({})), 'answered with a promise: {}, but'],
    ['answers in prose', given('fine'), 'the value "fine"'],
    ['forgets whether', given({ deployment: fresh }), 'accepted undefined, but it must be true or'],
    [
      'forgets the deployment',
      given({ accepted: true }),
      'an invalid deployment. Invalid deployment: deployment is undefined',
    ],
    [
      'has its own status',
      given({ accepted: true, deployment: { ...fresh, status: 'Up' } }),
      'status is "Up", but must be one of "Stopped"',
    ],
    [
      'has its own field',
      given({ accepted: true, deployment: { ...fresh, owner: 'me' } }),
      'Unknown field \'owner\' ("me"): a deployment has only',
    ],
    [
      'has half a checkpoint',
      given({ accepted: true, deployment: { ...fresh, checkpoint: 0.5 } }),
      'checkpoint is 0.5',
    ],
    [
      'numbers its rules',
      answering({ rule: 7 }),
      'rule 7, but it must be the id of a rule, or left out',
    ],
    ['has an empty rule', answering({ rule: '' }), 'rule "", but'],
    ['has no status code', answering({ httpStatus: '202' }), 'httpStatus "202", but'],
    [
      'refuses without a word',
      answering({ error: undefined }),
      'with an error_code, because the action is refused',
    ],
    [
      'changes what it is given',
      {
        ...usual,
        observe(before, observation) {
          const { accepted, deployment } = observe({ ...before }, observation);
          return { accepted, deployment: Object.assign(before, deployment) };
        },
      },
      'changed the deployment it was given: checkpoint was null and is 0. Return',
    ],
    [
      'changes the event',
      {
        ...usual,
        observe(before, observation) {
          const outcome = observe(before, observation);
          Object.assign(observation, { generation: 7 });
          return outcome;
        },
      },
      'changed the event or the capabilities it was given',
    ],
  ])('because it %s', (_, implementation, message) => {
    const [first, second] = ruleChecks;
    const error = thrownBy(() => first?.check(implementation, { capabilities: everything }));
    expect(error).toBeInstanceOf(ImplementationError);
    expect((error as Error).message).toContain(message);
    expect(error).toMatchObject({ asked: expect.stringMatching(/^(decide|observe)$/) });
    // An error is remembered: it is thrown again, and nothing is asked again.
    expect(thrownBy(() => second?.check(implementation, { capabilities: everything }))).toBe(error);
    expect(thrownBy(() => verify({ implementation, capabilities: [{}] }))).toBeInstanceOf(
      ImplementationError,
    );
  });

  it('with the original error as the cause', () => {
    const error = thrownBy(() => ruleChecks[0]?.check({ ...usual, decide: thrower }));
    expect((error as Error).cause).toEqual(new Error('planted'));
  });

  it('unless it throws in a deployment that cannot occur: the rule that led there is reported', () => {
    const implementation = implementationWith('the start parameters are forgotten');
    const asked = thrownBy(() =>
      checkRules(implementation, { capabilities: everything, only: ['occurs'] }),
    );
    expect((asked as AggregateError).errors.map(({ id }) => id)).toEqual(['occurs.under-way']);
  });

  it.each<[field: string, implementation: unknown, options?: unknown]>([
    ['implementation', undefined],
    ['implementation', null],
    ['implementation', decide],
    ['implementation.decide', {}],
    ['implementation.observe', { decide }],
    ['implementation.decide', { decide: 'yes', observe }],
    ['options', usual, null],
    ['options', usual, 7],
    ['machine', usual, { machine: {} }],
    ['limits', usual, { limits: 3 }],
    ['limit', usual, { limit: 'none' }],
    ['standbye', usual, { capabilities: [{ standbye: true }] }],
  ])('%s: %j %j', (field, implementation, options) => {
    for (const asked of [checkRules, ruleChecks[0]?.check]) {
      const error = thrownBy(() => asked?.(implementation as never, options as never));
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error).toMatchObject({ field });
    }
  });

  it('to `verify` and `explore` as well', () => {
    const both = { implementation: usual, machine: {} } as unknown as VerifyOptions;
    for (const asked of [() => verify(both), () => explore({}, both as never)]) {
      expect(thrownBy(asked)).toMatchObject({ name: 'InvalidInputError', field: 'machine' });
    }
    for (const implementation of [null, {}, 7] as never[]) {
      expect(() => verify({ implementation })).toThrow(InvalidInputError);
      expect(() => explore({}, { implementation })).toThrow(InvalidInputError);
    }
    expect(() => explore({}, { implementation: usual, limit: 100 })).toThrow(StateLimitError);
  });
});

describe('properties of your own', () => {
  const own = always({
    id: 'team.claim',
    statement: 'Nothing is ever running.',
    rules: [],
    premise: () => true,
    holds: ({ status }) => status !== 'Running',
  });
  let error: unknown;
  beforeAll(() => {
    error = thrownBy(() =>
      checkRules(libraryImplementation, {
        properties: [own],
        only: ['team'],
        capabilities: everything,
      }),
    );
  });

  it('are checked with the rest', () => {
    expect(error).toMatchObject({ errors: [{ id: 'team.claim', requirement: null }] });
    expect((error as Error).message).toContain(
      'This violates team.claim: Nothing is ever running.',
    );
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
