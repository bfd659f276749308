/** The course of one pipeline, and the lines that its clients record, for the benchmark. */
import {
  completedBy,
  decide,
  everyAction,
  everyObservation,
  observe,
  reconcile,
  toQuery,
  wireName,
} from 'pipeline-lifecycle';

/** Calls some action: its decision, and the line that a client records of it, without times. */
export function called(deployment, below) {
  const action = everyAction[below(everyAction.length)];
  const decision = decide(deployment, action);
  const call = { call: wireName(action.type), query: toQuery(action) };
  return { decision, line: { ...call, answer: decision.httpStatus } };
}

/** The deployment after the runner has reported a step, or now and then a failure. */
export function afterStep(deployment, below) {
  const types = below(30) === 0 ? ['failed'] : completedBy[reconcile(deployment).type];
  const observation = everyObservation.find(({ type }) => types.includes(type));
  return observation === undefined ? deployment : observe(deployment, observation).deployment;
}

/** The line that a client records of a poll, without times. */
export function polled({ status, desiredStatus, error }) {
  const seen = {
    deployment_status: status,
    deployment_desired_status: desiredStatus,
    deployment_error: error === null ? null : true,
  };
  return { seen };
}
