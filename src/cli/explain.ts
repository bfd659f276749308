/** `explain`: decides one action in one deployment, and says by which rule. */
import {
  actions,
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Decision,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  decide,
  InvalidInputError,
  parseDeployment,
  reachableDeployments,
  ruleOf,
  sourceOf,
  toRequest,
} from '../lifecycle';
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
  const alike = reachableDeployments(capabilities).filter(
    (candidate) =>
      candidate.status === status &&
      candidate.desiredStatus === desiredStatus &&
      candidate.bootstrapApproved === approved &&
      (candidate.error !== null) === error &&
      (candidate.checkpoint !== null) === (checkpoint !== undefined) &&
      (initial === undefined || candidate.initial === initial) &&
      (bootstrapPolicy === undefined || candidate.bootstrapPolicy === bootstrapPolicy),
  );
  const found = preferred(alike);
  if (found === undefined) return refuse(status, desiredStatus, capabilities, options);
  return parseDeployment({ ...found, checkpoint: checkpoint ?? null });
}

/** The one with the default parameters of start, where there is one. */
function preferred(deployments: readonly Deployment[]): Deployment | undefined {
  const { initial, bootstrapPolicy } = actions.start.parameters;
  const usual = deployments.filter((each) => each.initial === initial.default);
  const likely = usual.length > 0 ? usual : deployments;
  return likely.find((each) => each.bootstrapPolicy === bootstrapPolicy.default) ?? likely[0];
}

/** Why there is no such deployment: by itself, or with these capabilities. */
function refuse(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
  capabilities: Capabilities,
  { initial, bootstrapPolicy, approved, error, checkpoint }: ExplainOptions,
): never {
  const idle = status === 'Stopping' || (status === 'Stopped' && desiredStatus === 'Stopped');
  const { parameters } = actions.start;
  parseDeployment({
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
  const missing = Object.entries(capabilities).filter(([, present]) => !present);
  throw new InvalidInputError({
    field: 'capabilities',
    value: capabilities,
    allowed: `ones with which this deployment can occur; it cannot without ${missing.map(([name]) => name).join(', ')}`,
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
