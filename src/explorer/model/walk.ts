/**
 * A walk: what a user asked and what the runner reported, one after the other, from a pipeline that
 * was never started.
 *
 * Only the events are kept. Whatever else the page shows is what the lifecycle says of them, so a
 * walk means the same for any capabilities: an event that is refused then changes nothing.
 */
import {
  type Capabilities,
  type CompleteAction,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  fullCapabilities,
  type Observation,
  type Outcome,
  observe,
} from '../../lifecycle';

/** An action of the user, or an observation of the runner. */
export type WalkStep =
  | { readonly kind: 'action'; readonly action: CompleteAction }
  | { readonly kind: 'observation'; readonly observation: Observation };

/** The steps of a walk, and the place in them that is shown. */
export interface Walk {
  readonly capabilities: Capabilities;
  readonly steps: readonly WalkStep[];
  /** How many steps are taken; those behind it are kept until another one is taken. */
  readonly taken: number;
}

/** A step with the answer to it, and the deployments before and after. */
export type TakenStep = { readonly before: Deployment; readonly after: Deployment } & (
  | { readonly kind: 'action'; readonly action: CompleteAction; readonly answer: Decision }
  | { readonly kind: 'observation'; readonly observation: Observation; readonly answer: Outcome }
);

/** The most steps of a walk, so that its address stays one that programs accept. */
export const stepsMax = 200;

/** A walk that has not begun. */
export const newWalk: Walk = Object.freeze({
  capabilities: fullCapabilities,
  steps: Object.freeze([]),
  taken: 0,
});

/** The error of every failure in a walk: only that there is one makes a difference. */
export const failure = Object.freeze({
  message: 'The pipeline failed.',
  error_code: 'PipelineFailed',
  details: Object.freeze({}),
});

/** Returns every step of a walk with the answer to it. Pure. */
export function takenSteps({ steps, capabilities }: Walk): readonly TakenStep[] {
  let before = createDeployment();
  return steps.map((step) => {
    const taken = takeStep(step, before, capabilities);
    before = taken.after;
    return taken;
  });
}

function takeStep(step: WalkStep, before: Deployment, capabilities: Capabilities): TakenStep {
  if (step.kind === 'action') {
    const answer = decide(before, step.action, capabilities);
    return { ...step, answer, before, after: answer.deployment };
  }
  const answer = observe(before, step.observation);
  return { ...step, answer, before, after: answer.deployment };
}

/** Returns the deployment at the place that is shown. Pure. */
export function deploymentOf(walk: Walk): Deployment {
  return takenSteps(walk)[walk.taken - 1]?.after ?? createDeployment();
}

/** Returns the walk with a further step in place of those behind; itself if it is full. Pure. */
export function extended(walk: Walk, step: WalkStep): Walk {
  if (walk.taken >= stepsMax) return walk;
  const steps = [...walk.steps.slice(0, walk.taken), step];
  return { ...walk, steps, taken: steps.length };
}
