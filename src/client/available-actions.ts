/** The actions that a pipeline would accept, and why it refuses the others: for buttons. */
import { deepFreeze } from '../input';
import {
  actionLabel,
  type CompleteAction,
  type DeploymentBody,
  parsePoll,
  type RefusedDecision,
  type RefusingRuleId,
  refusals,
  ruleOf,
  toRequest,
  verdicts,
} from '../lifecycle';

/** The reason that an action would be refused. */
export interface Obstacle {
  /** The id of the rule that refuses the action. */
  readonly rule: RefusingRuleId;
  /** The rule as a sentence. */
  readonly statement: string;
  /** The sentence of the document that says so; null if none does. */
  readonly quote: string | null;
  /** The next thing to try. */
  readonly hint: string;
  /** The HTTP status code that the answer would have. */
  readonly httpStatus: number;
  readonly code: RefusedDecision['error']['error_code'];
  readonly message: string;
}

/** An action with its parameters, and if it would be accepted. */
export interface AvailableAction {
  readonly action: CompleteAction;
  /** The action as a request: `stop?force=true`. */
  readonly request: string;
  /** The action for people: `Stop now`. */
  readonly label: string;
  readonly accepted: boolean;
  /** True if it would be accepted and change something: such a button is of use. */
  readonly changes: boolean;
  /** The reason that it would be refused; null if it is accepted. */
  readonly obstacle: Obstacle | null;
}

/**
 * Returns every action with every combination of its parameters, in the order of `everyAction`:
 * what the server would answer if the pipeline is as the body of this poll says. Pure; the result
 * is frozen. Throws as `parsePoll` does.
 */
export function availableActions(poll: DeploymentBody): readonly AvailableAction[] {
  const { deployment, capabilities } = parsePoll(poll);
  return deepFreeze(
    verdicts(deployment, capabilities).map(({ action, decision }) => ({
      action,
      request: toRequest(action),
      label: actionLabel(action),
      accepted: decision.accepted,
      changes: decision.accepted && decision.changed,
      obstacle: decision.accepted ? null : obstacleOf(decision),
    })),
  );
}

function obstacleOf({ rule, httpStatus, error }: RefusedDecision): Obstacle {
  const { statement, quote } = ruleOf(rule);
  const { error_code: code, message } = error;
  return { rule, statement, quote, hint: refusals[rule].hint, httpStatus, code, message };
}
