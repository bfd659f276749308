/**
 * What must hold of an implementation beside the rules: promises that no XState machine of this shape
 * can break, and that code written by hand can.
 */
import { type Invariant, invariants } from '../../lifecycle';
import { ruleOf } from '../../lifecycle/rules';
import { always, type Property, step } from './property';

/** The properties of an implementation, verified after those of the lifecycle. */
export const implementationProperties: readonly Property[] = Object.freeze([
  step({
    id: 'answer.accepted-means-202',
    statement: 'An action is accepted exactly where it is answered with 202.',
    rules: [],
    premise: ({ kind }) => kind === 'action',
    holds: ({ accepted, httpStatus }) => accepted === (httpStatus === 202),
  }),
  // The generation of a state is that of its representative, which has one.
  ...invariants.filter(({ fields }) => !fields.includes('generation')).map(occurs),
]);

/** Every deployment that is reached can occur: the part of it that one rule speaks of. */
function occurs({ rule, holds }: Invariant): Property {
  const subject = rule.slice(rule.indexOf('.') + 1);
  return always({
    id: `occurs.${subject.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
    statement: ruleOf(rule).statement,
    rules: [rule],
    premise: () => true,
    holds,
  });
}
