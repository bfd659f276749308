/** Applying an observation: how the deployment changes by what the runner has seen. */

import {
  applied,
  markedClass,
  type ObservationReply,
  observationIndex,
  replyTo,
  type SeenObservation,
  type StaleReply,
} from './compiled';
import type { Deployment } from './deployment';
import type { Observation } from './observation';
import { seenObservation } from './parse';
import { ownDeployment, validClassIndex } from './parse-deployment';
import { type ApplyingRuleId, type StaleRuleId, staleRules } from './rules';

/** The outcome of an observation that is applied. Persist `deployment` if `changed`. */
export interface AppliedOutcome {
  readonly accepted: true;
  /** True if the deployment differs from the one before; else it is the very same object. */
  readonly changed: boolean;
  /** The deployment afterwards. */
  readonly deployment: Deployment;
  /** The id of the rule that applies the observation; `ruleOf` has its statement and its source. */
  readonly rule: ApplyingRuleId;
}

/** The outcome of a stale observation. Nothing changes; count it, and go on. */
export interface StaleOutcome {
  readonly accepted: false;
  /** The deployment that was given: the very same object. */
  readonly deployment: Deployment;
  /** Why the observation is stale, for a log. */
  readonly reason: string;
  /** The id of the rule by which it is stale; `ruleOf` has its statement and its source. */
  readonly rule: StaleRuleId;
}

/** The outcome of an observation: applied or stale. */
export type Outcome = AppliedOutcome | StaleOutcome;

/**
 * Applies an observation of the runner, as the machine does. The rule of the outcome names its
 * source.
 *
 * This is a pure function; its result is frozen. A stale observation is a result, not an error: any
 * message may come late, twice, or from an earlier generation. Throws InvalidInputError for a
 * malformed observation, and InvalidDeploymentError if the deployment is malformed or cannot occur.
 */
export function observe(deployment: Deployment, observation: Observation): Outcome {
  const seen = seenObservation(observation);
  const known = markedClass(deployment);
  const read = known < 0 ? ownDeployment(deployment) : deployment;
  const classIndex = known < 0 ? validClassIndex(read) : known;
  const reply = replyTo(classIndex, observationIndex(read, seen), 0) as ObservationReply;
  return Object.freeze(outcomeOf(reply, deployment, read, seen));
}

/** `read` has the fields of the deployment, which is returned itself if nothing changes. */
function outcomeOf(
  reply: ObservationReply,
  deployment: Deployment,
  read: Deployment,
  seen: SeenObservation,
): Outcome {
  switch (reply.verdict) {
    case 'stale': {
      const reason = reasonOf(reply, read, seen);
      return { accepted: false, deployment, reason, rule: reply.rule };
    }
    case 'accept':
      return {
        accepted: true,
        changed: reply.changed,
        deployment: reply.changed ? applied(reply, read, seen) : deployment,
        rule: reply.rule as ApplyingRuleId,
      };
  }
}

/** A reply holds for every generation, so the reason that names two of them is made here. */
function reasonOf(
  { rule, reason }: StaleReply,
  { generation }: Deployment,
  seen: SeenObservation,
): string {
  if (rule !== 'generation.stale') return reason;
  return `'${seen.type}' is of generation ${seen.generation}, and the deployment of generation ${generation}: ${staleRules[rule].statement}`;
}
