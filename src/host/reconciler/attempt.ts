/** One try of one step: what the executor is asked for, and the observation that reports its answer. */

import { member, throwFirst } from '../../input';
import { completedBy, type Observation, parseObservation, type StepType } from '../../lifecycle';
import { type Executor, isDeploymentFailedError } from '../executor';
import type { Level } from './level';

/** The steps that the executor does. */
type TaskStep =
  | 'awaitProvisioned'
  | 'activate'
  | 'bootstrap'
  | 'pause'
  | 'resume'
  | 'awaitSuspended'
  | 'awaitDeprovisioned';

/** The method that does each of them. */
const methodOf = {
  awaitProvisioned: 'provision',
  activate: 'activate',
  bootstrap: 'bootstrap',
  pause: 'pause',
  resume: 'resume',
  awaitSuspended: 'suspend',
  awaitDeprovisioned: 'deprovision',
} as const satisfies Record<TaskStep, keyof Executor>;

/** What a try has come to. */
export type Ended =
  | { readonly observation: Observation }
  /** It may be tried again. */
  | { readonly error: unknown };

/** Asks the executor to do the step of this level. Never rejects, and never throws. */
export async function attempt(
  executor: Executor,
  { pipeline, step }: Level,
  signal: AbortSignal,
): Promise<Ended> {
  const type = step.type as TaskStep;
  const { name: pipelineName, deployment } = pipeline;
  const { generation } = step;
  try {
    const answer: unknown = await executor[methodOf[type]]({ pipelineName, deployment, signal });
    return { observation: observationOf(type, answer, generation) };
  } catch (error) {
    return whatFailed(type, error, generation);
  }
}

/** What an answer reports. Throws InvalidInputError: executors are written in other languages, too. */
function observationOf(step: TaskStep, answer: unknown, generation: number): Observation {
  const comesUp = completedBy[step].length > 1;
  const type = comesUp ? answer : completedBy[step][0];
  throwFirst(member(`the answer of ${methodOf[step]}`, type, completedBy[step]));
  if (step !== 'awaitSuspended') return parseObservation({ type, generation });
  const { checkpoint }: { readonly checkpoint?: unknown } = Object(answer);
  return parseObservation({ type, checkpoint, generation });
}

function whatFailed(step: TaskStep, error: unknown, generation: number): Ended {
  // What is being deleted cannot fail any more than it has: it is tried again, as after any error.
  if (!isDeploymentFailedError(error) || step === 'awaitDeprovisioned') return { error };
  try {
    return { observation: parseObservation({ type: 'failed', error: error.error, generation }) };
  } catch (problem) {
    return { error: problem };
  }
}

/** The steps that are but a report, made before the next step begins. */
const claims: readonly StepType[] = ['provision', 'suspend', 'deprovision'];

/** The observation that this step consists of; undefined where the executor does it. Pure. */
export function claimOf({ step: { type, generation } }: Level): Observation | undefined {
  return claims.includes(type)
    ? parseObservation({ type: completedBy[type][0], generation })
    : undefined;
}
