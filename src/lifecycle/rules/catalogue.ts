/**
 * The rule catalogue: every rule that the machine enforces, with its source.
 *
 * Sources, strongest first: a sentence of the documents of the endpoints; how the live
 * system behind them is known to behave; our own decision.
 */
import { deepFreeze, InvalidInputError } from '../../input';
import { actionRules } from './action-rules';
import { changeRules, invariantRules } from './deployment-rules';
import { applyingRules, staleRules } from './observation-rules';
import { type Rule, type RuleEntry, sentences } from './rule';

/** The id of a rule about actions. */
export type ActionRuleId = keyof typeof actionRules;
/** The id of a rule by which an observation is applied. */
export type ApplyingRuleId = keyof typeof applyingRules;
/** The id of a rule by which an observation is stale. */
export type StaleRuleId = keyof typeof staleRules;
/** The id of a rule about observations. */
export type ObservationRuleId = ApplyingRuleId | StaleRuleId;
/** The id of a rule that can be checked on a single deployment. */
export type InvariantRuleId = keyof typeof invariantRules;
/** The id of a rule about whole deployments. */
export type DeploymentRuleId = keyof typeof changeRules | InvariantRuleId;
/** The id of any rule. */
export type RuleId = ActionRuleId | ObservationRuleId | DeploymentRuleId;

function inPlane(plane: Rule['plane'], entries: Readonly<Record<string, RuleEntry>>): Rule[] {
  return Object.entries(entries).map(([id, { quote, ...entry }]) => {
    return { id, plane, ...entry, quote: quote && sentences[quote] };
  });
}

/** Every rule, in the order of the catalogue: actions, observations, whole deployments. */
export const rules: readonly Rule[] = catalogue();

/* @__NO_SIDE_EFFECTS__ */
function catalogue(): readonly Rule[] {
  return deepFreeze([
    ...inPlane('desired', actionRules),
    ...inPlane('status', applyingRules),
    ...inPlane('status', staleRules),
    ...inPlane('both', changeRules),
    ...inPlane('both', invariantRules),
  ]);
}

/** Returns the rule with this id. Pure. Throws InvalidInputError for an id that no rule has. */
export function ruleOf(id: RuleId): Rule {
  const rule = rules.find((each) => each.id === id);
  if (rule === undefined) {
    throw new InvalidInputError({ field: 'id', value: id, allowed: 'the id of one of the rules' });
  }
  return rule;
}
