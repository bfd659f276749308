/** The public face of the core: importing it loads xstate and nothing else. */
export {
  type Action,
  type CompleteAction,
  everyAction,
  requestedStatus,
} from './action';
export { unknownPipelineName, withPipelineName } from './answers';
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
} from './dialect';
export { type ErrorCode, errorCodes, type RefusalBody } from './error-bodies';
export { explain, explainRule, sourceOf } from './explain';
export { InvalidDeploymentError, InvalidInputError, type Problem } from './invalid';
export { type Invariant, invariants } from './invariants';
export { lifecycleMachine } from './machine';
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
} from './rejections';
export { everyObservation, representative } from './representative';
export type { Rule, SourceDocument } from './rule';
export {
  type DeploymentRuleId,
  type DesiredRuleId,
  type RuleId,
  ruleOf,
  rules,
  type StatusRuleId,
} from './rules';
export { fromSnapshot, type LifecycleSnapshot, toSnapshot } from './snapshot';
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
