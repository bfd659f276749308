/**
 * Properties of implementations beside the rules: promises that no XState machine of this shape can
 * break, but that code written by hand can.
 */
import { type Invariant, invariants } from '../../lifecycle';
import { ruleOf } from '../../lifecycle/rules';
import { always, type Property, step } from './property';

/** The properties of an implementation, verified after those of the lifecycle. */
export const implementationProperties: readonly Property[] = Object.freeze([
  step({
    id: 'answer.accepted-means-202',
    statement: 'An action is accepted if and only if it is answered with 202.',
    rules: [],
    premise: ({ kind }) => kind === 'action',
    holds: ({ accepted, httpStatus }) => accepted === (httpStatus === 202),
  }),
  // Every representative has the same generation, so nothing can be said of it here.
  ...invariants.filter(({ fields }) => !fields.includes('generation')).map(canOccurBy),
]);

/** Every deployment that is reached obeys this invariant. */
function canOccurBy({ rule, holds }: Invariant): Property {
  const subject = rule.slice(rule.indexOf('.') + 1);
  return always({
    id: `occurs.${subject.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
    statement: ruleOf(rule).statement,
    rules: [rule],
    premise: () => true,
    holds,
  });
}
