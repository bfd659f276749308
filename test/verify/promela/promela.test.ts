/**
 * The export to Promela has every part of the machine, and throws if a part has no translation.
 * `spin.long.test.ts` shows that it means the same.
 */
import { describe, expect, it } from 'vitest';
import { type AnyStateNode, assign } from 'xstate';
// @ts-expect-error -- a script, not a module with types
import { bugs, planted } from '../../../scripts/spin-bugs.mjs';
import { InvalidInputError } from '../../../src/input/invalid-input';
import {
  everyAction,
  everyCapabilities,
  everyObservation,
  fullCapabilities,
  reachableDeployments,
} from '../../../src/lifecycle';
import { lifecycleMachine } from '../../../src/lifecycle/machine/machine';
import {
  type PromelaModel,
  promelaProperties,
  readPromelaDeployment,
  readPromelaStep,
  toPromela,
} from '../../../src/verify/promela';
import { promelaActions } from '../../../src/verify/promela/actions';
import { promelaGuards } from '../../../src/verify/promela/guards';
import {
  chartOf,
  type Statechart,
  UntranslatableError,
} from '../../../src/verify/statechart/chart';
import { isDeep } from '../../tier';
import { fewestStates } from '../explored';

/** A part of the machine's configuration, as a plain tree to change. */
// biome-ignore lint/suspicious/noExplicitAny: XState's own type of a configuration is not writable.
type Tree = any;

const models = Object.keys(promelaProperties) as PromelaModel[];
const changed = (plant: (status: Tree, desired: Tree, actions: Tree) => void): Statechart =>
  planted(lifecycleMachine, { plant });

describe('the export', () => {
  it.each(models)('is deterministic, and ends with a newline: %s', (model) => {
    const text = toPromela({ model });
    expect(toPromela({ model, capabilities: fullCapabilities })).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('has the capabilities as constants', () => {
    const text = toPromela({ capabilities: { suspendable: false } });
    expect(text).toContain('#define has_checkpointing true\n#define has_suspendable false\n');
  });

  it('has every row of the machine, as XState itself resolves it', () => {
    const theirs: string[] = [];
    const visit = (node: AnyStateNode) => {
      for (const inner of Object.values(node.states)) visit(inner);
      for (const { eventType, target } of [...node.transitions.values()].flat()) {
        theirs.push(`${node.path.join('.')} ${eventType} ${leafOf(target?.[0]) ?? '-'}`);
      }
    };
    visit(lifecycleMachine.root);
    const { rows } = chartOf(lifecycleMachine.config);
    const ours = rows.map(({ state, event, target }) =>
      [state.path.join('.'), event, target ?? '-'].join(' '),
    );
    expect(ours).toEqual(theirs);
    expect(rows.length).toBeGreaterThan(90);
    for (const model of models) {
      const text = toPromela({ model });
      expect(text.match(/^ {2}row\(/gm)).toHaveLength(rows.length);
      expect(text.match(/^ {2}:: (status|desired)_row == /gm)).toHaveLength(rows.length);
    }
  });

  it('translates by hand exactly the plain guards and the computed assignments', () => {
    const { guards, actions } = lifecycleMachine.implementations as Tree;
    const plain = Object.keys(guards).filter((name) => !('check' in guards[name]));
    expect(Object.keys(promelaGuards).sort()).toEqual(plain.sort());
    const computed = Object.keys(actions).filter(
      (name) => typeof actions[name].assignment === 'function',
    );
    expect(Object.keys(promelaActions).sort()).toEqual(computed.sort());
  });

  it('has unique names of properties, and a planted bug for each', () => {
    const names = Object.values(promelaProperties).flatMap((each) => each.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('safety_'))).toHaveLength(13);
    expect(new Set(bugs.map(({ property }: Tree) => property))).toEqual(new Set(names));
  });

  it.each([{ model: 'everything' as PromelaModel }, { capabilities: { flying: true } as object }])(
    'refuses malformed options: %j',
    (options) => {
      expect(() => toPromela(options)).toThrow(InvalidInputError);
    },
  );

  it.each(['', 'step', 'deployment is_Stopped', 'step 1 2 3'])('cannot read %j', (line) => {
    expect(() => readPromelaStep(line)).toThrow('Not a line that a model prints for a step');
    expect(() => readPromelaDeployment(line)).toThrow(
      'Not a line that a model prints for a deployment',
    );
  });
});

function leafOf(node: AnyStateNode | undefined): string | undefined {
  if (node === undefined || node.type === 'atomic') return node?.key;
  return leafOf(node.initial.target[0]);
}

describe('the translation of a plain guard agrees with its function', () => {
  const { guards } = lifecycleMachine.implementations as Tree;
  const combinations = isDeep ? everyCapabilities : [fullCapabilities, fewestStates];
  const contexts = combinations.flatMap((capabilities) =>
    reachableDeployments(capabilities).map((deployment) => {
      const context = { ...deployment, capabilities };
      return { context, scope: { ...deployment, ...prefixed('has', capabilities) } };
    }),
  );

  it.each(Object.entries(promelaGuards))('%s', (name, { expression, events }) => {
    const evaluate = evaluatorOf(expression);
    const actions = everyAction.filter(({ type }) => events?.includes(type) !== false);
    const current = events === undefined ? everyObservation : [];
    const stale = current.map((each) => ({ ...each, generation: 9 }));
    for (const event of [...actions, ...current, ...stale] as Tree[]) {
      const carried = {
        ...prefixed('event', event),
        event_current: event.generation !== 9,
        event_named: 'generation' in event,
      };
      for (const { context, scope } of contexts) {
        const said = evaluate(scope, carried);
        if (said !== guards[name]({ context, event })) {
          expect.fail(`${JSON.stringify({ context, event })}: ${said}`);
        }
      }
    }
  });
});

function prefixed(prefix: string, given: object): Scope {
  return Object.fromEntries(Object.entries(given).map(([key, each]) => [`${prefix}_${key}`, each]));
}

type Scope = Readonly<Record<string, unknown>>;

/** Evaluates a Promela expression, whose operators are those of JavaScript. */
function evaluatorOf(expression: string): (deployment: Scope, event: Scope) => unknown {
  const words = (expression.match(/\b[a-z]\w*/gi) ?? []).filter((word) => word !== 'null');
  const values = words.map((word) => word.replace(/^(initial|bootstrapPolicy)_/, ''));
  const evaluate = new Function(...words, `return ${expression}`);
  return (deployment, event) =>
    evaluate(
      ...words.map((word, index) => {
        if (word in event) return event[word];
        return word in deployment ? deployment[word] : values[index];
      }),
    );
}

describe('a part without a translation is named', () => {
  const running = (status: Tree) => status.states.Provisioned.states.Running;
  const cases: Readonly<Record<string, readonly [part: string, machine: () => Statechart]>> = {
    'an unknown guard': [
      "the guard 'windy'",
      () => changed((status) => Object.assign(running(status).on.paused, { guard: 'windy' })),
    ],
    'a guard without a name': [
      "the guard 'unnamed'",
      () => changed((status) => Object.assign(running(status).on.paused, { guard: () => true })),
    ],
    'a guard with parameters': [
      'the guard {"type":"currentGeneration"}',
      () =>
        changed((status) => {
          running(status).on.paused.guard = { type: 'currentGeneration' };
        }),
    ],
    'another guard under a known name': [
      "the guard 'currentGeneration'",
      () => lifecycleMachine.provide({ guards: { currentGeneration: () => true } }),
    ],
    'a guard on an event for which it throws': [
      "the guard 'forced'",
      () => changed((_, desired) => Object.assign(desired.on.approve[0], { guard: 'forced' })),
    ],
    'an unknown action': [
      "the action 'sing'",
      () => changed((status) => Object.assign(running(status).on.paused, { actions: 'sing' })),
    ],
    'an action without a name': [
      "a row of status.Provisioned.Running for 'paused'",
      () => changed((status) => Object.assign(running(status).on.paused, { actions: () => {} })),
    ],
    'another action under a known name': [
      "the action 'begin'",
      () => lifecycleMachine.provide({ actions: { begin: () => {} } }),
    ],
    'an assignment to a field that a model does not have': [
      "the action 'release'",
      () => lifecycleMachine.provide({ actions: { release: assign({ generation: 3 }) } }),
    ],
    'an assignment of an unknown value': [
      'initial "hovering"',
      () =>
        changed((_status, _desired, actions) => {
          actions.release = { assignment: { initial: 'hovering' } };
        }),
    ],
    'a rule that is not in the catalogue': [
      "the rule 'pause.never'",
      () =>
        changed((status) => {
          running(status).on.paused.actions = { type: 'accept', params: { rule: 'pause.never' } };
        }),
    ],
    'an event that is not in the vocabulary': [
      "the event '*'",
      () => changed((status) => Object.assign(status.on, { '*': {} })),
    ],
    'a state that is not in the vocabulary': [
      'the state status.Flying',
      () => changed((status) => Object.assign(status.states, { Flying: {} })),
    ],
    'a target that does not exist': [
      "the target 'status.Provisioned.Nowhere'",
      () => changed((status) => Object.assign(running(status).on.paused, { target: 'Nowhere' })),
    ],
    'a target with an unknown id': [
      "the target '#nowhere'",
      () => changed((status) => Object.assign(running(status).on.paused, { target: '#nowhere' })),
    ],
    'a target in the other region': [
      "the target '#status.Stopped'",
      () =>
        changed((_, desired) => Object.assign(desired.on.stop[0], { target: '#status.Stopped' })),
    ],
    'two targets': [
      'the target ["Paused","Running"]',
      () =>
        changed((status) => {
          running(status).on.paused.target = ['Paused', 'Running'];
        }),
    ],
    'an action on entry': [
      'the state status.Provisioned.Running',
      () => changed((status) => Object.assign(running(status), { entry: 'release' })),
    ],
    'a transition without an event': [
      'the state status.Stopping',
      () => changed((status) => Object.assign(status.states.Stopping, { always: 'Stopped' })),
    ],
    'a row that enters its state again': [
      "a row of status.Provisioned.Running for 'paused'",
      () => changed((status) => Object.assign(running(status).on.paused, { reenter: true })),
    ],
    'a state of another type': [
      'the state status.Provisioned',
      () => changed((status) => Object.assign(status.states.Provisioned, { type: 'parallel' })),
    ],
    'a row of the whole machine': [
      'the machine',
      () => ({ ...lifecycleMachine, config: { ...lifecycleMachine.config, on: {} } }),
    ],
    'two states of one name': [
      'the state Running',
      () => changed((status) => Object.assign(status.states, { Running: {} })),
    ],
    'a machine without regions': ['the machine', () => ({ ...lifecycleMachine, config: {} })],
  };

  it.each(Object.entries(cases))('%s', (_name, [part, machine]) => {
    const exported = () => toPromela({ machine: machine() });
    expect(exported).toThrow(UntranslatableError);
    expect(exported).toThrow(expect.objectContaining({ part }));
  });
});
