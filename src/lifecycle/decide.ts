/** Deciding an action: what the HTTP API answers, and what then is desired. */
import { type Action, everyAction } from './action';
import { actionIndex, applied, capabilityIndex, type Reply, replyTo } from './compiled';
import type { Deployment } from './deployment';
import { parseAction, parseCapabilities } from './parse';
import { validState } from './parse-deployment';
import type { AcceptingRuleId, RefusalBody, RefusalStatus, RefusingRuleId } from './rules';
import { type Capabilities, fullCapabilities } from './vocabulary';

/** An action that is accepted. Persist `deployment` where `changed`. */
export interface AcceptedDecision {
  readonly accepted: true;
  readonly httpStatus: 202;
  /** Whether the deployment differs from before; if not, it is the very same object. */
  readonly changed: boolean;
  readonly deployment: Deployment;
  readonly rule: AcceptingRuleId;
}

/** An action that is refused. Answer with `httpStatus` and `error`. */
export interface RefusedDecision {
  readonly accepted: false;
  readonly httpStatus: RefusalStatus;
  /** The very same object as before. */
  readonly deployment: Deployment;
  /** The body of the answer; `withPipelineName` adds what only the host knows. */
  readonly error: RefusalBody;
  readonly rule: RefusingRuleId;
}

/** What becomes of an action. */
export type Decision = AcceptedDecision | RefusedDecision;

/**
 * Decides an action of a user, as the machine does. Source: the documents of the endpoints, in
 * `docs/sources`; each rule names its own.
 *
 * This is a pure function; its result is frozen. A refusal is a result, not an error. Throws
 * InvalidInputError for an action or capabilities that are malformed, and InvalidDeploymentError for
 * a deployment that is malformed or cannot occur. A capability that is left out is present.
 */
export function decide(
  deployment: Deployment,
  action: Action,
  capabilities: Partial<Capabilities> = fullCapabilities,
): Decision {
  let slot = actionIndex(action);
  if (slot < 0) slot = actionIndex(parseAction(action));
  const combination =
    capabilityIndex(capabilities) ?? (capabilityIndex(parseCapabilities(capabilities)) as number);
  const reply = replyTo(validState(deployment), slot, combination);
  return Object.freeze(decisionOf(reply, deployment, everyAction[slot] as Action));
}

function decisionOf(reply: Reply, deployment: Deployment, action: Action): Decision {
  switch (reply.verdict) {
    case 'reject': {
      const { httpStatus, error, rule } = reply;
      return { accepted: false, httpStatus, deployment, error, rule };
    }
    case 'accept':
      return {
        accepted: true,
        httpStatus: 202,
        changed: reply.changed,
        deployment: applied(reply, deployment, action),
        rule: reply.rule as AcceptingRuleId,
      };
    case 'stale':
      throw new Error(`Impossible: rule ${reply.rule} speaks of observations, not of an action.`);
  }
}
