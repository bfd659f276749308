/**
 * The rule catalogue: every sentence that the machine enforces, with where it comes from.
 *
 * Sources, strongest first: a sentence of the endpoint documents in `docs/sources/`; how the live
 * system behind them is known to behave; our own decision.
 */
import { deepFreeze, InvalidInputError } from '../../input';
import { type Rule, said, type Words } from './rule';
import { desiredRules } from './rules-of-actions';
import { deploymentRules } from './rules-of-deployments';
import { statusRules } from './rules-of-observations';

/** The id of a rule about actions. */
export type DesiredRuleId = keyof typeof desiredRules;
/** The id of a rule about observations. */
export type StatusRuleId = keyof typeof statusRules;
/** The id of a rule by which an observation is stale. */
export type StaleRuleId = Extract<StatusRuleId, `${string}.stale`>;
/** The id of a rule by which an observation is applied. */
export type ApplyingRuleId = Exclude<StatusRuleId, StaleRuleId>;
/** The id of a rule about whole deployments. */
export type DeploymentRuleId = keyof typeof deploymentRules;
/** The id of any rule. */
export type RuleId = DesiredRuleId | StatusRuleId | DeploymentRuleId;

function inPlane(plane: Rule['plane'], entries: Readonly<Record<string, Words>>): Rule[] {
  return Object.entries(entries).map(([id, { quote, ...words }]) => {
    return { id, plane, ...words, quote: quote && said[quote] };
  });
}

/** Every rule, in the order of the catalogue: actions, observations, whole deployments. */
export const rules: readonly Rule[] = catalogue();

/* @__NO_SIDE_EFFECTS__ */
function catalogue(): readonly Rule[] {
  return deepFreeze([
    ...inPlane('desired', desiredRules),
    ...inPlane('status', statusRules),
    ...inPlane('both', deploymentRules),
  ]);
}

/** The rule with this id. Pure. Throws InvalidInputError for an id that no rule has. */
export function ruleOf(id: RuleId): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) {
    throw new InvalidInputError({ field: 'id', value: id, allowed: 'the id of one of the rules' });
  }
  return rule;
}
