/** A history of one careful client, recorded on its side: it waits for each answer. */
import {
  completedBy,
  createDeployment,
  decide,
  everyAction,
  everyObservation,
  observe,
  reconcile,
  toQuery,
  wireName,
} from 'pipeline-lifecycle';
import { randomFrom } from './random.mjs';

/** Returns the lines of a history: two of three read, the others act. */
export function sequentialHistory(lineCount) {
  const below = randomFrom(3);
  let deployment = createDeployment();
  return Array.from({ length: lineCount }, () => {
    for (let step = below(3); step > 0; step -= 1) deployment = afterStep(deployment, below);
    if (below(3) > 0) return JSON.stringify({ seen: seen(deployment) });
    const action = everyAction[below(everyAction.length)];
    const decision = decide(deployment, action);
    deployment = decision.deployment;
    const call = { call: wireName(action.type), query: toQuery(action) };
    const code = decision.accepted ? {} : { error_code: decision.error.error_code };
    return JSON.stringify({ ...call, answer: decision.httpStatus, ...code });
  });
}

/** The deployment after the runner has reported a step, or now and then a failure. */
function afterStep(deployment, below) {
  const types = below(30) === 0 ? ['failed'] : completedBy[reconcile(deployment).type];
  const observation = everyObservation.find(({ type }) => types.includes(type));
  return observation === undefined ? deployment : observe(deployment, observation).deployment;
}

function seen({ status, desiredStatus, error }) {
  return {
    deployment_status: status,
    deployment_desired_status: desiredStatus,
    deployment_error: error === null ? null : true,
  };
}
