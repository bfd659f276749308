/** The rule catalogue against the documents, the machine and the invariants. */
import { describe, expect, it } from 'vitest';
import {
  actions,
  actionTypes,
  decide,
  everyAction,
  everyCapabilities,
  invariants,
  observe,
  reachableDeployments,
} from '../../../src/lifecycle';
import { ruleOf, rules } from '../../../src/lifecycle/rules/catalogue';
import { refusals } from '../../../src/lifecycle/rules/refusals';
import quotes from '../../quotes.json';
import { observationsOf } from '../helpers';

describe('the rule catalogue', () => {
  it('a rule has a document and a quote exactly if its source is a document', () => {
    for (const { id, source, document, quote } of rules) {
      expect([document !== null, quote !== null], id).toEqual([
        source === 'document',
        source === 'document',
      ]);
    }
  });

  it('ids are unique, and statements are sentences', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { id, statement } of rules) expect(statement, id).toMatch(/^\S.*\.$/);
  });

  it('every rule about actions or observations decides somewhere', () => {
    const used = new Set<string>();
    for (const capabilities of everyCapabilities) {
      for (const deployment of reachableDeployments(capabilities)) {
        for (const action of everyAction) used.add(decide(deployment, action, capabilities).rule);
      }
    }
    for (const deployment of reachableDeployments()) {
      for (const seen of observationsOf(deployment)) used.add(observe(deployment, seen).rule);
    }
    const declared = rules.filter(({ plane }) => plane !== 'both').map(({ id }) => id);
    expect([...used].sort()).toEqual(declared.sort());
  });

  it('every rule about whole deployments is an invariant, or about what may change', () => {
    const declared = rules.filter(({ plane }) => plane === 'both').map(({ id }) => id);
    const checked = new Set<string>(invariants.map(({ rule }) => rule));
    const others = declared.filter((id) => !checked.has(id));
    expect(others).toEqual([
      'desired.byUserOnly',
      'desired.untilStopped',
      'desired.untilSuspended',
      'status.byRunnerOnly',
      'error.byFailureOnly',
      'error.untilDismissed',
    ]);
  });

  it('an unknown id is an error that names it', () => {
    expect(() => ruleOf('start.never' as never)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', field: 'id', value: 'start.never' }),
    );
  });
});

describe('the documented status codes', () => {
  // The actions without a document follow the one that is most like them.
  const documentsOf: Record<string, string> = { pause: 'resume', dismissError: 'start' };
  const answers: Record<string, object> = quotes.answers;

  it.each(actionTypes)('%s lists the codes of its document', (type) => {
    const codes = Object.keys(answers[documentsOf[type] ?? type] ?? {}).map(Number);
    expect(actions[type].answers).toEqual(codes);
  });

  it('no rule refuses with a code that its endpoint does not document', () => {
    for (const [rule, { httpStatus }] of Object.entries(refusals)) {
      const type = rule.split('.')[0] as keyof typeof actions;
      expect(actions[type].answers, rule).toContain(httpStatus);
    }
  });
});
