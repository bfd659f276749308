/** Histories of clients that call one pipeline all the time, recorded on their side. */
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

/** The time that the runner takes for a step, a tenth of the longest request. */
const stepTime = 20;

/** Returns the lines of a history, in the order in which they ended. */
export function busyClients({ clients, lineCount }) {
  const below = randomFrom(1);
  const requests = requestsOf(clients, lineCount, below);
  let deployment = createDeployment();
  let stepAt = stepTime;
  for (const request of requests.sort((one, other) => one.decided - other.decided)) {
    for (; stepAt < request.decided; stepAt += stepTime) deployment = afterStep(deployment, below);
    if (below(2) === 0) {
      request.fields = { seen: seen(deployment) };
      continue;
    }
    const action = everyAction[below(everyAction.length)];
    const decision = decide(deployment, action);
    deployment = decision.deployment;
    const call = { call: wireName(action.type), query: toQuery(action) };
    request.fields = { ...call, answer: decision.httpStatus };
  }
  return requests
    .sort((one, other) => one.ended - other.ended)
    .map(({ fields, began, ended }) => JSON.stringify({ ...fields, began, ended }));
}

function requestsOf(clients, lineCount, below) {
  const requests = [];
  for (let client = 0; client < clients; client += 1) {
    let began = below(200);
    for (let each = 0; each < lineCount / clients; each += 1) {
      const took = 10 + below(190);
      requests.push({ began, decided: began + below(took), ended: began + took });
      began += took + below(20);
    }
  }
  return requests;
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
