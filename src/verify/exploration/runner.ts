/**
 * The fair runner: the observations it reports when it does what `reconcile` says and does not
 * fail.
 *
 * Fairness is weak, step by step: if `reconcile` keeps asking for a step, in states that accept the
 * observation that completes it, the runner reports that observation in the end. Until then it may
 * report anything else but a failure, any number of times. Impossible reports need no assumption:
 * the machine answers them as stale.
 */
import { completedBy, type Deployment, type StepType, steps } from '../../lifecycle';
import type { StateSpace, Transition } from './explore';
import { ofThisGeneration } from './transitions';

/** The assumptions about the runner, as a sentence for reports. */
export const fairness =
  'Assumed: users do nothing, nothing fails, and a step that reconcile keeps asking for, in states that accept the observation that completes it, is completed in the end; until then anything else may be reported, any number of times.';

/** The step that the runner is to take; null for a pair of statuses that cannot occur. */
export function runnerStep({
  status,
  desiredStatus,
  bootstrapApproved,
}: Deployment): StepType | null {
  const type = steps[status][desiredStatus] ?? null;
  return type === 'awaitApproval' && bootstrapApproved ? 'bootstrap' : type;
}

/** An observation that the runner may report in one state without failing. */
export interface RunnerMove {
  readonly transition: Transition;
  /** The step of `reconcile` that this observation completes; else null. */
  readonly completes: StepType | null;
}

/** By number of the state: the moves of a runner that does not fail. */
type MovesOfStates = readonly (readonly RunnerMove[])[];

/** Several properties are checked on the same space. */
const movesBySpace = new WeakMap<StateSpace, MovesOfStates>();

/** Returns the moves of a runner that does not fail, by number of the state. */
export function runnerMoves(space: StateSpace): MovesOfStates {
  const known = movesBySpace.get(space);
  if (known !== undefined) return known;
  const moves = space.states.map(({ deployment, number }) => {
    const asked = runnerStep(deployment);
    const applied = (space.transitions[number] as readonly Transition[]).filter(
      (each) => each.accepted && ofThisGeneration(each) && each.event.type !== 'failed',
    );
    return applied.map((transition): RunnerMove => {
      const isDone =
        asked !== null && completedBy[asked].some((type) => type === transition.event.type);
      return { transition, completes: isDone ? asked : null };
    });
  });
  movesBySpace.set(space, moves);
  return moves;
}
