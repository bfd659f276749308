/** The rules: the catalogue with its sources, the refusals, and their error bodies. */
export {
  type ApplyingRuleId,
  type DeploymentRuleId,
  type DesiredRuleId,
  type RuleId,
  ruleOf,
  rules,
  type StaleRuleId,
  type StatusRuleId,
} from './catalogue';
export { bodyOf, type ErrorCode, errorCodes, type RefusalBody } from './error-bodies';
export {
  type AcceptingRuleId,
  type Refusal,
  type RefusalStatus,
  type RefusingRuleId,
  refusals,
} from './refusals';
export type { Rule, SourceDocument } from './rule';
export { deploymentRules } from './rules-of-deployments';
export { statusRules } from './rules-of-observations';
