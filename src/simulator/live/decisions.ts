/** The decisions of a simulated server: by the machine, unless its dialect answers otherwise. */
import type { DeviatingAnswer, Dialect } from '../../dialect';
import {
  type Action,
  type Capabilities,
  type CompleteAction,
  type Decision,
  type Deployment,
  decide,
  type ErrorCode,
  parseAction,
  parseCapabilities,
} from '../../lifecycle';
import { bodyOf } from '../../lifecycle/rules';

/** Returns a `decide` that answers as a server of this dialect does. */
export function decideAs(dialect: Dialect): typeof decide {
  return (deployment: Deployment, asked: Action, given: Partial<Capabilities> = {}) => {
    const capabilities = parseCapabilities(given);
    const action = parseAction(asked);
    const decision = decide(deployment, action, capabilities);
    const [answer] = dialect
      .answers(deployment, action, capabilities)
      .filter(({ isOccasional }) => !isOccasional);
    return answer === undefined ? decision : asDecision(answer, { decision, deployment, action });
  };
}

function asDecision(
  { httpStatus, errorCode, after, deviation }: DeviatingAnswer,
  {
    decision: { rule },
    deployment: before,
    action,
  }: {
    readonly decision: Decision;
    readonly deployment: Deployment;
    readonly action: CompleteAction;
  },
): Decision {
  const [deployment = before] = after;
  if (errorCode === null) {
    const changed = deployment !== before;
    // Which of the successful codes it is, only the wire tells.
    return { accepted: true, httpStatus: 202, changed, deployment, rule } as Decision;
  }
  const error = bodyOf(errorCode as ErrorCode, deviation.statement, before, action);
  return { accepted: false, httpStatus, deployment: before, error, rule } as Decision;
}
