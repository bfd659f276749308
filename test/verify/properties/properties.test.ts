/**
 * The properties of the lifecycle state every rule, in words and with their rules, and they hold.
 */
import { describe, expect, it } from 'vitest';
import { type Capability, capabilityNames, everyCapabilities } from '../../../src/lifecycle';
import { ruleOf, rules } from '../../../src/lifecycle/rules/catalogue';
import { describeReport } from '../../../src/verify';
import { checkProperty } from '../../../src/verify/proof/check';
import { verify } from '../../../src/verify/proof/verify';
import { lifecycleProperties } from '../../../src/verify/properties/lifecycle-properties';
import {
  always,
  leadsTo,
  type Property,
  responds,
  step,
} from '../../../src/verify/properties/property';
import { isDeep, sample } from '../../tier';
import { shortestViolation } from '../brute-force';
import { explored, fewestStates, verified } from '../explored';
import { answering, becoming } from '../other-machines';

const requirements = [...Array.from({ length: 13 }, (_, index) => `${index + 1}`), 'liveness'];

describe('the properties of the lifecycle', () => {
  it('state every numbered rule, and liveness, in this order', () => {
    const stated = lifecycleProperties.flatMap(({ requirement }) => requirement ?? []);
    expect([...new Set(stated)]).toEqual(requirements);
    expect(stated.map((each) => requirements.indexOf(each))).toEqual(
      stated.map((each) => requirements.indexOf(each)).sort((a, b) => a - b),
    );
  });

  it('have unique ids of a subject and a claim', () => {
    const ids = lifecycleProperties.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  it('are one sentence each', () => {
    const statements = lifecycleProperties.map(({ statement }) => statement);
    expect(statements.filter((each) => !/^\S.*[^.]\.$/.test(each) || /\. /.test(each))).toEqual([]);
    expect(new Set(statements).size).toBe(statements.length);
  });

  it('name rules of the catalogue, each once, with a quote or a statement', () => {
    const ids = new Set<string>(rules.map(({ id }) => id));
    for (const property of lifecycleProperties) {
      expect(new Set(property.rules).size).toBe(property.rules.length);
      expect(property.rules.filter((id) => !ids.has(id))).toEqual([]);
      for (const { source, quote, statement } of property.rules.map((id) => ruleOf(id))) {
        expect(source === 'document' ? quote : statement).toMatch(/\S/);
      }
    }
    // That every answer names a rule is about all rules, and follows from none.
    const withoutRules = lifecycleProperties.filter((each) => each.rules.length === 0);
    expect(withoutRules.map(({ id }) => id)).toEqual(['answer.names-a-rule']);
    const quoting = lifecycleProperties.filter((each) =>
      each.rules.some((id) => ruleOf(id).quote !== null),
    );
    expect(quoting.length).toBeGreaterThan(lifecycleProperties.length / 2);
  });

  it('are of every kind', () => {
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

  it('has every property, and each is put to the test', () => {
    const wrong = report.properties.filter(
      ({ verdict, premiseMet, checked, counterexample }) =>
        verdict !== 'holds' || premiseMet < 1 || checked < premiseMet || counterexample !== null,
    );
    expect(wrong.map(({ property }) => property.id)).toEqual([]);
    expect(report.holds).toBe(true);
    expect(report.properties.map(({ property }) => property)).toEqual(lifecycleProperties);
  });

  it('puts a property to the test exactly if it has the capabilities that it needs', () => {
    for (const capabilities of isDeep ? everyCapabilities : [fewestStates]) {
      const space = explored(capabilities);
      for (const property of lifecycleProperties) {
        const { premiseMet, violation } = checkProperty(space, property);
        const has = (property.needs ?? []).every((name) => capabilities[name]);
        expect([property.id, premiseMet > 0, violation]).toEqual([property.id, has, null]);
      }
    }
  });

  it('calls a property not applicable only if no combination has what it needs', () => {
    const missing = (name: Capability) => {
      const { properties, holds } = verified({ capabilities: [{ [name]: false }] });
      expect(holds).toBe(true);
      return properties.filter(({ verdict }) => verdict !== 'holds');
    };
    for (const name of sample(capabilityNames, 1)) {
      const found = missing(name);
      expect(found.every(({ verdict }) => verdict === 'not applicable')).toBe(true);
      const needing = lifecycleProperties.filter(({ needs }) => needs?.includes(name));
      expect(found.map(({ property }) => property)).toEqual(needing);
      expect(needing.length).toBeGreaterThan(0);
    }
  });

  it('has every property by a second opinion: no run violates one', () => {
    for (const capabilities of sample([{ checkpointing: false, standby: false }, {}], 1)) {
      const space = explored(capabilities);
      for (const property of lifecycleProperties.filter(({ kind }) => kind !== 'leadsTo')) {
        expect([property.id, shortestViolation(space, property)]).toEqual([property.id, null]);
      }
    }
  });

  it('has a report with a row for each property, in columns, and eight combinations', () => {
    const text = describeReport(report);
    const [rows = '', combinations = '', total = ''] = text.split('\n\n');
    const lines = rows.split('\n');
    expect(lines).toHaveLength(report.properties.length);
    for (const [index, { property, checked, premiseMet, unit }] of report.properties.entries()) {
      const [verdict, ...cells] = (lines[index] as string).split(/ {2,}/);
      expect(verdict).toBe('holds');
      expect(cells).toEqual([
        ...(property.requirement ? [property.requirement] : []),
        property.id,
        `${checked.toLocaleString('en-US')} ${unit}`,
        `premise met ${premiseMet.toLocaleString('en-US')} times`,
      ]);
    }
    // The ids begin, and the counts end, in one column.
    const column = (text: (line: string, index: number) => number) => new Set(lines.map(text)).size;
    expect(
      column((line, index) => line.indexOf(` ${report.properties[index]?.property.id} `)),
    ).toBe(1);
    expect(column((line) => line.indexOf('  premise met '))).toBe(1);
    expect(combinations.split('\n')).toHaveLength(8);
    expect(combinations).toContain(
      'every capability: 320 states in 28 pairs of statuses, 22,080 transitions.',
    );
    expect(combinations).toContain(
      'without checkpointing, suspendable, standby: 140 states in 16 pairs',
    );
    expect(total).toMatch(
      /^\d+ properties: \d+ hold; over 1,626 states and 112,194 transitions in 8 /,
    );
    expect(total).toContain(`Liveness. ${report.fairness}`);
    expect(text).not.toMatch(/undefined|null|NaN| $/m);
  });

  it('has a report that counts all states and all transitions', () => {
    const [combination] = report.combinations;
    expect(combination).toMatchObject({ states: 320, pairs: 28 });
    const states = report.combinations.reduce((sum, each) => sum + each.states, 0);
    const transitions = report.combinations.reduce((sum, each) => sum + each.transitions, 0);
    for (const { property, checked, unit } of report.properties) {
      if (property.kind === 'always')
        expect({ checked, unit }).toEqual({ checked: states, unit: 'states' });
      if (property.kind === 'step' && property.memory === null) {
        expect({ checked, unit }).toEqual({ checked: transitions, unit: 'transitions' });
      }
    }
  });
});

describe('a bug that no property is named after', () => {
  // The pipeline stops although no user asked for it and nothing has failed.
  it('is found: an observation of running stops the pipeline', () => {
    const machine = answering(({ before, event }, reply) =>
      event.type === 'running' &&
      !('generation' in event) &&
      before.status === 'Running' &&
      before.desiredStatus === 'Running'
        ? becoming(reply, { desiredStatus: 'Stopped' })
        : undefined,
    );
    expect(verify({ machine, capabilities: [fewestStates] }).holds).toBe(false);
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
