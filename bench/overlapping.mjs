/** Histories of clients that call one pipeline all the time, recorded on their side. */
import { createDeployment } from 'pipeline-lifecycle';
import { randomFrom } from './random.mjs';
import { afterStep, called, polled } from './recorded.mjs';

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
      request.fields = polled(deployment);
      continue;
    }
    const { decision, line } = called(deployment, below);
    deployment = decision.deployment;
    request.fields = line;
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
