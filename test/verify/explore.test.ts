/** Exploring: exactly the states and steps that there are, from any machine, within a limit. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import {
  type Capabilities,
  createDeployment,
  decide,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observationTypes,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { MachineError } from '../../src/lifecycle/build/ask';
import { everyObservation, representative } from '../../src/lifecycle/compiled/representative';
import { lifecycleMachine } from '../../src/lifecycle/machine/machine';
import {
  everyEvent,
  explore,
  StateLimitError,
  type StateSpace,
} from '../../src/verify/exploration/explore';
import { distancesIn } from './brute-force';
import { answering, saying } from './other-machines';

const spaces = everyCapabilities.map((each) => explore(each));
const [full] = spaces as [StateSpace];

const shown = (capabilities: Capabilities) =>
  Object.entries(capabilities)
    .map(([name, has]) => (has ? name : '-'))
    .join(' ');

describe('the state space of each combination of capabilities', () => {
  it('has exactly so many states and pairs of statuses', () => {
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

  it('has the states that are reachable, in the order in which they are', () => {
    for (const { capabilities, states } of spaces) {
      const deployments = states.map(({ deployment }) => deployment);
      expect(deployments).toEqual(reachableDeployments(capabilities));
      expect(states.map(({ number }) => number)).toEqual([...states.keys()]);
    }
  });

  it('has one key a class, an integer, and the same in every combination', () => {
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

  it('has the depth of each state, and the last of the fewest events that lead to it', () => {
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

  it('has a step for each event in each state: what decide and observe answer', () => {
    for (const { capabilities, states, transitions, transitionCount } of spaces) {
      const numbers = new Map(states.map((each) => [JSON.stringify(each.deployment), each.number]));
      expect(transitions.flat()).toHaveLength(transitionCount);
      expect(transitionCount).toBe(states.length * everyEvent.length);
      const expected = states.map(({ number, deployment: before }) =>
        everyEvent.map(({ kind, event }) => {
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
        }),
      );
      expect(transitions).toEqual(expected);
    }
  });

  it('asks about every action, every observation, and each of other generations', () => {
    const events = everyEvent.map(({ event }) => event);
    expect(events.slice(0, everyAction.length)).toEqual(everyAction);
    const rest = events.slice(everyAction.length);
    expect(rest.slice(0, everyObservation.length)).toEqual(everyObservation);
    const fenced = rest.slice(everyObservation.length).map((event) => {
      return `${event.type} ${'generation' in event ? event.generation : '-'}`;
    });
    expect(fenced).toEqual(observationTypes.flatMap((type) => [`${type} 0`, `${type} 2`]));
  });

  it('is the same every time, but for the capabilities that are left out: they are there', () => {
    expect(explore()).toEqual(full);
    expect(explore({}, {})).toEqual(full);
    expect(explore({ standby: false })).toEqual(spaces[1]);
  });
});

describe('a machine', () => {
  it('that is a copy of the lifecycle has exactly the same states and steps', () => {
    const copy = lifecycleMachine.provide({});
    expect(explore({ standby: false }, { machine: copy })).toEqual(spaces[1]);
    expect(explore({}, { machine: answering(() => undefined) })).toEqual(full);
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

  it('that says nothing, or two things, is named with the event and the state', () => {
    const inStandby = (said: readonly string[]) =>
      answering(({ before, event }, reply) =>
        before.status === 'Standby' && event.type === 'approve'
          ? { after: before, said: said.map((rule) => ({ type: 'accept', params: { rule } })) }
          : reply,
      );
    const asked = (said: readonly string[]) => () => explore({}, { machine: inStandby(said) });
    expect(asked(['a.rule'])).not.toThrow();
    expect(asked([])).toThrow(MachineError);
    expect(asked([])).toThrow(/'approve' in Standby\/Standby with one rule, but said nothing\.$/);
    expect(asked(['a.rule', 'another.rule'])).toThrow(MachineError);
    expect(asked(['a.rule', 'another.rule'])).toThrow(/said a\.rule, another\.rule\.$/);
  });

  // What is no deployment has no class of its own, and so must not be taken for one that has.
  it.each([
    ['with a field of its own', { owner: 'team' }],
    ['with a value that there is not', { initial: 'fast' }],
    ['with a checkpoint that is no number', { checkpoint: -1 }],
  ])('that leads to a deployment %s is an error', (_, changes) => {
    const machine = answering(({ event }, reply) =>
      event.type === 'provisioning' && reply.said[0]?.type === 'accept'
        ? { ...reply, after: { ...reply.after, ...(changes as object) } }
        : undefined,
    );
    expect(() => explore({}, { machine })).toThrow(MachineError);
  });
});

describe('the limit', () => {
  it('is enough where there are exactly so many states', () => {
    expect(explore({}, { limit: 320 })).toEqual(full);
    expect(explore({ standby: false }, { limit: 196 }).states).toHaveLength(196);
  });

  it.each([0, 1, 100, 319])('of %d states is too low, which is explained', (limit) => {
    const asked = () => explore({}, { limit });
    expect(asked).toThrow(StateLimitError);
    expect(asked).toThrow(`more than ${limit} states, and the lifecycle has 320. Raise \`limit\``);
    try {
      asked();
    } catch (error) {
      expect(error).toMatchObject({ name: 'StateLimitError', limit });
    }
  });

  it('holds for machines that are asked as well', () => {
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

describe('what is explored cannot be changed', () => {
  it('state by state and step by step', () => {
    for (const { deployment, reachedBy, ...state } of full.states) {
      expect(Object.isFrozen(deployment)).toBe(true);
      expect(reachedBy === null || Object.isFrozen(reachedBy)).toBe(true);
      expect(Object.isFrozen(full.states[state.number])).toBe(true);
    }
    for (const each of full.transitions.flat()) {
      const parts = [each, each.event, each.before, each.after];
      expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
    }
    expect(Object.isFrozen(full)).toBe(true);
    expect(Object.isFrozen(full.capabilities)).toBe(true);
  });

  it('and what is done to one space is not done to the next', () => {
    const space = explore({ standby: false });
    const expected = structuredClone(space);
    try {
      (space.states as unknown[]).length = 0;
      (space.transitions[0] as unknown[]).length = 0;
    } catch {
      // Frozen: then it is safe anyway.
    }
    expect(explore({ standby: false })).toEqual(expected);
  });

  it('nor can the lists', () => {
    expect(Object.isFrozen(full.states) && Object.isFrozen(full.transitions)).toBe(true);
    expect(full.transitions.every((each) => Object.isFrozen(each))).toBe(true);
  });

  it('nor the events that every state is asked about', () => {
    expect(Object.isFrozen(everyEvent)).toBe(true);
    expect(everyEvent.every((each) => Object.isFrozen(each))).toBe(true);
  });

  it('has the capabilities that were given, complete', () => {
    expect(explore({ suspendable: false }, { limit: 230 }).capabilities).toEqual({
      ...fullCapabilities,
      suspendable: false,
    });
  });
});
