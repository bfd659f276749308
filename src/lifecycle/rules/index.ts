/**
 * The rules: their catalogue with sources, how each refusing rule answers, the error bodies, and
 * the invariants. A new rule of an action goes into `action-rules.ts`; if it refuses, also into
 * `refusals.ts`. A row of the machine then names it.
 */
export {
  type ActionRuleId,
  type ApplyingRuleId,
  type DeploymentRuleId,
  type ObservationRuleId,
  type RuleId,
  ruleOf,
  rules,
  type StaleRuleId,
} from './catalogue';
export { invariantRules } from './deployment-rules';
export {
  bodyOf,
  type ErrorCode,
  type ErrorDetails,
  errorCodes,
  type RefusalBody,
} from './error-bodies';
export { type Invariant, invariants } from './invariants';
export { staleRules } from './observation-rules';
export {
  type AcceptingRuleId,
  type Refusal,
  type RefusalStatus,
  type RefusingRuleId,
  refusals,
} from './refusals';
export type { Rule, SourceDocument } from './rule';
export {
  dataFlowRequested,
  deployed,
  fullyStopped,
  startRequested,
  stopRequested,
  suspendRequested,
} from './situations';
