/** The properties of the lifecycle: all that must hold is stated, in words, by rules, and it holds. */
import { describe, expect, it } from 'vitest';
import { type Capability, capabilityNames, everyCapabilities } from '../../src/lifecycle';
import { ruleOf, rules } from '../../src/lifecycle/rules/catalogue';
import { explore } from '../../src/verify/exploration/explore';
import { checkProperty } from '../../src/verify/proof/check';
import { verify } from '../../src/verify/proof/verify';
import { lifecycleProperties } from '../../src/verify/properties/lifecycle-properties';
import {
  always,
  leadsTo,
  type Property,
  responds,
  step,
} from '../../src/verify/properties/property';
import { shortestViolation } from './brute-force';
import { answering, becoming } from './other-machines';

const lines = [...Array.from({ length: 13 }, (_, index) => `${index + 1}`), 'liveness'];

describe('what is stated', () => {
  it('is every numbered rule, and liveness, in this order', () => {
    const stated = lifecycleProperties.flatMap(({ requirement }) => requirement ?? []);
    expect([...new Set(stated)]).toEqual(lines);
    expect(stated.map((line) => lines.indexOf(line))).toEqual(
      stated.map((line) => lines.indexOf(line)).sort((a, b) => a - b),
    );
  });

  it('has ids of a subject and a claim, each its own', () => {
    const ids = lifecycleProperties.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  it('is one sentence each', () => {
    const statements = lifecycleProperties.map(({ statement }) => statement);
    expect(statements.filter((each) => !/^\S.*[^.]\.$/.test(each) || /\. /.test(each))).toEqual([]);
    expect(new Set(statements).size).toBe(statements.length);
  });

  it('names rules of the catalogue, each once, with the sentence that it quotes or its source', () => {
    const ids = new Set<string>(rules.map(({ id }) => id));
    for (const property of lifecycleProperties) {
      expect(new Set(property.rules).size).toBe(property.rules.length);
      expect(property.rules.filter((id) => !ids.has(id))).toEqual([]);
      for (const { source, quote, statement } of property.rules.map((id) => ruleOf(id))) {
        expect(source === 'document' ? quote : statement).toMatch(/\S/);
      }
    }
    // That every answer names a rule is about all of them, and follows from none.
    const withoutRules = lifecycleProperties.filter((each) => each.rules.length === 0);
    expect(withoutRules.map(({ id }) => id)).toEqual(['answer.names-a-rule']);
    const quoting = lifecycleProperties.filter((each) =>
      each.rules.some((id) => ruleOf(id).quote !== null),
    );
    expect(quoting.length).toBeGreaterThan(lifecycleProperties.length / 2);
  });

  it('uses every kind of property', () => {
    const kinds = lifecycleProperties.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['always', 'step', 'leadsTo', 'responds']));
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(lifecycleProperties)).toBe(true);
    expect(lifecycleProperties.every((each) => Object.isFrozen(each))).toBe(true);
  });
});

describe('the lifecycle', () => {
  const report = verify();

  it('has every property, and each was put to the test', () => {
    const wrong = report.properties.filter(
      ({ verdict, premiseMet, checked, counterexample }) =>
        verdict !== 'holds' || premiseMet < 1 || checked < premiseMet || counterexample !== null,
    );
    expect(wrong.map(({ property }) => property.id)).toEqual([]);
    expect(report.holds).toBe(true);
    expect(report.properties.map(({ property }) => property)).toEqual(lifecycleProperties);
  });

  it('lacks what a property needs exactly where that says so', () => {
    for (const capabilities of everyCapabilities) {
      const space = explore(capabilities);
      for (const property of lifecycleProperties) {
        const { premiseMet, violation } = checkProperty(space, property);
        const has = (property.needs ?? []).every((name) => capabilities[name]);
        expect([property.id, premiseMet > 0, violation]).toEqual([property.id, has, null]);
      }
    }
  });

  it('is called not applicable only where no combination has what is needed', () => {
    const missing = (name: Capability) => {
      const { properties, holds } = verify({ capabilities: [{ [name]: false }] });
      expect(holds).toBe(true);
      return properties.filter(({ verdict }) => verdict !== 'holds');
    };
    for (const name of capabilityNames) {
      const found = missing(name);
      expect(found.every(({ verdict }) => verdict === 'not applicable')).toBe(true);
      const needing = lifecycleProperties.filter(({ needs }) => needs?.includes(name));
      expect(found.map(({ property }) => property)).toEqual(needing);
      expect(needing.length).toBeGreaterThan(0);
    }
  });

  it('has every property by a second opinion: no course of events violates one', () => {
    for (const capabilities of [{}, { checkpointing: false, standby: false }]) {
      const space = explore(capabilities);
      for (const property of lifecycleProperties.filter(({ kind }) => kind !== 'leadsTo')) {
        expect([property.id, shortestViolation(space, property)]).toEqual([property.id, null]);
      }
    }
  });

  it('counts what it has looked at: all states, all steps', () => {
    const [combination] = report.combinations;
    expect(combination).toMatchObject({ states: 320, pairs: 28 });
    const states = report.combinations.reduce((sum, each) => sum + each.states, 0);
    const steps = report.combinations.reduce((sum, each) => sum + each.transitions, 0);
    for (const { property, checked, unit } of report.properties) {
      if (property.kind === 'always')
        expect({ checked, unit }).toEqual({ checked: states, unit: 'states' });
      if (property.kind === 'step' && property.memory === null) {
        expect({ checked, unit }).toEqual({ checked: steps, unit: 'steps' });
      }
    }
  });
});

describe('a bug that is none of the named ones', () => {
  // The pipeline stops though nobody asked it to, and nothing has failed.
  it('is found: a report of running stops the pipeline', () => {
    const machine = answering(({ before, event }, reply) =>
      event.type === 'running' &&
      !('generation' in event) &&
      before.status === 'Running' &&
      before.desiredStatus === 'Running'
        ? becoming(reply, { desiredStatus: 'Stopped' })
        : undefined,
    );
    expect(verify({ machine, capabilities: [{}] }).holds).toBe(false);
  });
});

describe('a constructor', () => {
  const words = { id: 'team.claim', statement: 'It is so.', rules: [] };
  const yes = () => true;
  it.each<[Property, object]>([
    [always({ ...words, premise: yes, holds: yes }), { kind: 'always' }],
    [step({ ...words, premise: yes, holds: yes }), { kind: 'step', memory: null }],
    [leadsTo({ ...words, from: yes, to: yes }), { kind: 'leadsTo' }],
    [
      responds({ ...words, after: { type: 'pause' }, within: ['paused'], to: yes }),
      { kind: 'responds', within: ['paused'] },
    ],
  ])('makes a frozen value of its kind: $kind', (property, expected) => {
    expect(property).toMatchObject({ ...words, ...expected });
    expect(Object.isFrozen(property)).toBe(true);
  });
});
