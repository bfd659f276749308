/** Compares the states and steps that Spin found with those of the library. */
import {
  decide,
  everyAction,
  InvalidDeploymentError,
  observe,
  reachableDeployments,
  representative,
} from 'pipeline-lifecycle';
import { readPromelaDeployment, readPromelaStep } from 'pipeline-lifecycle/verify';

/** Reads every step that a safety model printed. */
export function stepsOf({ printed }) {
  return [...printed].map(readPromelaStep);
}

/** Reads every deployment that another model printed. */
export function deploymentsOf({ printed }) {
  return [...printed].map(readPromelaDeployment);
}

/** Returns a key for each class of deployments, with errors and checkpoints only as set or not. */
export function controlStates(deployments) {
  return new Set(deployments.map((each) => JSON.stringify(representative(each))));
}

/** Counts the pairs of a status and a desired status in these states. */
export function pairsOf(states) {
  const planes = [...states].map((state) => JSON.parse(state));
  return new Set(planes.map(({ status, desiredStatus }) => `${status}/${desiredStatus}`)).size;
}

/** Returns the states of Spin and of the library, and their differences in words. */
export function compare(steps, capabilities) {
  const ours = controlStates(reachableDeployments(capabilities));
  const theirs = controlStates(steps.flatMap(({ before, after }) => [before, after]));
  const events = new Set(steps.map(({ event }) => JSON.stringify(event))).size;
  const origins = new Set(steps.map(({ before }) => JSON.stringify(before))).size;
  const problems = [
    ...[...theirs].filter((each) => !ours.has(each)).map((each) => `only Spin reaches ${each}`),
    ...[...ours].filter((each) => !theirs.has(each)).map((each) => `Spin never reaches ${each}`),
    ...steps.flatMap((step) => difference(step, capabilities) ?? []),
  ];
  // Unless each event was tried in each state, something was left out of the comparison.
  if (steps.length !== events * origins) problems.push('not every event was tried in every state');
  return { ours, theirs, problems };
}

/** Describes a step that the library takes differently; undefined if there is no difference. */
export function difference({ before, event, word, rule, httpStatus, after }, capabilities) {
  const action = everyAction.includes(event);
  const answer = answerOf(before, event, action, capabilities);
  const refusal = action ? 'reject' : 'stale';
  const same =
    (answer.accepted ? 'accept' : refusal) === word &&
    answer.rule === rule &&
    (!action || answer.httpStatus === httpStatus) &&
    JSON.stringify(answer.deployment) === JSON.stringify(after);
  if (same) return undefined;
  const [event_, from] = [event, before].map((each) => JSON.stringify(each));
  return `${event_} in ${from}: by ${rule} for Spin, by ${answer.rule} for the library`;
}

function answerOf(deployment, event, action, capabilities) {
  try {
    return action ? decide(deployment, event, capabilities) : observe(deployment, event);
  } catch (error) {
    // Spin reached a deployment that cannot occur, which the library does not take.
    if (error instanceof InvalidDeploymentError) return { accepted: null, rule: error.message };
    throw error;
  }
}
