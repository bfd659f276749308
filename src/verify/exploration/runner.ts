/**
 * The fair runner: what it reports when it does what `reconcile` says, and does not fail.
 *
 * Fairness is weak, step by step: a step that `reconcile` goes on asking for, in states that take the
 * report, is reported done in the end. Until then the runner may report anything else that is no failure, any number of times; that it
 * reports only what happened is not assumed, since the machine refuses what cannot have.
 */
import { completedBy, type Deployment, type StepType, steps } from '../../lifecycle';
import type { StateSpace, Step } from './explore';
import { current } from './situations';

/** What is assumed, for the report. */
export const fairness =
  'Assumed: no action of a user, no failure, and a step that reconcile goes on asking for, where the machine takes the report, is reported done in the end; until then anything else may be reported, any number of times.';

/** The step that the runner is to take, or null for a pair of statuses that cannot occur. */
export function runnerStep({
  status,
  desiredStatus,
  bootstrapApproved,
}: Deployment): StepType | null {
  const type = steps[status][desiredStatus] ?? null;
  return type === 'awaitApproval' && bootstrapApproved ? 'bootstrap' : type;
}

/** What the runner may report in one state, without failing. */
export interface RunnerMove {
  readonly step: Step;
  /** The step of `reconcile` that this reports done, else null. */
  readonly does: StepType | null;
}

/** By number of a state: what the runner may report there, if it does not fail. */
export function runnerMoves({
  states,
  steps: all,
}: StateSpace): readonly (readonly RunnerMove[])[] {
  return states.map(({ deployment, number }) => {
    const asked = runnerStep(deployment);
    const reported = (all[number] as readonly Step[]).filter(
      (step) => step.accepted && current(step) && step.event.type !== 'failed',
    );
    return reported.map((step): RunnerMove => {
      const isDone = asked !== null && completedBy[asked].some((type) => type === step.event.type);
      return { step, does: isDone ? asked : null };
    });
  });
}
