/** `explain`: decides one action in one deployment, and says by which rule. */

import { InvalidInputError } from '../input';
import {
  actions,
  type Capabilities,
  type CompleteAction,
  capabilityNames,
  createDeployment,
  type Decision,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  decide,
  fullCapabilities,
  parseDeployment,
  reachableDeployments,
  sourceOf,
  toRequest,
} from '../lifecycle';
import { ruleOf } from '../lifecycle/rules';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';

/** The data of the deployment, as far as the user has given it. */
export interface ExplainOptions {
  readonly initial?: Deployment['initial'];
  readonly bootstrapPolicy?: Deployment['bootstrapPolicy'];
  readonly approved: boolean;
  readonly error: boolean;
  readonly checkpoint?: number;
  readonly json: boolean;
}

/** Prints the decision, the rule and its quote. Throws InvalidInputError for what cannot occur. */
export function explain(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
  action: CompleteAction,
  capabilities: Capabilities,
  options: ExplainOptions,
  io: Io,
): ExitStatus {
  const deployment = deploymentLike(status, desiredStatus, capabilities, options);
  const decision = decide(deployment, action, capabilities);
  const rule = ruleOf(decision.rule);
  if (options.json) {
    writeJson(io, { deployment, action, capabilities, decision, rule });
    return exit.legal;
  }
  const color = decision.accepted ? 'green' : 'red';
  io.stdout(
    [
      `${paint(io, 'bold', toRequest(action))} in status ${status}, desired status ${desiredStatus} (${dataOf(deployment)})`,
      paint(io, color, verdictOf(decision)),
      ...(decision.accepted ? effectOf(deployment, decision.deployment) : bodyOf(decision.error)),
      `Rule ${rule.id}: ${rule.statement}`,
      `Source: ${sourceOf(rule)}`,
      '',
    ].join('\n'),
  );
  return exit.legal;
}

/** The simplest deployment that can occur and is as asked; what is not asked has its default. */
function deploymentLike(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
  capabilities: Capabilities,
  options: ExplainOptions,
): Deployment {
  const { initial, bootstrapPolicy, approved, error, checkpoint } = options;
  const alike = (present: Capabilities) =>
    preferred(
      reachableDeployments(present).filter(
        (candidate) =>
          candidate.status === status &&
          candidate.desiredStatus === desiredStatus &&
          candidate.bootstrapApproved === approved &&
          (candidate.error !== null) === error &&
          (candidate.checkpoint !== null) === (checkpoint !== undefined) &&
          (initial === undefined || candidate.initial === initial) &&
          (bootstrapPolicy === undefined || candidate.bootstrapPolicy === bootstrapPolicy),
      ),
    );
  const found = alike(capabilities);
  if (found !== undefined) return parseDeployment({ ...found, checkpoint: checkpoint ?? null });
  if (alike(fullCapabilities) === undefined) return impossible(status, desiredStatus, options);
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  throw new InvalidInputError({
    field: '--without',
    value: missing.join(', '),
    allowed: `left out: such a deployment cannot occur without ${missing.join(', ')}`,
  });
}

/** The one with the default parameters of start, where there is one. */
function preferred(deployments: readonly Deployment[]): Deployment | undefined {
  const { initial, bootstrapPolicy } = actions.start.parameters;
  const usual = deployments.filter((each) => each.initial === initial.default);
  const likely = usual.length > 0 ? usual : deployments;
  return likely.find((each) => each.bootstrapPolicy === bootstrapPolicy.default) ?? likely[0];
}

/** Throws InvalidDeploymentError, which says why there is no such deployment. */
function impossible(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
  { initial, bootstrapPolicy, approved, error, checkpoint }: ExplainOptions,
): Deployment {
  const idle = status === 'Stopping' || (status === 'Stopped' && desiredStatus === 'Stopped');
  const { parameters } = actions.start;
  return parseDeployment({
    ...createDeployment(),
    status,
    desiredStatus,
    initial: initial ?? (idle ? null : parameters.initial.default),
    bootstrapPolicy: bootstrapPolicy ?? (idle ? null : parameters.bootstrapPolicy.default),
    bootstrapApproved: approved,
    error: error ? { message: '', error_code: 'PipelineFailed', details: {} } : null,
    checkpoint: checkpoint ?? null,
    generation: 1,
  });
}

function dataOf({ initial, bootstrapPolicy, bootstrapApproved, error, checkpoint }: Deployment) {
  return [
    initial === null ? 'no deployment under way' : `initial ${initial}, policy ${bootstrapPolicy}`,
    ...(bootstrapApproved ? ['approved'] : []),
    error === null ? 'no error' : 'error set',
    checkpoint === null ? 'no checkpoint' : `checkpoint ${checkpoint}`,
  ].join(', ');
}

function verdictOf(decision: Decision): string {
  return decision.accepted
    ? `Accepted: ${decision.httpStatus}`
    : `Refused: ${decision.httpStatus} ${decision.error.error_code}`;
}

function effectOf(before: Deployment, after: Deployment): string[] {
  const fields = Object.keys(before) as (keyof Deployment)[];
  const changes = fields.filter((field) => before[field] !== after[field]);
  if (changes.length === 0) return ['  Nothing changes.'];
  return changes.map(
    (field) =>
      `  ${field}: ${JSON.stringify(before[field])} becomes ${JSON.stringify(after[field])}`,
  );
}

function bodyOf(error: object): string[] {
  return JSON.stringify(error, null, 2)
    .split('\n')
    .map((line) => `  ${line}`);
}
