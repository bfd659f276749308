/**
 * Records a script as a history of calls with their answers and of polls. The runner's reports take
 * effect, but are not recorded, as with a real server.
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

/** The style of a line, and the trouble between the caller and the lifecycle. */
export interface LineStyle {
  /** The query of a call includes parameters that have their default. */
  readonly full: boolean;
  /** The error code of a refusal is recorded. */
  readonly withCode: boolean;
  /** A poll records whether there is an error. */
  readonly withError: boolean;
  /** A gateway that does not know the pipeline, or a server that fails before or after deciding. */
  readonly outside: 'none' | 'unknownPipeline' | 'failedBefore' | 'failedAfter';
}

/** One line of a history, before it is written. */
export type HistoryLine = Readonly<Record<string, unknown>>;

/** The lines that a user sees of a script; the styles are applied in turn. Never empty. */
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
  // A history without a call or a poll has no verdict.
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
    ...answerFields(decision, style),
  };
}

function answerFields(decision: Decision, { outside, withCode }: LineStyle): HistoryLine {
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
