/**
 * The honest rival: the same switch, but it validates what the library validates and gives the same
 * reasons. Every field is read once and by its own name, impossible deployments are found by ifs,
 * and errors are copied, because nobody may change what is kept.
 */
import { actionsWith } from './switch-actions.mjs';
import { checkAction, readDeployment, readObservation } from './switch-input.mjs';
import { observationsWith } from './switch-observations.mjs';
import { refuse, stale } from './switch-reasons.mjs';

const everything = Object.freeze({ checkpointing: true, suspendable: true, standby: true });
const decide = actionsWith(refuse);
const apply = observationsWith(stale);

export function act(deployment, action, capabilities = everything) {
  const asked = checkAction(action);
  return decide(deployment, readDeployment(deployment), asked, capabilities);
}

export function see(deployment, observation) {
  const seen = readObservation(observation);
  return apply(deployment, readDeployment(deployment), seen);
}
