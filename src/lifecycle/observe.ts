/** Taking in an observation: what the runner has seen, and what the deployment becomes by it. */

import { applied, observationIndex, type Reply, replyTo, type StaleReply } from './compiled';
import type { Deployment } from './deployment';
import type { Observation } from './observation';
import { parseObservation } from './parse';
import { validState } from './parse-deployment';
import { type ApplyingRuleId, type StaleRuleId, statusRules } from './rules';

/** An observation that is taken in. Persist `deployment` where `changed`. */
export interface AcceptedOutcome {
  readonly accepted: true;
  /** Whether the deployment differs from before; if not, it is the very same object. */
  readonly changed: boolean;
  readonly deployment: Deployment;
  readonly rule: ApplyingRuleId;
}

/** An observation that is stale. Nothing changes; count it, and go on. */
export interface StaleOutcome {
  readonly accepted: false;
  /** The very same object as before. */
  readonly deployment: Deployment;
  /** Why, for a log. */
  readonly reason: string;
  readonly rule: StaleRuleId;
}

/** What becomes of an observation. */
export type Outcome = AcceptedOutcome | StaleOutcome;

/**
 * Takes in an observation of the runner, as the machine does. Source: what the documents of start,
 * stop and approve say of the procedure; each rule names its own.
 *
 * This is a pure function; its result is frozen. A stale observation is a result, not an error: any
 * message may come late, twice, or from an earlier generation. Throws InvalidInputError for an
 * observation that is malformed, and InvalidDeploymentError for a deployment that is malformed or
 * cannot occur.
 */
export function observe(deployment: Deployment, observation: Observation): Outcome {
  const slot = observationIndex(deployment, observation);
  if (slot < 0) {
    parseObservation(observation);
    throw new Error('Impossible: an observation of no class is malformed.');
  }
  const reply = replyTo(validState(deployment), slot, 0);
  return Object.freeze(outcomeOf(reply, deployment, observation));
}

function outcomeOf(reply: Reply, deployment: Deployment, observation: Observation): Outcome {
  switch (reply.verdict) {
    case 'stale': {
      const reason = reasonOf(reply, deployment, observation);
      return { accepted: false, deployment, reason, rule: reply.rule };
    }
    case 'accept':
      return {
        accepted: true,
        changed: reply.changed,
        deployment: applied(reply, deployment, observation),
        rule: reply.rule as ApplyingRuleId,
      };
    case 'reject':
      throw new Error(`Impossible: rule ${reply.rule} speaks of actions, not of an observation.`);
  }
}

/** Generations are data, which a reply leaves open. */
function reasonOf(
  { rule, reason }: StaleReply,
  { generation }: Deployment,
  observation: Observation,
): string {
  if (rule !== 'generation.stale') return reason;
  return `'${observation.type}' is of generation ${observation.generation}, and the deployment of generation ${generation}: ${statusRules[rule].statement}`;
}
