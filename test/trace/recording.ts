/**
 * Histories as a recorder would write them: random walks of one real deployment.
 *
 * A script is plain data, so that fast-check can shrink it; `record` plays it. Observations of the
 * runner change the deployment but are not recorded, as in real life.
 */
import fc from 'fast-check';
import {
  type Action,
  type ActionType,
  actions,
  actionTypes,
  type Capabilities,
  type Capability,
  type CompleteAction,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  observe,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/every-observation';
import type { Observation } from '../../src/lifecycle/observation';
import type { DeploymentStatus, DesiredStatus } from '../../src/lifecycle/statuses';

/** A call and its answer. */
export interface RecordedCall {
  readonly action: CompleteAction;
  readonly answer: number;
  readonly errorCode?: string | undefined;
  /** True if the query has only the values that differ from the defaults. */
  readonly terse: boolean;
}

/** The reading of a poll. */
export interface RecordedReading {
  readonly status: DeploymentStatus;
  readonly desiredStatus: DesiredStatus;
  /** True if an error was set; undefined if that is not recorded. */
  readonly error?: boolean | undefined;
}

/** One line of a history, before it is written. */
export type Recorded = RecordedCall | RecordedReading;

/** One step of a script. */
type ScriptStep =
  | {
      readonly kind: 'call';
      readonly action: CompleteAction;
      readonly withCode: boolean;
      readonly terse: boolean;
      /** A failure between the caller and the lifecycle, if any. */
      readonly outside: 'none' | 'unknownPipeline' | 'failedBefore' | 'failedAfter';
    }
  | { readonly kind: 'report'; readonly choice: number }
  | { readonly kind: 'message'; readonly observation: Observation; readonly late: boolean }
  | { readonly kind: 'poll'; readonly withError: boolean };

/** A script of a recording: capabilities and steps. */
export interface Script {
  readonly capabilities: Capabilities;
  readonly steps: readonly ScriptStep[];
}

const anyAction = fc
  .constantFrom(...actionTypes)
  .chain((type) => fc.constantFrom(...everyAction.filter((action) => action.type === type)));

const anyStep: fc.Arbitrary<ScriptStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      action: anyAction,
      withCode: fc.boolean(),
      terse: fc.boolean(),
      outside: fc.oneof(
        { weight: 12, arbitrary: fc.constant('none' as const) },
        fc.constantFrom(
          'unknownPipeline' as const,
          'failedBefore' as const,
          'failedAfter' as const,
        ),
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('report' as const), choice: fc.nat(20) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      observation: fc.constantFrom(...everyObservation),
      late: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('poll' as const), withError: fc.boolean() }),
  },
);

const mostlyTrue = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false));

/** Scripts of up to 40 steps for pipelines that sometimes lack a capability. */
export const anyScript: fc.Arbitrary<Script> = fc.record({
  capabilities: fc.record({
    checkpointing: mostlyTrue,
    suspendable: mostlyTrue,
    standby: mostlyTrue,
  } satisfies Record<Capability, unknown>),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 40, size: 'max' }),
});

/** Plays a script on a pipeline that was never started, and records what a user can see. */
export function record({ capabilities, steps }: Script): Recorded[] {
  const recorded: Recorded[] = [];
  let deployment = createDeployment();
  for (const step of steps) {
    switch (step.kind) {
      case 'call': {
        const { action, terse } = step;
        const decision = decide(deployment, action, capabilities);
        const answer = answered(decision, step);
        recorded.push({ action, terse, ...answer });
        if (step.outside === 'none' || step.outside === 'failedAfter') {
          deployment = decision.deployment;
        }
        break;
      }
      case 'report': {
        const reports = progressOf(deployment);
        const report = reports[step.choice % Math.max(reports.length, 1)];
        if (report !== undefined) deployment = observe(deployment, report).deployment;
        break;
      }
      case 'message': {
        const { generation } = deployment;
        const earlier = { ...step.observation, generation: Math.max(generation - 1, 0) };
        deployment = observe(deployment, step.late ? earlier : step.observation).deployment;
        break;
      }
      case 'poll':
        recorded.push(seen(deployment, step.withError));
    }
  }
  // A history without a call and a reading has no verdict.
  return recorded.length > 0 ? recorded : [seen(deployment, true)];
}

function answered(
  decision: ReturnType<typeof decide>,
  { outside, withCode }: Extract<ScriptStep, { kind: 'call' }>,
): Pick<RecordedCall, 'answer' | 'errorCode'> {
  switch (outside) {
    case 'unknownPipeline':
      return { answer: 404, errorCode: withCode ? 'UnknownPipelineName' : undefined };
    case 'failedBefore':
    case 'failedAfter':
      return { answer: 500, errorCode: withCode ? 'InternalError' : undefined };
    case 'none': {
      const code = decision.accepted ? undefined : decision.error.error_code;
      return { answer: decision.httpStatus, errorCode: withCode ? code : undefined };
    }
  }
}

/** The observations that would change the deployment here. */
function progressOf(deployment: Deployment): Observation[] {
  return everyObservation.filter((observation) => {
    const outcome = observe(deployment, observation);
    return outcome.accepted && outcome.changed;
  });
}

function seen({ status, desiredStatus, error }: Deployment, withError: boolean): RecordedReading {
  return { status, desiredStatus, error: withError ? error !== null : undefined };
}

/** The first line of a history, with capabilities. */
export function capabilitiesLine(capabilities: Partial<Capabilities>): string {
  return JSON.stringify({ capabilities });
}

/** The line of a call or a reading. */
export function lineOf(recorded: Recorded): string {
  if ('action' in recorded) {
    const { action, answer, errorCode, terse } = recorded;
    return JSON.stringify({ ...requestOf(action, terse), answer, error_code: errorCode });
  }
  const { status, desiredStatus, error } = recorded;
  return JSON.stringify({
    seen: {
      deployment_status: status,
      deployment_desired_status: desiredStatus,
      deployment_error: error === undefined ? undefined : error || null,
    },
  });
}

const wireNames: Readonly<Record<string, string>> = {
  bootstrapPolicy: 'bootstrap_policy',
  dismissError: 'dismiss_error',
};

// Written out, because the checker itself relies on `toRequest`.
function requestOf({ type, ...parameters }: CompleteAction, terse: boolean) {
  const defaults: Readonly<Record<string, { readonly default: unknown }>> =
    actions[type].parameters;
  const query = Object.entries(parameters)
    .filter(([name, value]) => !terse || value !== defaults[name]?.default)
    .map(([name, value]) => [wireNames[name] ?? name, value]);
  const call = wireNames[type] ?? type;
  return terse && query.length === 0 ? { call } : { call, query: Object.fromEntries(query) };
}

/** The line of a call, for histories written by hand. */
export function call<Type extends ActionType>(
  action: Action<Type> | Type,
  answer = 202,
  errorCode?: string,
): string {
  const { type, ...parameters } = typeof action === 'string' ? { type: action } : action;
  const query = Object.entries(parameters).map(([name, value]) => [wireNames[name] ?? name, value]);
  return JSON.stringify({
    call: wireNames[type] ?? type,
    query: Object.fromEntries(query),
    answer,
    error_code: errorCode,
  });
}

/** The line of a poll, for histories written by hand. */
export function poll(
  status: DeploymentStatus,
  desiredStatus: DesiredStatus = status as DesiredStatus,
  error?: boolean,
): string {
  return lineOf({ status, desiredStatus, error });
}
