/** The switch that trusts its input: it validates nothing, and its reasons are short. */
import { actionsWith } from './switch-actions.mjs';
import { observationsWith } from './switch-observations.mjs';

const everything = Object.freeze({ checkpointing: true, suspendable: true, standby: true });
const decide = actionsWith(refuse);
const apply = observationsWith(stale);

export function act(deployment, action, capabilities = everything) {
  return decide(deployment, deployment, action, capabilities);
}

export function see(deployment, observation) {
  return apply(deployment, deployment, observation);
}

function refuse(given, deployment, _, httpStatus, rule) {
  const { status, desiredStatus } = deployment;
  const reason = `${rule}: not possible in status '${status}' with desired status '${desiredStatus}'.`;
  return Object.freeze({ accepted: false, httpStatus, deployment: given, reason, rule });
}

function stale(given, deployment, observation, rule) {
  const reason =
    rule === 'generation.stale'
      ? `generation.stale: of generation ${observation.generation}, not ${deployment.generation}.`
      : `${rule}: in status '${deployment.status}' with desired status '${deployment.desiredStatus}'.`;
  return Object.freeze({ accepted: false, deployment: given, reason, rule });
}
