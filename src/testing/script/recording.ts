/**
 * Recording a script as a history: calls with their answers, and what polls have read. What the runner
 * does happens all the same, unseen, as in life.
 */
import {
  actions,
  type CompleteAction,
  capabilityNames,
  createDeployment,
  type Decision,
  type Deployment,
  wireName,
} from '../../lifecycle';
import { type LifecycleScript, playStep } from './script';

/** How a line is written, and what came between the caller and the lifecycle. */
export interface LineStyle {
  /** Whether the query of a call has parameters that are the default. */
  readonly full: boolean;
  /** Whether the error code of a refusal is recorded. */
  readonly withCode: boolean;
  /** Whether a poll has read the error. */
  readonly withError: boolean;
  /** A gateway that knows no such pipeline, or a server that fails before or after it has decided. */
  readonly outside: 'none' | 'unknownPipeline' | 'failedBefore' | 'failedAfter';
}

/** One line of a history, before it is written. */
export type HistoryLine = Readonly<Record<string, unknown>>;

/** What a user sees of a script; the styles are those of the steps, over and over. Never empty. */
export function recorded(
  script: LifecycleScript,
  styles: readonly [LineStyle, ...LineStyle[]],
): readonly HistoryLine[] {
  const { capabilities, steps } = script;
  const lines: HistoryLine[] = [];
  let deployment = createDeployment();
  for (const [index, step] of steps.entries()) {
    const style = styles[index % styles.length] as LineStyle;
    const played = playStep(deployment, step, capabilities);
    if (played.kind === 'poll') lines.push(seenLine(deployment, style));
    if (played.kind === 'call') lines.push(callLine(played.action, played.decision, style));
    const isLost = style.outside === 'unknownPipeline' || style.outside === 'failedBefore';
    if (played.kind !== 'call' || !isLost) deployment = played.after;
  }
  // What has no call and no sighting has no verdict.
  if (lines.length === 0) lines.push(seenLine(deployment, styles[0]));
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  if (missing.length === 0) return lines;
  return [{ capabilities: Object.fromEntries(missing.map((name) => [name, false])) }, ...lines];
}

function callLine(action: CompleteAction, decision: Decision, style: LineStyle): HistoryLine {
  const { type, ...parameters } = action;
  const defaults: Readonly<Record<string, { readonly default: unknown }>> =
    actions[type].parameters;
  const query = Object.entries(parameters)
    .filter(([name, value]) => style.full || value !== defaults[name]?.default)
    .map(([name, value]) => [wireName(name), value]);
  return {
    call: wireName(type),
    ...(query.length > 0 || style.full ? { query: Object.fromEntries(query) } : {}),
    ...answerOf(decision, style),
  };
}

function answerOf(decision: Decision, { outside, withCode }: LineStyle): HistoryLine {
  const refused = (answer: number, code: string) =>
    withCode ? { answer, error_code: code } : { answer };
  switch (outside) {
    case 'unknownPipeline':
      return refused(404, 'UnknownPipelineName');
    case 'failedBefore':
    case 'failedAfter':
      return refused(500, 'InternalError');
    case 'none':
      return decision.accepted
        ? { answer: decision.httpStatus }
        : refused(decision.httpStatus, decision.error.error_code);
  }
}

function seenLine({ status, desiredStatus, error }: Deployment, { withError }: LineStyle) {
  return {
    seen: {
      deployment_status: status,
      deployment_desired_status: desiredStatus,
      ...(withError ? { deployment_error: error === null ? null : true } : {}),
    },
  };
}
