/** One try of one step: the call of the executor, and the observation that reports its result. */
import type { Observation } from '../../lifecycle';
import type { Executor, TaskName } from '../executor';
import { doTask, taskOf } from '../tasks';
import type { Level } from './level';

/** The result of a try. */
export type AttemptResult =
  | { readonly observation: Observation }
  /** It may be tried again. */
  | { readonly error: unknown };

/** Asks the executor to do the step of this level. Never rejects, and never throws. */
export async function attempt(
  executor: Executor,
  { pipeline }: Level,
  signal: AbortSignal,
  fence: number | null,
): Promise<AttemptResult> {
  try {
    return { observation: await doTask(executor, pipeline, { signal, fence }) };
  } catch (error) {
    return { error };
  }
}

/**
 * Returns the task that this step begins, or leads to at once; undefined for steps that only report
 * first, and leave the task for later.
 */
export function taskAheadOf({ step }: Level): TaskName | undefined {
  // A pipeline is claimed once it can be provisioned, so that another may do it until then.
  return step.type === 'provision' ? 'provision' : taskOf(step);
}
