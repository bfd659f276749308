/** The actions that a user can ask for, each with the answer that it would get. */
import {
  type ActionType,
  actionLabel,
  actionTypes,
  type Capabilities,
  type CompleteAction,
  type Deployment,
  type Rule,
  refusals,
  ruleOf,
  toRequest,
  type Verdict,
  verdicts,
} from '../../lifecycle';
import { changesAsText, fieldChanges } from './changes';

/** An action with its parameters, and the answer that it would get. */
export interface OfferedAction {
  readonly action: CompleteAction;
  /** The action as a request: `stop?force=true`. */
  readonly request: string;
  /** The action for people: `Stop now`. */
  readonly label: string;
  readonly accepted: boolean;
  /** The answer in short: `202 Accepted`, `400 IllegalPipelineAction`. */
  readonly answer: string;
  /** The changes of an accepted action, or the message of a refusal. */
  readonly effect: string;
  readonly after: Deployment;
  readonly rule: Rule;
  /** The next thing to try if it is refused; null if it is accepted. */
  readonly hint: string | null;
}

/** An action with every combination of its parameters. */
export interface ActionVariants {
  readonly type: ActionType;
  readonly variants: readonly OfferedAction[];
}

/** Returns every action with its variants, in the order of the vocabulary. Pure. */
export function offeredActions(
  deployment: Deployment,
  capabilities: Capabilities,
): readonly ActionVariants[] {
  const all = verdicts(deployment, capabilities).map((verdict) => offered(deployment, verdict));
  return actionTypes.map((type) => ({
    type,
    variants: all.filter(({ action }) => action.type === type),
  }));
}

function offered(deployment: Deployment, { action, decision }: Verdict): OfferedAction {
  const { accepted, httpStatus, deployment: after } = decision;
  const rule = ruleOf(decision.rule);
  const named = { action, request: toRequest(action), label: actionLabel(action) };
  const common = { ...named, accepted, after, rule };
  if (decision.accepted) {
    const effect = changesAsText(fieldChanges(deployment, after));
    return { ...common, answer: `${httpStatus} Accepted`, effect, hint: null };
  }
  const { error_code: code, message } = decision.error;
  const { hint } = refusals[decision.rule];
  return { ...common, answer: `${httpStatus} ${code}`, effect: message, hint };
}
