/** The next step of one pipeline, for whoever moves it: the reconciler, or an engine. */
import { count, fieldsOf, member, ownField, throwFirst } from '../../input';
import {
  completedBy,
  type Observation,
  parseObservation,
  reconcile,
  type Step,
  type StepType,
} from '../../lifecycle';
import { type Executor, isDeploymentFailedError, type TaskName } from '../executor';
import type { Pipeline } from '../pipeline';

/** The method of the executor that does each step. */
const taskByStep = {
  awaitProvisioned: 'provision',
  activate: 'activate',
  bootstrap: 'bootstrap',
  pause: 'pause',
  resume: 'resume',
  awaitSuspended: 'suspend',
  awaitDeprovisioned: 'deprovision',
} as const satisfies Partial<Record<StepType, TaskName>>;

/** The steps that the executor does. */
type TaskStep = keyof typeof taskByStep;

/** The tasks of the executor. */
export const taskNames: readonly TaskName[] = Object.values(taskByStep);

/** The steps that consist of a report alone, made before the task begins. */
const reportedAtOnce: readonly StepType[] = ['provision', 'suspend', 'deprovision'];

/**
 * The next step of a pipeline. `wait`: there is nothing to do until a user acts. `report`: this is
 * written down before anything is done, so that clients see it. `task`: the executor has to do it.
 */
export type PipelineStep = { readonly generation: number } & (
  | { readonly type: 'wait' }
  | { readonly type: 'report'; readonly observation: Observation }
  | { readonly type: 'task'; readonly task: TaskName }
);

/**
 * Returns the next step of a pipeline; frozen. Pure, and level-triggered: called twice it returns
 * the same step. Throws InvalidDeploymentError for a deployment that cannot occur.
 */
export function stepOf(pipeline: Pipeline): PipelineStep {
  const { deployment } = fieldsOf(pipeline, 'pipeline') as unknown as Pipeline;
  const step = reconcile(deployment);
  const { generation } = step;
  const observation = reportOf(step);
  if (observation !== undefined) return Object.freeze({ type: 'report', generation, observation });
  const task = taskOf(step);
  if (task === undefined) return Object.freeze({ type: 'wait', generation });
  return Object.freeze({ type: 'task', generation, task });
}

/** The surroundings of a step that is performed. */
export interface PerformContext {
  /** Calls the task off; abort it with a TaskCalledOffError. */
  readonly signal: AbortSignal;
  /** The fence of the worker's claim; by default null, if there are no claims. */
  readonly fence?: number | null | undefined;
}

/**
 * Does the next step of a pipeline once. Resolves with the observation that reports it, a failure
 * of the deployment (DeploymentFailedError) among them, or with null if there is nothing to do.
 * Rejects with what the executor rejected with if the step is to be tried again.
 */
export async function perform(
  executor: Executor,
  pipeline: Pipeline,
  context: PerformContext,
): Promise<Observation | null> {
  const { signal, fence = null } = fieldsOf(context, 'context') as unknown as PerformContext;
  const step = stepOf(pipeline);
  if (step.type === 'wait') return null;
  if (step.type === 'report') return step.observation;
  return doTask(executor, pipeline, { signal, fence });
}

/** Has the executor do the task of a pipeline, and returns the observation that reports it. */
export async function doTask(
  executor: Executor,
  { name: pipelineName, id: pipelineId, deployment }: Pipeline,
  { signal, fence }: Required<PerformContext> & { readonly fence: number | null },
): Promise<Observation> {
  const { type, generation } = reconcile(deployment);
  const step = type as TaskStep;
  const task = taskByStep[step];
  try {
    const about = { pipelineName, pipelineId, deployment, signal, fence };
    const answer: unknown = await executor[task](about);
    return observationOf(step, answer, generation);
  } catch (error) {
    // A task that was called off may end in any way, so its failure is not one of the deployment.
    if (signal.aborted) throw error;
    // A deletion cannot fail for good: it is tried again after any error.
    const isFinal = isDeploymentFailedError(error) && step !== 'awaitDeprovisioned';
    if (isFinal) return parseObservation({ type: 'failed', error: error.error, generation });
    // In events, null says that there was no error.
    throw error ?? new Error(`${task} was rejected with ${error}.`);
  }
}

/** The observation that reports an answer. Throws InvalidInputError: executors may be untyped. */
function observationOf(step: TaskStep, answer: unknown, generation: number): Observation {
  if (step === 'awaitSuspended') {
    const checkpoint = ownField(answer, 'checkpoint');
    throwFirst(count('checkpoint', checkpoint));
    return Object.freeze({ type: 'suspended', checkpoint: checkpoint as number, generation });
  }
  // Only a step with several outcomes depends on the answer.
  const type = completedBy[step].length > 1 ? answer : completedBy[step][0];
  throwFirst(member(`the answer of ${taskByStep[step]}`, type, completedBy[step]));
  return Object.freeze({ type, generation } as Observation);
}

/** Returns the method of the executor that does this step; undefined if it does not. Pure. */
export function taskOf({ type }: Step): TaskName | undefined {
  return taskByStep[type as TaskStep];
}

/** Returns the observation that this step consists of; undefined if there is more to do. Pure. */
export function reportOf({ type, generation }: Step): Observation | undefined {
  if (!reportedAtOnce.includes(type)) return undefined;
  return Object.freeze({ type: completedBy[type][0], generation } as Observation);
}
