/** The properties of the lifecycle: its thirteen safety rules and its liveness. */
import { type Rule, rules } from '../../lifecycle/rules';
import { unnamedRule } from '../exploration';
import { livenessProperties } from './liveness-properties';
import { type Property, step } from './property';
import { safetyOfPlanes } from './safety-of-planes';
import { safetyOfStarts } from './safety-of-starts';
import { safetyOfStops } from './safety-of-stops';

/** Every answer names a rule of this catalogue: a part of safety rule 9. Pure. */
export function namesARule(catalogue: readonly Rule[]): Property {
  const ids = new Set(catalogue.map(({ id }) => id));
  return step({
    id: 'answer.names-a-rule',
    requirement: '9',
    statement: 'Every answer, to an action or an observation, names a rule of the catalogue.',
    rules: [],
    readsRules: true,
    premise: ({ rule }) => rule !== unnamedRule,
    holds: ({ rule }) => ids.has(rule),
  });
}

const byRuleNumber = (one: Property, other: Property) => ruleNumber(one) - ruleNumber(other);
/** Properties without a number come last. */
const ruleNumber = ({ requirement }: Property) => Number(requirement ?? Number.POSITIVE_INFINITY);

/** The properties of the lifecycle, in the order of the numbered rules, liveness last. */
export const lifecycleProperties: readonly Property[] = Object.freeze(
  [...safetyOfStops, ...safetyOfStarts, ...safetyOfPlanes, namesARule(rules)]
    .sort(byRuleNumber)
    .concat(livenessProperties),
);
