/**
 * Properties, rules and machines of a team's own can be verified, and mistakes in the options are
 * named.
 */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/input/invalid-input';
import { fullCapabilities } from '../../../src/lifecycle';
import { MachineError } from '../../../src/lifecycle/build/ask';
import { lifecycleMachine } from '../../../src/lifecycle/machine/machine';
import { lifecycleSetup } from '../../../src/lifecycle/machine/setup';
import type { RuleId } from '../../../src/lifecycle/rules/catalogue';
import type { Rule } from '../../../src/lifecycle/rules/rule';
import { toStory } from '../../../src/verify';
import { type LifecycleMachine, StateLimitError } from '../../../src/verify/exploration/explore';
import { PropertyError } from '../../../src/verify/proof/finding';
import type { VerifyOptions } from '../../../src/verify/proof/options';
import { verify } from '../../../src/verify/proof/verify';
import { lifecycleProperties } from '../../../src/verify/properties/lifecycle-properties';
import {
  always,
  leadsTo,
  type Property,
  responds,
  step,
} from '../../../src/verify/properties/property';
import { hostileNames, hostileValues } from '../../hostile';
import { isDeep } from '../../tier';
import { fewestStates, verified } from '../explored';
import { answering, saying } from '../other-machines';

const words = { id: 'team.claim', statement: 'It is so.', rules: [] };
const yes = () => true;
const no = () => false;
/** The report on one property, with all capabilities. */
const resultOf = (property: Property) => verified({ properties: [property], only: ['team'] });

describe('a property of your own', () => {
  type Case = [kind: string, verdict: string, property: Property, premiseMet: number];
  const isRunning = ({ status }: { status: string }) => status === 'Running';
  const isStopping = ({ status }: { status: string }) => status === 'Stopping';
  const isStopped = ({ status }: { status: string }) => status === 'Stopped';
  it.each<Case>([
    ['always', 'holds', always({ ...words, premise: yes, holds: yes }), 320],
    ['always', 'violated', always({ ...words, premise: isRunning, holds: no }), 1],
    ['always', 'vacuous', always({ ...words, premise: no, holds: no }), 0],
    ['step', 'holds', step({ ...words, premise: yes, holds: yes }), 22_080],
    ['step', 'violated', step({ ...words, premise: yes, holds: no }), 1],
    ['step', 'vacuous', step({ ...words, premise: no, holds: no }), 0],
    ['leadsTo', 'holds', leadsTo({ ...words, from: isStopping, to: isStopped }), 4],
    ['leadsTo', 'violated', leadsTo({ ...words, from: isRunning, to: no }), 72],
    ['leadsTo', 'vacuous', leadsTo({ ...words, from: no, to: no }), 0],
  ])('of the kind %s: %s', (kind, verdict, property, premiseMet) => {
    const { properties, holds } = resultOf(property);
    expect(properties).toMatchObject([{ property: { kind }, verdict, premiseMet }]);
    expect(holds).toBe(verdict === 'holds');
    expect(properties[0]?.counterexample === null).toBe(verdict !== 'violated');
  });

  it.each<[verdict: string, within: readonly ('stopping' | 'deprovisioned')[]]>([
    ['holds', ['stopping', 'deprovisioned']],
    ['violated', ['stopping']],
    ['violated', ['deprovisioned', 'stopping']],
    ['violated', []],
  ])('about a response within observations: %s after %j', (verdict, within) => {
    const stops = responds({
      ...words,
      after: { type: 'stop', force: true },
      within,
      to: ({ status }) => status === 'Stopped',
    });
    expect(resultOf(stops).properties).toMatchObject([{ verdict }]);
  });

  it('with a memory sees every run', () => {
    const property = (most: number) =>
      step<number>({
        ...words,
        memory: {
          initial: 0,
          after: (starts, { rule }) => Math.min(9, starts + (rule === 'start.stopped' ? 1 : 0)),
        },
        premise: ({ rule }) => rule === 'start.stopped',
        holds: (_, starts) => starts < most,
      });
    const { properties } = resultOf(property(3));
    expect(properties[0]?.counterexample?.steps.map(({ event }) => event.type)).toEqual([
      'start',
      'stop',
      'start',
      'stop',
      'start',
      'stop',
      'start',
    ]);
    expect(resultOf(property(10)).holds).toBe(true);
  });

  it('is proven beside those of the lifecycle, after them, over the same states', () => {
    const property = always({ ...words, premise: yes, holds: yes });
    const report = verified({ properties: [property], capabilities: [{}, { standby: false }] });
    expect(report.properties.map((each) => each.property)).toEqual([
      ...lifecycleProperties,
      property,
    ]);
    expect(report.properties.at(-1)).toMatchObject({
      checked: 516,
      premiseMet: 516,
      unit: 'states',
    });
    expect(report.holds).toBe(true);
    expect(report.combinations).toEqual([
      { capabilities: fullCapabilities, states: 320, transitions: 22_080, pairs: 28 },
      {
        capabilities: { ...fullCapabilities, standby: false },
        states: 196,
        transitions: 13_524,
        pairs: 21,
      },
    ]);
  });

  it('is not applicable if no combination has the capabilities it needs, else vacuous', () => {
    const property = always({ ...words, needs: ['standby'], premise: no, holds: no });
    const verdicts = [{ standby: false }, {}].map(
      (each) =>
        verified({ properties: [property], only: ['team'], capabilities: [each] }).properties,
    );
    expect(verdicts).toMatchObject([[{ verdict: 'not applicable' }], [{ verdict: 'vacuous' }]]);
  });

  it('that throws is named, with the error', () => {
    const failing = () => {
      throw new Error('planted');
    };
    const failures: Property[] = [
      always({ ...words, premise: failing, holds: yes }),
      step({ ...words, premise: yes, holds: failing }),
      step({ ...words, memory: { initial: null, after: failing }, premise: yes, holds: yes }),
      leadsTo({ ...words, from: yes, to: failing }),
      responds({ ...words, after: { type: 'pause' }, within: [], to: failing }),
    ];
    for (const failure of failures) {
      const asked = () => resultOf(failure);
      expect(asked).toThrow(PropertyError);
      expect(asked).toThrow(/team\.claim.*planted/);
    }
  });

  it.each(hostileNames)('that throws is named, even if it throws %s', (name) => {
    const premise = () => {
      throw hostileValues[name];
    };
    const asked = () => resultOf(always({ ...words, premise, holds: yes }));
    expect(asked).toThrow(PropertyError);
    expect(asked).toThrow('The property team.claim threw: ');
  });
});

/** The rule of a team: a pipeline that was started with await_approval is not paused. */
const rule: Rule = {
  id: 'team.noPause',
  plane: 'desired',
  statement: 'A pipeline whose changes need approval is not paused.',
  source: 'decision',
  document: null,
  quote: null,
};
const teamMachine = (answer: { httpStatus: number; code: string }) => {
  const config = copyOf(lifecycleMachine.config) as Tree;
  config.states.desired.states.Provisioned.on.pause.unshift({
    guard: 'awaitApprovalPolicy',
    actions: { type: 'reject', params: { rule: rule.id, hint: 'Stop it.', ...answer } },
  });
  return lifecycleSetup.createMachine(config) as unknown as LifecycleMachine;
};
// biome-ignore lint/suspicious/noExplicitAny: XState's own type of a configuration is not writable.
type Tree = any;
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

describe('a machine of your own', () => {
  const refuses = step({
    ...words,
    rules: [rule.id as RuleId],
    premise: ({ event, before }) =>
      event.type === 'pause' && before.bootstrapPolicy === 'await_approval',
    holds: ({ accepted }) => !accepted,
  });
  const machine = teamMachine({ httpStatus: 400, code: 'IllegalPipelineAction' });
  const only = ['answer', 'refusal', 'liveness.rests'];

  it('with a rule of its own has the same report', () => {
    const capabilities = [isDeep ? {} : fewestStates];
    const options = { machine, rules: [rule], properties: [refuses], capabilities };
    const report = verify(options);
    const wrong = report.properties.filter(
      ({ verdict }) => verdict === 'violated' || verdict === 'vacuous',
    );
    expect(wrong.map(({ property }) => property.id)).toEqual([]);
    expect(report.properties).toHaveLength(lifecycleProperties.length + 1);
    expect(report.properties.at(-1)).toMatchObject({ property: refuses, rules: [rule] });
    // Paused is still entered, by start and by activate, so no pair is missing.
    expect(report.combinations).toMatchObject([{ pairs: isDeep ? 28 : 16 }]);
  });

  it('must come with its rules: an unknown rule is a violation', () => {
    const report = verify({ machine, only, capabilities: [fewestStates] });
    const violated = report.properties.filter(({ verdict }) => verdict === 'violated');
    expect(violated.map(({ property }) => property.id)).toEqual(['answer.names-a-rule']);
    expect(violated[0]?.counterexample?.steps.at(-1)).toMatchObject({
      rule: 'team.noPause',
      httpStatus: 400,
      errorCode: 'IllegalPipelineAction',
    });
  });

  it('quotes its own rule in the story of a counterexample', () => {
    const never = step({
      ...refuses,
      id: 'team.never',
      premise: yes,
      holds: ({ rule: by }) => by !== (rule.id as RuleId),
    });
    const report = verify({
      machine: answering(({ before, event }, reply) =>
        event.type === 'pause' && reply.said[0]?.type === 'reject'
          ? saying(before, 'reject', { ...reply.said[0].params, rule: rule.id })
          : undefined,
      ),
      rules: [rule],
      properties: [never],
      only: ['team'],
      capabilities: [fewestStates],
    });
    const story = toStory(report.properties[0]?.counterexample as NonNullable<unknown> as never);
    expect(story).toContain('400 IllegalPipelineAction (team.noPause); nothing changes.');
    expect(story).toContain(`Rule ${rule.id}: ${rule.statement} (our decision`);
  });

  it('may not answer with a code that its endpoint does not document', () => {
    const conflict = answering(({ before, event }) =>
      event.type === 'pause'
        ? saying(before, 'reject', { rule: rule.id, httpStatus: 409, code: 'Conflict', hint: '' })
        : undefined,
    );
    const report = verify({
      machine: conflict,
      rules: [rule],
      only: ['refusal', 'answer'],
      capabilities: [fewestStates],
    });
    const verdicts = report.properties.map(({ property, verdict }) => [property.id, verdict]);
    expect(verdicts).toEqual([
      ['refusal.changes-nothing', 'holds'],
      ['refusal.documented', 'violated'],
      ['answer.names-a-rule', 'holds'],
    ]);
  });

  it('that gives no verdict, or has too many states, is an error', () => {
    const mute = answering(({ before }) => ({ after: before, said: [] }));
    expect(() => verify({ machine: mute })).toThrow(MachineError);
    expect(() => verify({ machine: mute, limit: -1 })).toThrow(InvalidInputError);
    const capabilities = [{}];
    expect(() => verify({ limit: 319, capabilities })).toThrow(StateLimitError);
    expect(verify({ limit: 320, capabilities, only: ['fits'] }).holds).toBe(true);
  });
});

describe('the properties to prove', () => {
  const chosen = (...only: string[]) =>
    verified({ only }).properties.map(({ property }) => property);
  const ids = (...only: string[]) => chosen(...only).map(({ id }) => id);
  const all = (is: (property: Property) => boolean) =>
    lifecycleProperties.filter(is).map(({ id }) => id);

  it('are chosen by id, by subject or by number, in their own order', () => {
    expect(ids('forced-stop.stays')).toEqual(['forced-stop.stays']);
    expect(ids('suspending')).toEqual(all(({ id }) => id.startsWith('suspending.')));
    expect(ids('1')).toEqual(all(({ requirement }) => requirement === '1'));
    expect(ids('liveness', '13', 'forced-stop.stays')).toEqual(
      all(
        (each) =>
          each.id === 'forced-stop.stays' || ['13', 'liveness'].includes(each.requirement ?? ''),
      ),
    );
    expect(ids('5', 'standby', '5')).toEqual(all(({ requirement }) => requirement === '5'));
    // A number must match as a whole, and so must a subject.
    expect(ids('1')).not.toContain('generation.fences');
  });

  it.each(['stop', 'forced-stop.', 'forced-stop.stay', 'Liveness', '14', '', 'fits.'])(
    'are listed if there is no such property: %j',
    (wanted) => {
      const asked = () => ids('fits', wanted);
      expect(asked).toThrow(InvalidInputError);
      expect(asked).toThrow('only');
      for (const { id } of lifecycleProperties) expect(asked).toThrow(id);
    },
  );

  it('include your own', () => {
    const own = always({ ...words, requirement: '7', premise: yes, holds: yes });
    const report = (only: string) => verified({ properties: [own], only: [only] }).properties;
    expect(report('team')).toHaveLength(1);
    expect(report('7').at(-1)?.property).toEqual(own);
  });
});

describe('malformed options are named', () => {
  const own = always({ ...words, premise: yes, holds: yes });
  const responding = { ...words, kind: 'responds', after: { type: 'pause' }, within: [], to: yes };
  const wrong: [field: string, options: unknown][] = [
    ['options', null],
    ['options', []],
    ['options', 'all'],
    ['machines', { machines: [] }],
    ['machine', { machine: null }],
    ['machine', { machine: {} }],
    ['limit', { limit: 'none' }],
    ['limit', { limit: 0.5 }],
    ['only', { only: 'fits' }],
    ['only', { only: [7] }],
    ['rules', { rules: rule }],
    ['capabilities', { capabilities: {} }],
    ['standbye', { capabilities: [{ standbye: true }] }],
    ['standby', { capabilities: [{ standby: 1 }] }],
    ['properties', { properties: own }],
    ['properties[0]', { properties: [null] }],
    ['properties[0]', { properties: [yes] }],
    ['properties[1]', { properties: [own, 'fits'] }],
    ['properties[0].id', { properties: [{ ...own, id: 7 }] }],
    ['properties[0].statement', { properties: [{ ...own, statement: undefined }] }],
    ['properties[0].kind', { properties: [{ ...own, kind: 'never' }] }],
    ['properties[0].kind', { properties: [{ ...own, kind: 'toString' }] }],
    ['properties[0].premise', { properties: [{ ...own, premise: true }] }],
    ['properties[0].holds', { properties: [{ ...own, holds: undefined }] }],
    ['properties[0].premise', { properties: [{ ...own, kind: 'step', premise: null }] }],
    ['properties[0].holds', { properties: [{ ...own, kind: 'step', holds: null }] }],
    ['properties[0].from', { properties: [{ ...own, kind: 'leadsTo', to: yes }] }],
    ['properties[0].to', { properties: [{ ...own, kind: 'leadsTo', from: yes }] }],
    ['properties[0].to', { properties: [{ ...responding, to: 'Stopped' }] }],
    ['properties[0].rules', { properties: [{ ...own, rules: undefined }] }],
    ['properties[0].rules', { properties: [{ ...own, rules: 'stop.forced' }] }],
    ['properties[0].rules', { properties: [{ ...own, rules: ['stop.forcedly'] }] }],
    ['properties[0].needs', { properties: [{ ...own, needs: 'standby' }] }],
    ['properties[0].needs', { properties: [{ ...own, needs: ['standbye'] }] }],
    ['properties', { properties: [own, own] }],
    ['properties', { properties: [{ ...own, id: 'fits.standby' }] }],
  ];
  const expectNamed = (field: string, options: unknown) => {
    const asked = () => verify(options as VerifyOptions);
    expect(asked).toThrow(InvalidInputError);
    try {
      asked();
    } catch (error) {
      expect(error).toMatchObject({ field });
      expect((error as Error).message).toMatch(/must be .+\.|has only .+\./);
    }
  };

  it.each(wrong)('%s in %j', expectNamed);

  // Unless it were named, each of these would prove less than it seems to.
  it.each<[field: string, options: unknown]>([
    ['capabilities', { capabilities: [] }],
    ['only', { only: [] }],
    ['only', { only: [undefined] }],
    ['rules[0]', { rules: [null] }],
    ['rules[0].id', { rules: [{}] }],
    ['properties[0].within', { properties: [{ ...responding, within: ['stoping'] }] }],
    ['properties[0].within', { properties: [{ ...responding, within: undefined }] }],
    ['properties[0].after', { properties: [{ ...responding, after: { type: 'stopp' } }] }],
    ['properties[0].memory.initial', { properties: [{ ...own, kind: 'step', memory: {} }] }],
  ])('%s in %j', expectNamed);

  it('a predicate that returns a promise is an error', () => {
    const property = { ...own, kind: 'always', holds: async () => false } as unknown as Property;
    const asked = () => resultOf(property);
    expect(asked).toThrow(PropertyError);
    expect(asked).toThrow('team.claim threw: it must return true or false, but returned');
  });

  // It takes 200,000 pairs of a state and a memory.
  it.runIf(isDeep)('a memory that takes new values without end is an error', () => {
    let last = 0;
    const property = step<number>({
      ...own,
      premise: () => true,
      holds: () => true,
      memory: {
        initial: 0,
        after: () => {
          last += 1;
          return last;
        },
      },
    });
    expect(() => resultOf(property)).toThrow(/its memory takes too many values/);
  });

  it('a memory that is left out is null', () => {
    const property = { ...own, kind: 'step' } as unknown as Property;
    expect(resultOf(property).holds).toBe(true);
  });
});

describe('the report', () => {
  const report = verified({ only: ['fits', 'liveness'], capabilities: [{}, { standby: false }] });

  it('is frozen, with its properties and combinations', () => {
    const { properties, combinations } = report;
    const parts = [report, ...properties, ...combinations];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
  });

  it('has frozen lists', () => {
    expect([report.properties, report.combinations].every((each) => Object.isFrozen(each))).toBe(
      true,
    );
  });

  it('quotes the rules of each property', () => {
    for (const { property, rules } of report.properties) {
      expect(rules.map(({ id }) => id)).toEqual(property.rules);
    }
  });

  it('is the same every time', () => {
    expect(verify({ only: ['fits', 'liveness'], capabilities: [{}, { standby: false }] })).toEqual(
      report,
    );
  });
});
