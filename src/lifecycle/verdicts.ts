/** The decisions on every action: which buttons to enable, and why to disable the others. */
import { type CompleteAction, everyAction } from './action';
import { type ActionReply, replyTo } from './compiled';
import { type Decision, decisionOf } from './decide';
import type { Deployment } from './deployment';
import { indexOfCapabilities } from './parse';
import { ownDeployment, validClassIndex } from './parse-deployment';
import { type Capabilities, fullCapabilities } from './vocabulary';

/** An action with its decision. */
export interface Verdict {
  readonly action: CompleteAction;
  readonly decision: Decision;
}

/**
 * Returns the decision on every action with every combination of its parameters, in the order of
 * `everyAction`: start, stop, pause, resume, activate, approve, dismissError.
 *
 * This is a pure function; its result is frozen. Throws as `decide` does.
 */
export function verdicts(
  deployment: Deployment,
  capabilities: Partial<Capabilities> = fullCapabilities,
): readonly Verdict[] {
  const combination = indexOfCapabilities(capabilities);
  const read = ownDeployment(deployment);
  const index = validClassIndex(read);
  return Object.freeze(
    everyAction.map((action, eventIndex) => {
      const reply = replyTo(index, eventIndex, combination) as ActionReply;
      return Object.freeze({ action, decision: decisionOf(reply, deployment, read) });
    }),
  );
}
