/** The public types, as exact as they are promised. Checked by the compiler; nothing here runs. */
import {
  type AcceptedDecision,
  type Action,
  type ActionType,
  type AppliedOutcome,
  actionTypes,
  type BootstrapPolicy,
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Decision,
  type Deployment,
  type DeploymentStatus,
  type DesiredStatus,
  decide,
  deploymentStatuses,
  desiredStatuses,
  type ErrorCode,
  type ErrorDetails,
  type ErrorResponse,
  explain,
  fullCapabilities,
  type Initial,
  InvalidDeploymentError,
  InvalidInputError,
  type Observation,
  type ObservationType,
  type Outcome,
  observationTypes,
  observe,
  type Problem,
  parseAction,
  parseDeployment,
  parseObservation,
  type RefusalBody,
  type RefusedDecision,
  type ResourcesDesiredStatus,
  type ResourcesStatus,
  type Rule,
  type RuleId,
  reconcile,
  rules,
  type StaleOutcome,
  type Step,
  type StepType,
  unknownPipelineName,
  type Verdict,
  verdicts,
  withPipelineName,
} from 'pipeline-lifecycle';
import {
  checkHistory,
  HistoryChecker,
  type HistoryReport,
  type OverlapWindow,
  type Undecided,
  type Violation,
} from 'pipeline-lifecycle/trace';
import { describe, expectTypeOf, test } from 'vitest';

type DeepReadonly<Value> = Value extends (...args: never) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

declare const deployment: Deployment;
declare const decision: Decision;
declare const outcome: Outcome;
declare const step: Step;
declare const error: ErrorResponse;

describe('vocabulary', () => {
  test('the deployment statuses are exactly eight', () => {
    expectTypeOf<DeploymentStatus>().toEqualTypeOf<
      | 'Stopped'
      | 'Provisioning'
      | 'Standby'
      | 'AwaitingApproval'
      | 'Running'
      | 'Paused'
      | 'Suspending'
      | 'Stopping'
    >();
    expectTypeOf(deploymentStatuses).toEqualTypeOf<readonly DeploymentStatus[]>();
  });

  test('the desired statuses are exactly five', () => {
    expectTypeOf<DesiredStatus>().toEqualTypeOf<
      'Stopped' | 'Suspended' | 'Standby' | 'Paused' | 'Running'
    >();
    expectTypeOf(desiredStatuses).toEqualTypeOf<readonly DesiredStatus[]>();
  });

  test('the actions are exactly seven, the observations exactly eleven', () => {
    expectTypeOf<ActionType>().toEqualTypeOf<
      'start' | 'stop' | 'pause' | 'resume' | 'activate' | 'approve' | 'dismissError'
    >();
    expectTypeOf<ObservationType>().toEqualTypeOf<
      | 'provisioning'
      | 'standby'
      | 'awaitingApproval'
      | 'paused'
      | 'running'
      | 'suspending'
      | 'suspended'
      | 'stopping'
      | 'failed'
      | 'deprovisioned'
      | 'checkpointed'
    >();
    expectTypeOf(actionTypes).toEqualTypeOf<readonly ActionType[]>();
    expectTypeOf(observationTypes).toEqualTypeOf<readonly ObservationType[]>();
  });

  test('the parameters and capabilities are exactly those documented', () => {
    expectTypeOf<Initial>().toEqualTypeOf<'standby' | 'paused' | 'running'>();
    expectTypeOf<BootstrapPolicy>().toEqualTypeOf<'allow' | 'reject' | 'await_approval'>();
    expectTypeOf<Capabilities>().toEqualTypeOf<{
      readonly checkpointing: boolean;
      readonly suspendable: boolean;
      readonly standby: boolean;
    }>();
  });
});

describe('a deployment', () => {
  test('has exactly its fields', () => {
    expectTypeOf<Deployment>().toEqualTypeOf<{
      readonly status: DeploymentStatus;
      readonly desiredStatus: DesiredStatus;
      readonly initial: Initial | null;
      readonly bootstrapPolicy: BootstrapPolicy | null;
      readonly bootstrapApproved: boolean;
      readonly error: ErrorResponse | null;
      readonly checkpoint: number | null;
      readonly generation: number;
    }>();
    expectTypeOf<ErrorResponse>().toEqualTypeOf<{
      readonly message: string;
      readonly error_code: string;
      readonly details: Readonly<Record<string, unknown>>;
    }>();
  });

  test('comes from createDeployment, and from anything by parseDeployment', () => {
    expectTypeOf(createDeployment).toEqualTypeOf<() => Deployment>();
    expectTypeOf(parseDeployment).toEqualTypeOf<(value: unknown) => Deployment>();
  });

  test('is not misspelled', () => {
    // @ts-expect-error: the status is Running.
    ({ ...deployment, status: 'running' }) satisfies Deployment;
    // @ts-expect-error: Suspended is desired, never a status.
    ({ ...deployment, status: 'Suspended' }) satisfies Deployment;
    // @ts-expect-error: Suspending is a status, never desired.
    ({ ...deployment, desiredStatus: 'Suspending' }) satisfies Deployment;
    // @ts-expect-error: a field that is left out.
    decide({ status: 'Stopped', desiredStatus: 'Stopped' }, { type: 'start' });
  });
});

describe('an action', () => {
  test('is exactly one of seven, with exactly its parameters', () => {
    expectTypeOf<Action>().toEqualTypeOf<
      | {
          readonly type: 'start';
          readonly initial?: 'standby' | 'paused' | 'running' | undefined;
          readonly bootstrapPolicy?: 'allow' | 'reject' | 'await_approval' | undefined;
          readonly dismissError?: boolean | undefined;
        }
      | { readonly type: 'stop'; readonly force?: boolean | undefined }
      | { readonly type: 'pause' }
      | { readonly type: 'resume' }
      | { readonly type: 'activate'; readonly initial?: 'paused' | 'running' | undefined }
      | { readonly type: 'approve' }
      | { readonly type: 'dismissError' }
    >();
  });

  test('has every parameter once it is complete', () => {
    expectTypeOf<CompleteAction>().toEqualTypeOf<
      | {
          readonly type: 'start';
          readonly initial: 'standby' | 'paused' | 'running';
          readonly bootstrapPolicy: 'allow' | 'reject' | 'await_approval';
          readonly dismissError: boolean;
        }
      | { readonly type: 'stop'; readonly force: boolean }
      | { readonly type: 'pause' }
      | { readonly type: 'resume' }
      | { readonly type: 'activate'; readonly initial: 'paused' | 'running' }
      | { readonly type: 'approve' }
      | { readonly type: 'dismissError' }
    >();
    expectTypeOf(parseAction).toEqualTypeOf<(value: unknown) => CompleteAction>();
  });

  test('is not misused', () => {
    // @ts-expect-error: no such action.
    decide(deployment, { type: 'restart' });
    // @ts-expect-error: no type.
    decide(deployment, { force: true });
    // @ts-expect-error: no such initial.
    decide(deployment, { type: 'start', initial: 'runing' });
    // @ts-expect-error: nobody activates into standby.
    decide(deployment, { type: 'activate', initial: 'standby' });
    // @ts-expect-error: force is a boolean.
    decide(deployment, { type: 'stop', force: 'true' });
    // @ts-expect-error: pause takes nothing.
    decide(deployment, { type: 'pause', force: true });
    // @ts-expect-error: the parameter of another action.
    decide(deployment, { type: 'stop', initial: 'paused' });
    // @ts-expect-error: an observation is not decided.
    decide(deployment, { type: 'provisioning' });
    // @ts-expect-error: no such capability.
    decide(deployment, { type: 'stop' }, { suspending: true });
  });
});

describe('a decision', () => {
  test('comes from decide, whose capabilities may be left out, each or all', () => {
    expectTypeOf(decide).toEqualTypeOf<
      (deployment: Deployment, action: Action, capabilities?: Partial<Capabilities>) => Decision
    >();
    expectTypeOf(fullCapabilities).toEqualTypeOf<Capabilities>();
  });

  test('is told apart by whether it is accepted', () => {
    if (decision.accepted) {
      expectTypeOf(decision).toEqualTypeOf<AcceptedDecision>();
      expectTypeOf(decision.httpStatus).toEqualTypeOf<202>();
      expectTypeOf(decision.changed).toEqualTypeOf<boolean>();
    } else {
      expectTypeOf(decision).toEqualTypeOf<RefusedDecision>();
      expectTypeOf(decision.httpStatus).toEqualTypeOf<400 | 405 | 501 | 503>();
      expectTypeOf(decision.error).toEqualTypeOf<RefusalBody>();
    }
    expectTypeOf(decision.deployment).toEqualTypeOf<Deployment>();
  });

  test('is told apart by its HTTP status too', () => {
    if (decision.httpStatus === 202) expectTypeOf(decision).toEqualTypeOf<AcceptedDecision>();
    else expectTypeOf(decision).toEqualTypeOf<RefusedDecision>();
  });

  test('has exactly its fields', () => {
    expectTypeOf<keyof AcceptedDecision>().toEqualTypeOf<
      'accepted' | 'httpStatus' | 'changed' | 'deployment' | 'rule'
    >();
    expectTypeOf<keyof RefusedDecision>().toEqualTypeOf<
      'accepted' | 'httpStatus' | 'deployment' | 'error' | 'rule'
    >();
    expectTypeOf<AcceptedDecision['rule'] | RefusedDecision['rule']>().toExtend<RuleId>();
    expectTypeOf<AcceptedDecision['rule'] & RefusedDecision['rule']>().toBeNever();
  });

  test('is refused with a body as on the wire, its code one of those documented', () => {
    expectTypeOf<RefusalBody>().toExtend<ErrorResponse>();
    expectTypeOf<RefusalBody['error_code']>().toEqualTypeOf<ErrorCode>();
    expectTypeOf<ErrorCode>().toEqualTypeOf<
      | 'IllegalPipelineAction'
      | 'CannotStartWithUndismissedError'
      | 'InitialImmutableUnlessStopped'
      | 'BootstrapPolicyImmutableUnlessStopped'
      | 'InitialStandbyNotAllowed'
      | 'EnterpriseFeature'
      | 'UnsupportedPipelineAction'
      | 'PipelineInteractionNotDeployed'
      | 'InvalidTransition'
      | 'DismissErrorRestrictedToFullyStopped'
    >();
  });

  test('has the details that its error code tells', () => {
    expectTypeOf<keyof ErrorDetails>().toEqualTypeOf<ErrorCode>();
    for (const { decision } of verdicts(deployment)) {
      if (decision.accepted) continue;
      const { error } = decision;
      // @ts-expect-error: not every code has a hint.
      error.details.hint;
      switch (error.error_code) {
        case 'IllegalPipelineAction':
          expectTypeOf(error).toEqualTypeOf<RefusalBody<'IllegalPipelineAction'>>();
          expectTypeOf(error.details).toEqualTypeOf<{
            readonly status: DeploymentStatus | ResourcesStatus;
            readonly current_desired_status: DesiredStatus | ResourcesDesiredStatus;
            readonly new_desired_status: DesiredStatus | ResourcesDesiredStatus;
            readonly hint: string;
          }>();
          break;
        case 'InitialImmutableUnlessStopped':
          expectTypeOf(error.details.new_initial).toEqualTypeOf<Initial>();
          break;
        case 'EnterpriseFeature':
          expectTypeOf(error.details).toEqualTypeOf<{ readonly feature: 'checkpointing' }>();
          // @ts-expect-error: it has no hint.
          error.details.hint;
          break;
        case 'UnsupportedPipelineAction':
          expectTypeOf(error.details.action).toEqualTypeOf<ActionType>();
          expectTypeOf(error.details.reason).toEqualTypeOf<string>();
          break;
        case 'PipelineInteractionNotDeployed':
          // @ts-expect-error: only the host knows the name of the pipeline.
          error.details.pipeline_name;
          expectTypeOf(withPipelineName(error, 'orders').details).toEqualTypeOf<{
            readonly pipeline_name: string;
            readonly status: ResourcesStatus;
            readonly desired_status: ResourcesDesiredStatus;
          }>();
          break;
        case 'InvalidTransition':
          expectTypeOf(error.details.desired_status).toEqualTypeOf<DesiredStatus>();
          expectTypeOf(withPipelineName(error, 'orders')).toEqualTypeOf(error);
          break;
      }
      expectTypeOf(error.error_code).toEqualTypeOf<ErrorCode>();
      expectTypeOf(withPipelineName(error, 'orders')).toExtend<ErrorResponse>();
    }
    expectTypeOf(unknownPipelineName('orders').error_code).toEqualTypeOf<'UnknownPipelineName'>();
    // Of an error that a runner reported, nobody knows the code.
    expectTypeOf(withPipelineName(error, 'orders')).toEqualTypeOf<ErrorResponse>();
  });

  test('gives an error only if it is refused, a change only if it is accepted', () => {
    // @ts-expect-error: it may be accepted.
    decision.error;
    // @ts-expect-error: it may be refused.
    decision.changed;
    // @ts-expect-error: an accepted decision has no error.
    if (decision.accepted) decision.error;
    // @ts-expect-error: no decision answers 200.
    decision.httpStatus === 200;
  });
});

describe('an observation', () => {
  type Plain = 'type' | 'generation';

  test('carries a checkpoint, an error or nothing, as its type says', () => {
    expectTypeOf<Observation<'suspended'>['checkpoint']>().toEqualTypeOf<number>();
    expectTypeOf<Observation<'checkpointed'>['checkpoint']>().toEqualTypeOf<number>();
    expectTypeOf<Observation<'failed'>['error']>().toEqualTypeOf<ErrorResponse>();
    expectTypeOf<keyof Observation<'suspended'>>().toEqualTypeOf<Plain | 'checkpoint'>();
    expectTypeOf<keyof Observation<'checkpointed'>>().toEqualTypeOf<Plain | 'checkpoint'>();
    expectTypeOf<keyof Observation<'failed'>>().toEqualTypeOf<Plain | 'error'>();
    expectTypeOf<keyof Observation<'running'>>().toEqualTypeOf<Plain>();
    expectTypeOf<Observation['type']>().toEqualTypeOf<ObservationType>();
    expectTypeOf<Observation['generation']>().toEqualTypeOf<number | undefined>();
  });

  test('is told apart by its type', () => {
    const observation = parseObservation(null);
    expectTypeOf(observation).toEqualTypeOf<Observation>();
    if (observation.type === 'failed') {
      expectTypeOf(observation.error).toEqualTypeOf<ErrorResponse>();
    }
    if (observation.type === 'suspended' || observation.type === 'checkpointed') {
      expectTypeOf(observation.checkpoint).toEqualTypeOf<number>();
    }
  });

  test('may name its generation', () => {
    observe(deployment, { type: 'running' });
    observe(deployment, { type: 'running', generation: 1 });
    observe(deployment, { type: 'running', generation: undefined });
    observe(deployment, { type: 'suspended', checkpoint: 7, generation: 1 });
    observe(deployment, { type: 'failed', error });
  });

  test('is not misused', () => {
    // @ts-expect-error: no such observation.
    observe(deployment, { type: 'crashed' });
    // @ts-expect-error: suspended needs a checkpoint.
    observe(deployment, { type: 'suspended' });
    // @ts-expect-error: checkpointed needs a checkpoint.
    observe(deployment, { type: 'checkpointed' });
    // @ts-expect-error: failed needs an error.
    observe(deployment, { type: 'failed' });
    // @ts-expect-error: an error is one as on the wire.
    observe(deployment, { type: 'failed', error: new Error() });
    // @ts-expect-error: running carries nothing.
    observe(deployment, { type: 'running', checkpoint: 7 });
    // @ts-expect-error: suspended carries no error.
    observe(deployment, { type: 'suspended', checkpoint: 7, error });
    // @ts-expect-error: an action is not observed.
    observe(deployment, { type: 'start' });
  });
});

describe('an outcome', () => {
  test('comes from observe', () => {
    expectTypeOf(observe).toEqualTypeOf<
      (deployment: Deployment, observation: Observation) => Outcome
    >();
  });

  test('is told apart by whether it is accepted', () => {
    if (outcome.accepted) {
      expectTypeOf(outcome).toEqualTypeOf<AppliedOutcome>();
      expectTypeOf(outcome.changed).toEqualTypeOf<boolean>();
    } else {
      expectTypeOf(outcome).toEqualTypeOf<StaleOutcome>();
      expectTypeOf(outcome.reason).toEqualTypeOf<string>();
    }
    expectTypeOf(outcome.deployment).toEqualTypeOf<Deployment>();
  });

  test('has exactly its fields', () => {
    expectTypeOf<keyof AppliedOutcome>().toEqualTypeOf<
      'accepted' | 'changed' | 'deployment' | 'rule'
    >();
    expectTypeOf<keyof StaleOutcome>().toEqualTypeOf<
      'accepted' | 'deployment' | 'reason' | 'rule'
    >();
    expectTypeOf<AppliedOutcome['rule'] | StaleOutcome['rule']>().toExtend<RuleId>();
    expectTypeOf<StaleOutcome['rule']>().toExtend<`${string}.stale`>();
  });

  test('gives a reason only if it is stale, and never an answer', () => {
    // @ts-expect-error: it may be accepted.
    outcome.reason;
    // @ts-expect-error: it may be stale.
    outcome.changed;
    // @ts-expect-error: nobody answers a runner with an HTTP status.
    outcome.httpStatus;
  });
});

describe('a step', () => {
  test('comes from reconcile, and always names its generation', () => {
    expectTypeOf(reconcile).toEqualTypeOf<(deployment: Deployment) => Step>();
    expectTypeOf<Step['generation']>().toEqualTypeOf<number>();
  });

  test('is one of twelve', () => {
    expectTypeOf<StepType>().toEqualTypeOf<
      | 'idle'
      | 'provision'
      | 'awaitProvisioned'
      | 'activate'
      | 'awaitApproval'
      | 'bootstrap'
      | 'pause'
      | 'resume'
      | 'suspend'
      | 'awaitSuspended'
      | 'deprovision'
      | 'awaitDeprovisioned'
    >();
  });

  test('says all that a runner needs to provision, none of it null but the first checkpoint', () => {
    if (step.type !== 'provision') return;
    expectTypeOf(step.initial).toEqualTypeOf<Initial>();
    expectTypeOf(step.bootstrapPolicy).toEqualTypeOf<BootstrapPolicy>();
    expectTypeOf(step.checkpoint).toEqualTypeOf<number | null>();
  });

  test('says what to activate into', () => {
    if (step.type === 'activate') {
      expectTypeOf(step.target).toEqualTypeOf<'Paused' | 'Running'>();
    }
  });

  test('has nothing to say else', () => {
    if (step.type === 'provision' || step.type === 'activate') return;
    expectTypeOf<keyof typeof step>().toEqualTypeOf<'type' | 'generation'>();
  });

  test('is not misused', () => {
    // @ts-expect-error: only provision has an initial.
    step.initial;
    // @ts-expect-error: no such step.
    step.type === 'start';
  });
});

describe('everything handed out is read-only', () => {
  test('the test would notice if it were not', () => {
    expectTypeOf<{ field: string }>().not.toEqualTypeOf<DeepReadonly<{ field: string }>>();
    expectTypeOf<{ readonly list: string[] }>().not.toEqualTypeOf<
      DeepReadonly<{ list: string[] }>
    >();
  });

  test('to any depth', () => {
    expectTypeOf<Deployment>().toEqualTypeOf<DeepReadonly<Deployment>>();
    expectTypeOf<Action>().toEqualTypeOf<DeepReadonly<Action>>();
    expectTypeOf<CompleteAction>().toEqualTypeOf<DeepReadonly<CompleteAction>>();
    expectTypeOf<AcceptedDecision>().toEqualTypeOf<DeepReadonly<AcceptedDecision>>();
    expectTypeOf<RefusedDecision>().toEqualTypeOf<DeepReadonly<RefusedDecision>>();
    expectTypeOf<AppliedOutcome>().toEqualTypeOf<DeepReadonly<AppliedOutcome>>();
    expectTypeOf<StaleOutcome>().toEqualTypeOf<DeepReadonly<StaleOutcome>>();
    expectTypeOf<Verdict>().toEqualTypeOf<DeepReadonly<Verdict>>();
    expectTypeOf<Rule>().toEqualTypeOf<DeepReadonly<Rule>>();
    expectTypeOf<Problem>().toEqualTypeOf<DeepReadonly<Problem>>();
    expectTypeOf<HistoryReport>().toEqualTypeOf<DeepReadonly<HistoryReport>>();
    expectTypeOf<Violation>().toEqualTypeOf<DeepReadonly<Violation>>();
  });

  test('in lists', () => {
    expectTypeOf(verdicts(deployment)).toEqualTypeOf<readonly Verdict[]>();
    // @ts-expect-error: nothing is added to the rules.
    rules.push(rules[0]);
    // @ts-expect-error: nothing is added to the statuses.
    deploymentStatuses.push('Stopped');
  });

  test('field by field', () => {
    // @ts-expect-error: a deployment changes by decide and observe only.
    deployment.status = 'Running';
    // @ts-expect-error: nor is its error edited.
    if (deployment.error) deployment.error.message = '';
    // @ts-expect-error: nor what its error says.
    if (deployment.error) deployment.error.details.hint = '';
    // @ts-expect-error: nor the deployment of a decision.
    decision.deployment = deployment;
    // @ts-expect-error: nor an outcome.
    outcome.accepted = true;
    // @ts-expect-error: nor a step.
    step.generation = 1;
    // @ts-expect-error: nor a step's parameters.
    if (step.type === 'provision') step.initial = 'paused';
    // @ts-expect-error: nor what a pipeline can do.
    fullCapabilities.standby = false;
  });
});

describe('errors', () => {
  test('name the field, the value and what is allowed', () => {
    expectTypeOf<InvalidInputError>().toExtend<Error>();
    expectTypeOf<InvalidInputError['field']>().toEqualTypeOf<string>();
    expectTypeOf<InvalidInputError['value']>().toEqualTypeOf<unknown>();
    expectTypeOf<InvalidInputError['allowed']>().toEqualTypeOf<string>();
  });

  test('that speak of a deployment are caught with the others, and list every problem', () => {
    expectTypeOf<InvalidDeploymentError>().toExtend<InvalidInputError>();
    expectTypeOf<InvalidDeploymentError['problems']>().toEqualTypeOf<readonly Problem[]>();
  });

  test('are told apart by their class', () => {
    const caught: unknown = undefined;
    if (caught instanceof InvalidInputError) expectTypeOf(caught.field).toBeString();
    if (caught instanceof InvalidDeploymentError) {
      expectTypeOf(caught.problems).toEqualTypeOf<readonly Problem[]>();
    }
  });
});

describe('what takes a result takes either kind', () => {
  test('explain', () => {
    expectTypeOf(explain).parameters.toEqualTypeOf<[result: Decision | Outcome]>();
    expectTypeOf(explain).returns.toBeString();
  });
});

describe('histories', () => {
  test('come line by line, at once or as they arrive', () => {
    expectTypeOf(checkHistory)
      .parameter(0)
      .toEqualTypeOf<Iterable<string> | AsyncIterable<string>>();
    expectTypeOf(checkHistory).returns.resolves.toEqualTypeOf<HistoryReport>();
    expectTypeOf(new HistoryChecker().end).returns.toEqualTypeOf<HistoryReport>();
    expectTypeOf(new HistoryChecker().read).returns.toEqualTypeOf<Violation | null>();
  });

  test('begin at one of two places', () => {
    new HistoryChecker({ from: 'new', capabilities: { standby: false } });
    // @ts-expect-error: no such beginning.
    new HistoryChecker({ from: 'start' });
    // @ts-expect-error: no such option.
    new HistoryChecker({ file: 'history.jsonl' });
  });

  test('are legal, or have a violation that names the line', () => {
    expectTypeOf<HistoryReport['verdict']>().toEqualTypeOf<'legal' | 'illegal' | 'undecided'>();
    expectTypeOf<HistoryReport['undecided']>().toEqualTypeOf<Undecided | null>();
    expectTypeOf<Violation['window']>().toEqualTypeOf<OverlapWindow | null>();
    expectTypeOf<HistoryReport['violation']>().toEqualTypeOf<Violation | null>();
    expectTypeOf<Violation['line']>().toEqualTypeOf<number>();
  });
});
