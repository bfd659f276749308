/** The entry point of the core. Importing it loads no package but xstate. */

export { InvalidInputError, type Problem, type QueryParameters } from '../input';
export {
  type Action,
  type CompleteAction,
  everyAction,
  type ParameterDeclaration,
  parametersOf,
  requestedStatus,
} from './action';
export { everyObservation, representative } from './compiled';
export { type AcceptedDecision, type Decision, decide, type RefusedDecision } from './decide';
export {
  createDeployment,
  type Deployment,
  resourcesDesiredStatus,
  resourcesStatus,
} from './deployment';
export type { ErrorBody, ErrorResponse } from './error-response';
export { explain, explainRule, sourceOf } from './explain';
export { InvalidDeploymentError } from './invalid-deployment';
export {
  fromSnapshot,
  type LifecycleContext,
  type LifecycleInput,
  type LifecycleSnapshot,
  type LifecycleTraversalOptions,
  lifecycleMachine,
  type SnapshotLike,
  serializeState,
  toSnapshot,
  traversalOptions,
} from './machine';
export type { LifecycleEvent, Observation } from './observation';
export { type AppliedOutcome, type Outcome, observe, type StaleOutcome } from './observe';
export { canBeAcceptedLater, upcomingStatuses } from './outlook';
export { parseAction, parseCapabilities, parseObservation } from './parse';
export { parseDeployment } from './parse-deployment';
export { type NamedBody, unknownPipelineName, withPipelineName } from './pipeline-name';
export {
  type DeploymentBody,
  type PolledDeployment,
  parsePoll,
  type WireField,
  wireFieldNames,
  wireFields,
} from './poll';
export { reachableDeployments } from './reachable';
export {
  completedBy,
  reconcile,
  type Step,
  type StepType,
  settled,
  settledSteps,
  steps,
} from './reconcile';
export {
  type AcceptingRuleId,
  type ActionRuleId,
  type ApplyingRuleId,
  type DeploymentRuleId,
  type ErrorCode,
  type ErrorDetails,
  errorCodes,
  type Invariant,
  invariants,
  type ObservationRuleId,
  type Refusal,
  type RefusalBody,
  type RefusalStatus,
  type RefusingRuleId,
  type Rule,
  type RuleId,
  refusals,
  ruleOf,
  rules,
  type SourceDocument,
  type StaleRuleId,
} from './rules';
export {
  type DeploymentStatus,
  type DesiredStatus,
  desired,
  type ResourcesDesiredStatus,
  type ResourcesStatus,
  statuses,
} from './statuses';
export {
  actionLabel,
  actionMeanings,
  capabilityMeanings,
  desiredMeanings,
  observationMeanings,
  parameterMeanings,
  statusLabel,
} from './texts';
export { type Verdict, verdicts } from './verdicts';
export {
  type ActionType,
  actions,
  actionTypes,
  answersWithCheckpoint,
  type BootstrapPolicy,
  type Capabilities,
  type Capability,
  capabilityNames,
  deploymentStatuses,
  desiredByInitial,
  desiredStatuses,
  everyCapabilities,
  fullCapabilities,
  type Initial,
  type ObservationType,
  observations,
  observationTypes,
} from './vocabulary';
export { fromRequest, parseQuery, parseRequest, toQuery, toRequest, wireName } from './wire';
