/** `explain`: decides one action in one deployment, and says by which rule. */

import { InvalidInputError, isInstanceOf } from '../input';
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
  InvalidDeploymentError,
  parseDeployment,
  reachableDeployments,
  sourceOf,
  toRequest,
} from '../lifecycle';
import { fullyStopped, ruleOf } from '../lifecycle/rules';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';

/** The options of `explain`: the data of the deployment, as far as the user has given it. */
export interface ExplainOptions {
  readonly initial?: Deployment['initial'];
  readonly bootstrapPolicy?: Deployment['bootstrapPolicy'];
  readonly approved: boolean;
  readonly error: boolean;
  readonly checkpoint?: number;
  readonly json: boolean;
}

/**
 * Prints the decision, its rule and the quote. Throws InvalidInputError if no such deployment can
 * occur.
 */
export function runExplain(
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
      `${paint(io, 'bold', toRequest(action))} in ${situationText(deployment)}`,
      paint(io, color, verdictLine(decision)),
      ...(decision.accepted
        ? changeLines(deployment, decision.deployment)
        : errorBodyLines(decision.error)),
      `Rule ${rule.id}: ${rule.statement}`,
      `Source: ${sourceOf(rule)}`,
      '',
    ].join('\n'),
  );
  return exit.legal;
}

/** Finds the simplest deployment that can occur and fits the options; the rest has its defaults. */
function deploymentLike(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
  capabilities: Capabilities,
  options: ExplainOptions,
): Deployment {
  const { initial, bootstrapPolicy, approved, error, checkpoint } = options;
  const find = (present: Capabilities) =>
    mostUsual(
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
  const found = find(capabilities);
  if (found !== undefined) return parseDeployment({ ...found, checkpoint: checkpoint ?? null });
  if (find(fullCapabilities) === undefined) throw impossible(status, desiredStatus, options);
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  throw new InvalidInputError({
    field: '--without',
    value: missing.join(', '),
    allowed: `left out: such a deployment cannot occur without ${missing.join(', ')}`,
  });
}

/** Returns the deployment with the default parameters of start, if there is one. */
function mostUsual(deployments: readonly Deployment[]): Deployment | undefined {
  const { initial, bootstrapPolicy } = actions.start.parameters;
  const usual = deployments.filter((each) => each.initial === initial.default);
  const likely = usual.length > 0 ? usual : deployments;
  return likely.find((each) => each.bootstrapPolicy === bootstrapPolicy.default) ?? likely[0];
}

/** Returns an error that names the rules by which there is no such deployment. */
function impossible(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus,
  { initial, bootstrapPolicy, approved, error, checkpoint }: ExplainOptions,
): unknown {
  const isIdle = status === 'Stopping' || fullyStopped({ status, desiredStatus });
  const { parameters } = actions.start;
  const deployment: Deployment = {
    ...createDeployment(),
    status,
    desiredStatus,
    initial: initial ?? (isIdle ? null : parameters.initial.default),
    bootstrapPolicy: bootstrapPolicy ?? (isIdle ? null : parameters.bootstrapPolicy.default),
    bootstrapApproved: approved,
    error: error ? { message: '', error_code: 'PipelineFailed', details: {} } : null,
    checkpoint: checkpoint ?? null,
    generation: 1,
  };
  try {
    parseDeployment(deployment);
  } catch (thrown) {
    if (!isInstanceOf(thrown, InvalidDeploymentError)) return thrown;
    const statements = thrown.problems.map(({ allowed }) => allowed).join(' ');
    const message = `No pipeline can be in ${situationText(deployment)}: ${statements}${pairHint(deployment)}`;
    const [problem] = thrown.problems;
    return problem === undefined ? thrown : new InvalidInputError(problem, message);
  }
  return new Error('Impossible: a deployment that keeps every rule is reachable.');
}

/** Says where to find the pairs of statuses that can occur, if this pair cannot. */
function pairHint({ status, desiredStatus }: Deployment): string {
  const occurs = reachableDeployments(fullCapabilities).some(
    (each) => each.status === status && each.desiredStatus === desiredStatus,
  );
  return occurs ? '' : ' To see the pairs of statuses that can occur: pipeline-lifecycle verdicts';
}

function situationText(deployment: Deployment): string {
  const { status, desiredStatus, initial, bootstrapPolicy } = deployment;
  const { bootstrapApproved, error, checkpoint } = deployment;
  const data = [
    initial === null ? 'no deployment under way' : `initial ${initial}, policy ${bootstrapPolicy}`,
    ...(bootstrapApproved ? ['approved'] : []),
    error === null ? 'no error' : 'error set',
    checkpoint === null ? 'no checkpoint' : `checkpoint ${checkpoint}`,
  ];
  return `status ${status}, desired status ${desiredStatus} (${data.join(', ')})`;
}

function verdictLine(decision: Decision): string {
  return decision.accepted
    ? `Accepted: ${decision.httpStatus}`
    : `Refused: ${decision.httpStatus} ${decision.error.error_code}`;
}

function changeLines(before: Deployment, after: Deployment): string[] {
  const fields = Object.keys(before) as (keyof Deployment)[];
  const changes = fields.filter((field) => before[field] !== after[field]);
  if (changes.length === 0) return ['  Nothing changes.'];
  return changes.map(
    (field) =>
      `  ${field}: ${JSON.stringify(before[field])} becomes ${JSON.stringify(after[field])}`,
  );
}

function errorBodyLines(error: object): string[] {
  return JSON.stringify(error, null, 2)
    .split('\n')
    .map((line) => `  ${line}`);
}
