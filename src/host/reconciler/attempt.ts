/** One try of one step: the call of the executor, and the observation that reports its result. */

import { count, member, ownField, throwFirst } from '../../input';
import { completedBy, type Observation, parseObservation, type StepType } from '../../lifecycle';
import { type Executor, isDeploymentFailedError, type TaskName } from '../executor';
import type { Level } from './level';

/** The method of the executor that does each step. */
const taskNameByStep = {
  awaitProvisioned: 'provision',
  activate: 'activate',
  bootstrap: 'bootstrap',
  pause: 'pause',
  resume: 'resume',
  awaitSuspended: 'suspend',
  awaitDeprovisioned: 'deprovision',
} as const satisfies Partial<Record<StepType, TaskName>>;

/** The steps that the executor does. */
type TaskStep = keyof typeof taskNameByStep;

/** The tasks of the executor. */
export const taskNames: readonly TaskName[] = Object.values(taskNameByStep);

/**
 * Returns the task that this step begins, or leads to at once; undefined for steps that only report
 * first, and leave the task for later.
 */
export function taskAheadOf({ step }: Level): TaskName | undefined {
  // A pipeline is claimed once it can be provisioned, so that another may do it until then.
  if (step.type === 'provision') return 'provision';
  return taskNameByStep[step.type as TaskStep];
}

/** Returns the method of the executor that does this step. */
export function taskNameOf({ step }: Level): TaskName {
  return taskNameByStep[step.type as TaskStep];
}

/** The result of a try. */
export type AttemptResult =
  | { readonly observation: Observation }
  /** It may be tried again. */
  | { readonly error: unknown };

/** Asks the executor to do the step of this level. Never rejects, and never throws. */
export async function attempt(
  executor: Executor,
  level: Level,
  signal: AbortSignal,
  fence: number | null,
): Promise<AttemptResult> {
  const { pipeline, step } = level;
  const type = step.type as TaskStep;
  const { name: pipelineName, id: pipelineId, deployment } = pipeline;
  const { generation } = step;
  try {
    const task = { pipelineName, pipelineId, deployment, signal, fence };
    const answer: unknown = await executor[taskNameOf(level)](task);
    return { observation: observationOf(type, answer, generation) };
  } catch (error) {
    // A task that was called off may end in any way, so its failure is not one of the deployment.
    if (signal.aborted) return { error };
    // In events, null says that there was no error.
    const told = error ?? new Error(`${taskNameOf(level)} was rejected with ${error}.`);
    return failedAttempt(type, told, generation);
  }
}

/** The observation that reports an answer. Throws InvalidInputError: executors may be untyped. */
function observationOf(step: TaskStep, answer: unknown, generation: number): Observation {
  const answered = `the answer of ${taskNameByStep[step]}`;
  if (step === 'awaitSuspended') {
    const checkpoint = ownField(answer, 'checkpoint');
    throwFirst(count('checkpoint', checkpoint));
    return Object.freeze({ type: 'suspended', checkpoint: checkpoint as number, generation });
  }
  // Only a step with several outcomes depends on the answer.
  const type = completedBy[step].length > 1 ? answer : completedBy[step][0];
  throwFirst(member(answered, type, completedBy[step]));
  return Object.freeze({ type, generation } as Observation);
}

function failedAttempt(step: TaskStep, error: unknown, generation: number): AttemptResult {
  // A deletion cannot fail for good: it is tried again after any error.
  if (!isDeploymentFailedError(error) || step === 'awaitDeprovisioned') return { error };
  try {
    return { observation: parseObservation({ type: 'failed', error: error.error, generation }) };
  } catch (problem) {
    return { error: problem };
  }
}

/** The steps that consist of a report alone, made before the next step begins. */
const claims: readonly StepType[] = ['provision', 'suspend', 'deprovision'];

/**
 * Returns the observation that this step consists of; undefined if the executor does the step.
 * Pure.
 */
export function claimedObservation({ step }: Level): Observation | undefined {
  const { type, generation } = step;
  if (!claims.includes(type)) return undefined;
  return Object.freeze({ type: completedBy[type][0], generation } as Observation);
}
