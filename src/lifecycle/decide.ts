/** Deciding an action: the answer of the HTTP API, and the desired status that follows. */
import { deepFreeze } from '../input';
import type { Action } from './action';
import { type ActionReply, applied, markedClass, replyTo } from './compiled';
import { type Deployment, generationMax } from './deployment';
import { InvalidDeploymentError } from './invalid-deployment';
import { indexOfAction, indexOfCapabilities } from './parse';
import { ownDeployment, validClassIndex } from './parse-deployment';
import type { AcceptingRuleId, RefusalBody, RefusalStatus, RefusingRuleId } from './rules';
import { type Capabilities, fullCapabilities } from './vocabulary';

/** The decision to accept an action. Persist `deployment` if `changed`. */
export interface AcceptedDecision {
  readonly accepted: true;
  /** The HTTP status code to answer with: 202, even if nothing changes. */
  readonly httpStatus: 202;
  /** True if the deployment differs from the one before; else it is the very same object. */
  readonly changed: boolean;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
  /** The id of the rule that accepts the action; `ruleOf` has its statement and its source. */
  readonly rule: AcceptingRuleId;
}

/** The decision to refuse an action. Answer with `httpStatus` and `error`. */
export interface RefusedDecision {
  readonly accepted: false;
  /** The HTTP status code to answer with: one that the document of the endpoint lists. */
  readonly httpStatus: RefusalStatus;
  /** The deployment that was given: the very same object. */
  readonly deployment: Deployment;
  /** The body of the answer; `withPipelineName` adds the name, which only the host knows. */
  readonly error: RefusalBody;
  /** The id of the rule that refuses the action; `ruleOf` has its statement and its source. */
  readonly rule: RefusingRuleId;
}

/** The decision on an action: accepted or refused. */
export type Decision = AcceptedDecision | RefusedDecision;

/**
 * Decides an action of a user, as the machine does. The rule of the decision names its source.
 *
 * This is a pure function; its result is frozen. A refusal is a result, not an error. A capability
 * that is left out is present. Throws InvalidInputError if the action or the capabilities are
 * malformed, and InvalidDeploymentError if the deployment is malformed, cannot occur, or is to be
 * started and has the last generation.
 */
export function decide(
  deployment: Deployment,
  action: Action,
  capabilities: Partial<Capabilities> = fullCapabilities,
): Decision {
  const eventIndex = indexOfAction(action);
  const combination = indexOfCapabilities(capabilities);
  const known = markedClass(deployment);
  const read = known < 0 ? ownDeployment(deployment) : deployment;
  const classIndex = known < 0 ? validClassIndex(read) : known;
  const reply = replyTo(classIndex, eventIndex, combination) as ActionReply;
  return decisionOf(reply, deployment, read);
}

/**
 * Returns the decision that a reply stands for; frozen. `read` has the fields of the deployment,
 * which itself is returned if nothing changes.
 */
export function decisionOf(reply: ActionReply, deployment: Deployment, read: Deployment): Decision {
  return Object.freeze(unfrozenDecision(reply, deployment, read));
}

/** An action carries no data into a deployment. */
const nothing = deepFreeze({ error: undefined, checkpoint: undefined });

function unfrozenDecision(reply: ActionReply, deployment: Deployment, read: Deployment): Decision {
  switch (reply.verdict) {
    case 'reject': {
      const { httpStatus, error, rule } = reply;
      return { accepted: false, httpStatus, deployment, error, rule };
    }
    case 'accept':
      if (read.generation + reply.generationStep > generationMax) {
        const allowed = `less than ${generationMax} for another start`;
        const problem = { field: 'generation', value: read.generation, allowed };
        throw new InvalidDeploymentError([problem]);
      }
      return {
        accepted: true,
        httpStatus: 202,
        changed: reply.changed,
        deployment: reply.changed ? applied(reply, read, nothing) : deployment,
        rule: reply.rule as AcceptingRuleId,
      };
  }
}
