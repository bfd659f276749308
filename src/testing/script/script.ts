/**
 * Scripts: the steps of a user and a runner as plain data, to be played on the library or on
 * anything else. A step prints as a line of a scenario script:
 *
 * - `start?initial=paused`: the user calls an action, written as a request.
 * - `saw suspended checkpoint=7 generation=1`: the runner reports an observation.
 * - `# poll`: the user polls.
 * - `without checkpointing`, as the first line: capabilities that the pipeline lacks.
 */
import { readResult } from '../../input';
import {
  type Capabilities,
  type CompleteAction,
  capabilityNames,
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  type Observation,
  type Outcome,
  observe,
  toRequest,
} from '../../lifecycle';
import { block, printing } from './printing';

/** One step of a script. `toString` returns its line. */
export type ScriptStep =
  | { readonly kind: 'call'; readonly action: CompleteAction }
  | { readonly kind: 'report'; readonly observation: Observation }
  | { readonly kind: 'poll' };

/** The steps of a user and a runner, for a pipeline with these capabilities. */
export interface LifecycleScript {
  readonly capabilities: Capabilities;
  readonly steps: readonly ScriptStep[];
  /** The whole as a scenario script. */
  readonly lines: readonly string[];
}

/** A frozen copy of the step, which prints as its line. */
export function scriptStep(step: ScriptStep): ScriptStep {
  return printing({ ...step }, stepLineOf(step));
}

/** A script of these steps, which prints as its lines. */
export function scriptOf(
  capabilities: Capabilities,
  steps: readonly ScriptStep[],
): LifecycleScript {
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  const lines = [
    ...(missing.length === 0 ? [] : [`without ${missing.join(' ')}`]),
    ...steps.map((step) => stepLineOf(step)),
  ];
  Object.freeze(steps);
  return printing({ capabilities, steps, lines: Object.freeze(lines) }, block(lines));
}

/** The line of a report: `saw suspended checkpoint=7`. Of an error it has only the code. */
export function reportLine({ type, ...payload }: Observation): string {
  const words = Object.entries(payload).map(([name, value]: [string, unknown]) => {
    return `${name}=${name === 'error' ? (value as { error_code: string }).error_code : value}`;
  });
  return ['saw', type, ...words].join(' ');
}

/** The line of a poll, which is a comment in a scenario script. */
export const pollStepLine = '# poll';

function stepLineOf(step: ScriptStep): string {
  switch (step.kind) {
    case 'call':
      return toRequest(step.action);
    case 'report':
      return reportLine(step.observation);
    case 'poll':
      return pollStepLine;
  }
}

/** A step that was played, with the deployment before and after it, and its result. */
export type PlayedStep = { readonly before: Deployment; readonly after: Deployment } & (
  | { readonly kind: 'call'; readonly action: CompleteAction; readonly decision: Decision }
  | { readonly kind: 'report'; readonly observation: Observation; readonly outcome: Outcome }
  | { readonly kind: 'poll' }
);

/** Plays one step. Pure. */
export function playStep(
  before: Deployment,
  given: ScriptStep,
  capabilities: Capabilities,
): PlayedStep {
  const step = { ...given };
  switch (step.kind) {
    case 'call': {
      const decision = decide(before, step.action, capabilities);
      return { ...step, before, after: decision.deployment, decision };
    }
    case 'report': {
      const outcome = observe(before, step.observation);
      return { ...step, before, after: outcome.deployment, outcome };
    }
    case 'poll':
      return { ...step, before, after: before };
  }
}

/** Plays a script on a pipeline that was never started. Pure. Throws InvalidInputError. */
export function playScript(script: LifecycleScript): readonly PlayedStep[] {
  return readResult('script', script, 'a script of a user and a runner', playedSteps);
}

function playedSteps({ capabilities, steps }: LifecycleScript): readonly PlayedStep[] {
  let before = createDeployment();
  return steps.map((step) => {
    const played = playStep(before, step, capabilities);
    before = played.after;
    return played;
  });
}
