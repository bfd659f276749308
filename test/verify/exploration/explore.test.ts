/**
 * Exploring finds exactly the states and transitions that exist, for any machine, within a
 * limit.
 */
import { describe, expect, it } from 'vitest';
import { differenceOf, InvalidInputError } from '../../../src/input';
import {
  type Capabilities,
  createDeployment,
  decide,
  everyAction,
  everyCapabilities,
  everyObservation,
  fullCapabilities,
  observationTypes,
  observe,
  reachableDeployments,
  representative,
} from '../../../src/lifecycle';
import { MachineError } from '../../../src/lifecycle/build';
import { lifecycleMachine } from '../../../src/lifecycle/machine';
import {
  everyEvent,
  explore,
  StateLimitError,
  type StateSpace,
} from '../../../src/verify/exploration';
import { isDeep, sample } from '../../tier';
import { distancesIn } from '../brute-force';
import { fewestStates } from '../explored';
import { answering, saying } from '../other-machines';

const spaces = everyCapabilities.map((each) => explore(each));
const [full, withoutStandby] = spaces as [StateSpace, StateSpace];

/** On so many objects, `toEqual` would take seconds. */
function expectSame(found: unknown, expected: unknown) {
  expect(differenceOf(found, expected)).toBeUndefined();
}

const shown = (capabilities: Capabilities) =>
  Object.entries(capabilities)
    .map(([name, has]) => (has ? name : '-'))
    .join(' ');

describe('the state space of each combination of capabilities', () => {
  it('has exactly the known numbers of states and pairs of statuses', () => {
    const counts = spaces.map(({ capabilities, states, pairCount }) =>
      [shown(capabilities), states.length, pairCount].join(' '),
    );
    expect(counts).toEqual([
      'checkpointing suspendable standby 320 28',
      'checkpointing suspendable - 196 21',
      'checkpointing - standby 230 22',
      'checkpointing - - 140 16',
      '- suspendable standby 230 22',
      '- suspendable - 140 16',
      '- - standby 230 22',
      '- - - 140 16',
    ]);
  });

  it('has the reachable states, in the order in which they are reached', () => {
    for (const { capabilities, states } of spaces) {
      const deployments = states.map(({ deployment }) => deployment);
      expectSame(deployments, reachableDeployments(capabilities));
      expect(states.map(({ number }) => number)).toEqual([...states.keys()]);
    }
  });

  it('has an integer key for each class, the same in every combination', () => {
    const keys = new Map<string, number>();
    for (const { states } of spaces) {
      expect(new Set(states.map(({ key }) => key)).size).toBe(states.length);
      for (const { key, deployment } of states) {
        const name = JSON.stringify(deployment);
        expect(Number.isSafeInteger(key) && key >= 0).toBe(true);
        expect(keys.get(name) ?? key).toBe(key);
        keys.set(name, key);
      }
    }
    // Fewer capabilities lead to no state that all of them do not.
    expect(keys.size).toBe(full.states.length);
    expect(new Set(keys.values()).size).toBe(keys.size);
  });

  it('has the depth of each state, and the last transition of a shortest run to it', () => {
    for (const space of spaces) {
      const { states, transitions } = space;
      expect(states.map(({ depth }) => depth)).toEqual(distancesIn(space));
      expect(states[0]).toMatchObject({ depth: 0, reachedBy: null });
      expect(states[0]?.deployment).toEqual(representative(createDeployment()));
      for (const { number, depth, reachedBy } of states.slice(1)) {
        expect(reachedBy?.to).toBe(number);
        const { from = -1 } = reachedBy ?? {};
        expect(states[from]?.depth).toBe(depth - 1);
        expect(transitions[from]?.some((each) => each === reachedBy)).toBe(true);
      }
    }
  });

  it('has a transition for each event in each state: the answer of decide and observe', () => {
    for (const { capabilities, states, transitions, transitionCount } of sample(spaces, 2)) {
      const numbers = new Map(states.map((each) => [JSON.stringify(each.deployment), each.number]));
      expect(transitions.flat()).toHaveLength(transitionCount);
      expect(transitionCount).toBe(states.length * everyEvent.length);
      for (const { number, deployment: before } of states) {
        const expected = everyEvent.map(({ kind, event }) => {
          const result =
            kind === 'action' ? decide(before, event, capabilities) : observe(before, event);
          const { accepted, rule, deployment: after } = result;
          return {
            kind,
            event,
            from: number,
            to: numbers.get(JSON.stringify(representative(after))),
            before,
            after,
            accepted,
            rule,
            httpStatus: 'httpStatus' in result ? result.httpStatus : null,
            errorCode: 'error' in result ? result.error.error_code : null,
          };
        });
        expectSame(transitions[number], expected);
      }
    }
  });

  it('tries every action, every observation, and each of other generations', () => {
    const events = everyEvent.map(({ event }) => event);
    expect(events.slice(0, everyAction.length)).toEqual(everyAction);
    const rest = events.slice(everyAction.length);
    expect(rest.slice(0, everyObservation.length)).toEqual(everyObservation);
    const others = rest.slice(everyObservation.length).map((event) => {
      return `${event.type} ${'generation' in event ? event.generation : '-'}`;
    });
    expect(others).toEqual(observationTypes.flatMap((type) => [`${type} 0`, `${type} 2`]));
  });

  it('is the same every time; capabilities that are left out are present', () => {
    expectSame(explore(), full);
    expectSame(explore({}, {}), full);
    expectSame(explore({ standby: false }), withoutStandby);
  });
});

describe('a machine', () => {
  // XState itself takes a second for this; the tests of the compiled machine compare the two as
  // well.
  it.runIf(isDeep)('that is a copy of the lifecycle has the same states and transitions', () => {
    const machine = lifecycleMachine.provide({});
    expectSame(explore({ standby: false }, { machine }), withoutStandby);
  });

  it('that answers like the lifecycle has the same states and transitions', () => {
    const machine = answering(() => undefined);
    const capabilities = isDeep ? {} : fewestStates;
    expectSame(explore(capabilities, { machine }), explore(capabilities));
  });

  it('that does nothing has one state', () => {
    const machine = answering(({ before }) => saying(before, 'stale', { rule: 'running.stale' }));
    const { states, transitionCount, pairCount } = explore({}, { machine });
    expect(states).toMatchObject([{ number: 0, depth: 0, reachedBy: null }]);
    expect({ transitionCount, pairCount }).toEqual({
      transitionCount: everyEvent.length,
      pairCount: 1,
    });
  });

  it('that gives no verdict, or two, is an error that names the event and the state', () => {
    const inProvisioning = (rules: readonly string[]) =>
      answering(({ before, event }, reply) =>
        before.status === 'Provisioning' && event.type === 'approve'
          ? { after: before, said: rules.map((rule) => ({ type: 'accept', params: { rule } })) }
          : reply,
      );
    const asked = (rules: readonly string[]) => () =>
      explore(fewestStates, { machine: inProvisioning(rules) });
    expect(asked(['a.rule'])).not.toThrow();
    for (const rules of [[], ['a.rule', 'another.rule']]) {
      expect(asked(rules)).toThrow(MachineError);
      const named = rules.join(', ') || 'none';
      expect(asked(rules)).toThrow(
        `'approve' in Provisioning/Paused by one rule, but named ${named}.`,
      );
    }
  });

  // An invalid deployment has no class of its own, and must not be taken for one that has.
  it.each([
    ['with a field of its own', { owner: 'team' }],
    ['with an unknown value', { initial: 'fast' }],
    ['with an invalid checkpoint', { checkpoint: -1 }],
  ])('that leads to a deployment %s is an error', (_, changes) => {
    const machine = answering(({ event }, reply) =>
      event.type === 'provisioning' && reply.said[0]?.type === 'accept'
        ? { ...reply, after: { ...reply.after, ...(changes as object) } }
        : undefined,
    );
    expect(() => explore(fewestStates, { machine })).toThrow(MachineError);
    expect(() => explore(fewestStates, { machine })).toThrow(
      /must answer 'provisioning' in Stopped\/\w+ with a deployment, but made /,
    );
  });
});

describe('the limit', () => {
  it('is enough if it is exactly the number of states', () => {
    expectSame(explore({}, { limit: 320 }), full);
    expect(explore({ standby: false }, { limit: 196 }).states).toHaveLength(196);
  });

  it.each([0, 1, 100, 319])('of %d states is too low, which the message explains', (limit) => {
    const asked = () => explore({}, { limit });
    expect(asked).toThrow(StateLimitError);
    expect(asked).toThrow(`more than ${limit} states; the lifecycle has 320. Raise \`limit\``);
    expect(asked).toThrow(expect.objectContaining({ name: 'StateLimitError', limit }));
  });

  it('holds for changed machines as well', () => {
    const machine = answering(() => undefined);
    expect(() => explore({}, { machine, limit: 20 })).toThrow(StateLimitError);
  });
});

describe('malformed input is named', () => {
  it.each<[input: unknown[], field: string]>([
    [[null], 'capabilities'],
    [['all'], 'capabilities'],
    [[{ standby: 'no' }], 'standby'],
    [[{ standbye: false }], 'standbye'],
    [[{}, null], 'options'],
    [[{}, []], 'options'],
    [[{}, 320], 'options'],
    [[{}, { limits: 3 }], 'limits'],
    [[{}, { limit: -1 }], 'limit'],
    [[{}, { limit: 1.5 }], 'limit'],
    [[{}, { limit: '320' }], 'limit'],
    [[{}, { limit: Number.NaN }], 'limit'],
    [[{}, { limit: null }], 'limit'],
    [[{}, { machine: null }], 'machine'],
    [[{}, { machine: {} }], 'machine'],
    [[{}, { machine: lifecycleMachine.config }], 'machine'],
  ])('%j: %s', (input, field) => {
    const asked = () => (explore as (...given: unknown[]) => unknown)(...input);
    expect(asked).toThrow(InvalidInputError);
    expect(asked).toThrow(field);
  });
});

describe('a state space cannot be changed', () => {
  it('state by state and transition by transition', () => {
    const states = full.states.flatMap((each) => [each, each.deployment]);
    const transitions = full.transitions
      .flat()
      .flatMap((each) => [each, each.event, each.before, each.after]);
    expect([...states, ...transitions].every((each) => Object.isFrozen(each))).toBe(true);
    expect(Object.isFrozen(full)).toBe(true);
    expect(Object.isFrozen(full.capabilities)).toBe(true);
  });

  it('and a change to one space is not a change to the next', () => {
    const space = explore({ standby: false });
    expect(() => {
      (space.states as unknown[]).length = 0;
    }).toThrow(TypeError);
    expect(() => {
      (space.transitions[0] as unknown[]).length = 0;
    }).toThrow(TypeError);
    expectSame(explore({ standby: false }), withoutStandby);
  });

  it('nor can its lists', () => {
    expect(Object.isFrozen(full.states) && Object.isFrozen(full.transitions)).toBe(true);
    expect(full.transitions.every((each) => Object.isFrozen(each))).toBe(true);
  });

  it('nor the events that are tried in every state', () => {
    expect(Object.isFrozen(everyEvent)).toBe(true);
    expect(everyEvent.every((each) => Object.isFrozen(each))).toBe(true);
  });

  it('has the given capabilities, complete', () => {
    expect(explore({ suspendable: false }, { limit: 230 }).capabilities).toEqual({
      ...fullCapabilities,
      suspendable: false,
    });
  });
});
