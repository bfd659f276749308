/** The public face of the core: importing it loads xstate and nothing else. */
export {
  type Action,
  type CompleteAction,
  everyAction,
  requestedStatus,
} from './action';
export { unknownPipelineName, withPipelineName } from './pipeline-name';
export { type AcceptedDecision, type Decision, decide, type RefusedDecision } from './decide';
export {
  createDeployment,
  type Deployment,
  type ErrorResponse,
  resourcesDesiredStatus,
  resourcesStatus,
} from './deployment';
export type {
  LifecycleContext,
  LifecycleEvent,
  LifecycleInput,
  ObservedRuleId,
  StaleRuleId,
} from './machine/setup';
export { type ErrorCode, errorCodes, type RefusalBody } from './rules/error-bodies';
export { explain, explainRule, sourceOf } from './explain';
export { InvalidDeploymentError, InvalidInputError, type Problem } from '../input/invalid-input';
export { type Invariant, invariants } from './invariants';
export { lifecycleMachine } from './machine/machine';
export type { Observation } from './observation';
export { type AcceptedOutcome, type Outcome, observe, type StaleOutcome } from './observe';
export { parseAction, parseCapabilities, parseObservation } from './parse';
export { parseDeployment } from './parse-deployment';
export { reachableDeployments } from './reachable';
export { reconcile, type Step, type StepType, steps } from './reconcile';
export {
  type AcceptingRuleId,
  type RefusalStatus,
  type RejectingRuleId,
  type Rejection,
  rejections,
} from './rules/refusals';
export { everyObservation, representative } from './compiled/representative';
export type { Rule, SourceDocument } from './rules/rule';
export {
  type DeploymentRuleId,
  type DesiredRuleId,
  type RuleId,
  ruleOf,
  rules,
  type StatusRuleId,
} from './rules/catalogue';
export { fromSnapshot, type LifecycleSnapshot, toSnapshot } from './machine/snapshot';
export { type Verdict, verdicts } from './verdicts';
export {
  type ActionType,
  actions,
  actionTypes,
  type BootstrapPolicy,
  type Capabilities,
  type Capability,
  capabilities,
  capabilityNames,
  type DeploymentStatus,
  type DesiredStatus,
  deploymentStatuses,
  desired,
  desiredByInitial,
  desiredStatuses,
  everyCapabilities,
  fullCapabilities,
  type Initial,
  type ObservationType,
  observations,
  observationTypes,
  type ResourcesDesiredStatus,
  type ResourcesStatus,
  statuses,
} from './vocabulary';
export { fromRequest, parseRequest, toRequest, wireName } from './wire';
