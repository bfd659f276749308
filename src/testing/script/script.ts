/**
 * Scripts: what a user and a runner do, step by step, as plain data that can be played on the library or
 * on anything else. A step prints as a line of a scenario script:
 *
 * - `start?initial=paused`: the user calls, as a request.
 * - `saw suspended checkpoint=7 generation=1`: the runner reports.
 * - `# poll`: the user looks.
 * - `without checkpointing`, as the first line: what the pipeline cannot do.
 */
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
import { block, printing } from './print';

/** One step of a script. `toString` gives its line. */
export type ScriptStep =
  | { readonly kind: 'call'; readonly action: CompleteAction }
  | { readonly kind: 'report'; readonly observation: Observation }
  | { readonly kind: 'poll' };

/** What a user and a runner do to a pipeline with these capabilities. */
export interface LifecycleScript {
  readonly capabilities: Capabilities;
  readonly steps: readonly ScriptStep[];
  /** The whole as a scenario script. */
  readonly lines: readonly string[];
}

/** The step, which prints as its line. */
export function scriptStep(step: ScriptStep): ScriptStep {
  return printing({ ...step }, lineOf(step));
}

/** The script of these steps, which prints as its lines. */
export function scriptOf(
  capabilities: Capabilities,
  steps: readonly ScriptStep[],
): LifecycleScript {
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  const lines = [
    ...(missing.length === 0 ? [] : [`without ${missing.join(' ')}`]),
    ...steps.map((step) => lineOf(step)),
  ];
  Object.freeze(steps);
  return printing({ capabilities, steps, lines: Object.freeze(lines) }, block(lines));
}

/** The line of a report: `saw suspended checkpoint=7`; of an error, its code. */
export function reportLine({ type, ...payload }: Observation): string {
  const words = Object.entries(payload).map(([name, value]: [string, unknown]) => {
    return `${name}=${name === 'error' ? (value as { error_code: string }).error_code : value}`;
  });
  return ['saw', type, ...words].join(' ');
}

/** The line of a poll, which a scenario script takes for prose. */
export const pollLine = '# poll';

function lineOf(step: ScriptStep): string {
  switch (step.kind) {
    case 'call':
      return toRequest(step.action);
    case 'report':
      return reportLine(step.observation);
    case 'poll':
      return pollLine;
  }
}

/** A step that was played: what was before it, and what came of it; null for a poll. */
export type PlayedStep = { readonly before: Deployment; readonly after: Deployment } & (
  | { readonly kind: 'call'; readonly action: CompleteAction; readonly decision: Decision }
  | { readonly kind: 'report'; readonly observation: Observation; readonly outcome: Outcome }
  | { readonly kind: 'poll' }
);

/** What comes of one step. Pure. */
export function playStep(
  before: Deployment,
  step: ScriptStep,
  capabilities: Capabilities,
): PlayedStep {
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

/** Plays a script on a pipeline that was never started. Pure. */
export function playScript({ capabilities, steps }: LifecycleScript): readonly PlayedStep[] {
  let before = createDeployment();
  return steps.map((step) => {
    const played = playStep(before, step, capabilities);
    before = played.after;
    return played;
  });
}
