/** A walk as a recorded history, which `check` reads. */
import { toRequest } from '../../lifecycle';
import { type TakenStep, takenSteps, type Walk } from './walk';

/**
 * Returns the lines of the history that a walk would have been recorded as: each call with its
 * answer, and a reading after each observation that changes something. Pure.
 */
export function recordedHistory(walk: Walk): readonly string[] {
  const steps = takenSteps(walk).slice(0, walk.taken);
  return [
    { capabilities: walk.capabilities },
    ...steps.flatMap(recordedLines),
    ...lastReading(steps),
  ].map((line) => JSON.stringify(line));
}

function recordedLines(step: TakenStep): object[] {
  if (step.kind === 'action') {
    const { httpStatus } = step.answer;
    const code = step.answer.accepted ? {} : { error_code: step.answer.error.error_code };
    return [{ call: toRequest(step.action), answer: httpStatus, ...code }];
  }
  const { type } = step.observation;
  if (!step.answer.accepted) return [{ note: `The runner reports ${type}, which is stale.` }];
  const note = { note: `The runner reports ${type}.` };
  return step.answer.changed ? [note, readingOf(step)] : [note];
}

/** A history must have a call or a reading. */
function lastReading(steps: readonly TakenStep[]): object[] {
  if (steps.some(({ kind, answer }) => kind === 'action' || answer.accepted)) return [];
  return [{ seen: { deployment_status: 'Stopped', deployment_desired_status: 'Stopped' } }];
}

function readingOf({ after }: TakenStep): object {
  return {
    seen: {
      deployment_status: after.status,
      deployment_desired_status: after.desiredStatus,
      deployment_error: after.error,
    },
  };
}
