/**
 * The export to Promela says all that the machine says, and refuses what it cannot say; and Spin,
 * where it is installed, agrees with the library and finds planted bugs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnyStateNode, assign } from 'xstate';
// @ts-expect-error -- a script, not a module with types
import { spinTools, verify } from '../../scripts/spin.mjs';
// @ts-expect-error -- a script, not a module with types
import { bugs, planted } from '../../scripts/spin-bugs.mjs';
import { InvalidInputError } from '../../src/input/invalid-input';
import {
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observations,
  reachableDeployments,
} from '../../src/lifecycle';
import { ask } from '../../src/lifecycle/build/ask';
import { everyObservation, representative } from '../../src/lifecycle/compiled/representative';
import { lifecycleMachine } from '../../src/lifecycle/machine/machine';
import {
  type PromelaModel,
  promelaProperties,
  readPromelaDeployment,
  readPromelaStep,
  toPromela,
} from '../../src/verify/promela';
import { promelaActions } from '../../src/verify/promela/actions';
import { promelaGuards } from '../../src/verify/promela/guards';
import { chartOf, type Statechart, UntranslatableError } from '../../src/verify/statechart/chart';

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

  it('tells by hand what each plain guard and each computed assignment means, and no other', () => {
    const { guards, actions } = lifecycleMachine.implementations as Tree;
    const plain = Object.keys(guards).filter((name) => !('check' in guards[name]));
    expect(Object.keys(promelaGuards).sort()).toEqual(plain.sort());
    const computed = Object.keys(actions).filter(
      (name) => typeof actions[name].assignment === 'function',
    );
    expect(Object.keys(promelaActions).sort()).toEqual(computed.sort());
  });

  it('names each property once, and has a planted bug for it', () => {
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

  it.each(['', 'step', 'place is_Stopped', 'step 1 2 3'])('cannot read %j', (line) => {
    expect(() => readPromelaStep(line)).toThrow('This is not a step of a model');
    expect(() => readPromelaDeployment(line)).toThrow('This is not a place of a model');
  });
});

function leafOf(node: AnyStateNode | undefined): string | undefined {
  if (node === undefined || node.type === 'atomic') return node?.key;
  return leafOf(node.initial.target[0]);
}

describe('each plain guard, as it is written by hand, says what its function says', () => {
  const { guards } = lifecycleMachine.implementations as Tree;
  const contexts = everyCapabilities.flatMap((capabilities) =>
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
      const carried = { ...prefixed('event', event), event_current: event.generation !== 9 };
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

/**
 * An expression of Promela whose operators are those of JavaScript; `initial_paused` is a value.
 */
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

describe('what has no translation is refused by name', () => {
  const running = (status: Tree) => status.states.Provisioned.states.Running;
  const cases: Readonly<Record<string, readonly [part: string, machine: () => Statechart]>> = {
    'a guard that nobody knows': [
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
    'a guard about an event that it throws on': [
      "the guard 'forced'",
      () => changed((_, desired) => Object.assign(desired.on.approve[0], { guard: 'forced' })),
    ],
    'an action that nobody knows': [
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
    'an assignment of what a model does not count': [
      "the action 'release'",
      () => lifecycleMachine.provide({ actions: { release: assign({ generation: 3 }) } }),
    ],
    'an assignment of what is no value': [
      'initial "hovering"',
      () =>
        changed((_status, _desired, actions) => {
          actions.release = { assignment: { initial: 'hovering' } };
        }),
    ],
    'a rule that the catalogue does not have': [
      "the rule 'pause.never'",
      () =>
        changed((status) => {
          running(status).on.paused.actions = { type: 'accept', params: { rule: 'pause.never' } };
        }),
    ],
    'an event that the vocabulary does not know': [
      "the event '*'",
      () => changed((status) => Object.assign(status.on, { '*': {} })),
    ],
    'a state that the vocabulary does not know': [
      'the state status.Flying',
      () => changed((status) => Object.assign(status.states, { Flying: {} })),
    ],
    'a target that is not there': [
      "the target 'status.Provisioned.Nowhere'",
      () => changed((status) => Object.assign(running(status).on.paused, { target: 'Nowhere' })),
    ],
    'a target without a state of that id': [
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
    'a region of its own kind': [
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

const { missing, version } = await spinTools();
const installed = missing.length === 0;
const title = installed ? version : `Spin is not run: apt-get install ${missing.join(' ')}`;

describe.runIf(installed)(title, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pipeline-lifecycle-promela-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const formulas = promelaProperties.liveness.map(({ name }) => name);
  const verified = (model: PromelaModel, machine?: Statechart) =>
    verify(
      toPromela({ model, ...(machine && { machine }) }),
      join(folder, `${model}-${machine ? 'planted' : 'itself'}`),
      model === 'liveness' ? formulas : [],
    );
  const keysOf = (deployments: readonly Parameters<typeof representative>[0][]) =>
    new Set(deployments.map((each) => JSON.stringify(representative(each))));

  it('finds the states and steps of the machine on its own, and every safety rule kept', async () => {
    const { violated, printed } = await verified('safety');
    const steps = [...printed].map(readPromelaStep);
    expect(violated).toEqual([]);
    expect(keysOf(steps.map(({ after }) => after))).toEqual(keysOf(reachableDeployments()));
    expect(new Set(steps.flatMap(({ tested }) => tested)).size).toBe(
      promelaProperties.safety.length,
    );
    // Each event in each state: two errors, three checkpoints, of this generation and another.
    const samples = { error: 2, checkpoint: 3 };
    const messages = Object.values(observations).map(({ carries }) => carries && samples[carries]);
    const events = everyAction.length + 2 * messages.reduce<number>((sum, n) => sum + (n ?? 1), 0);
    const origins = new Set(steps.map(({ before }) => JSON.stringify(before)));
    expect(steps).toHaveLength(origins.size * events);
    // Each is what XState itself makes of it.
    for (const { before, event, word, rule, after } of steps) {
      const answer = ask(before, event, fullCapabilities);
      const theirs = JSON.stringify([answer.verdict, answer.rule, answer.deployment]);
      if (theirs !== JSON.stringify([word, rule, after])) {
        expect.fail(`${JSON.stringify({ before, event })}: ${theirs}`);
      }
    }
  });

  it.each(['forcedStop', 'liveness'] as const)(
    'begins in every state, and finds the rest kept: %s',
    async (model) => {
      const { violated, printed } = await verified(model);
      expect(violated).toEqual([]);
      expect(keysOf([...printed].map(readPromelaDeployment))).toEqual(
        keysOf(reachableDeployments()),
      );
    },
  );

  it.each([
    ['resume is accepted while suspending', 'safety', 'safety_2', 'do_resume'],
    ['a stop is not carried out while provisioning', 'forcedStop', 'safety_11', 'saw_stopping'],
    ['a pipeline never gets to standby', 'liveness', 'liveness_Standby', 'then again and again:'],
  ] as const)('finds a planted bug: %s', async (name, model, property, word) => {
    const bug = bugs.find((each: Tree) => each.bug === name);
    const { violated, trail } = await verified(model, planted(lifecycleMachine, bug));
    expect(violated).toContain(property);
    expect(trail).toContain(word);
  });
});
