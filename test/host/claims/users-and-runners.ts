/** The actions of users and the reports of runners, as changes of a pipeline. */
import { applyAction, applyObservation, type Pipeline } from '../../../src/host';
import { parseRequest } from '../../../src/lifecycle';
import { fresh, timeAt } from '../../../src/testing/store/sample-pipelines';

/** The changes of a pipeline that a user asks for, by the request. */
export function asked(request: string) {
  return (pipeline: Pipeline) =>
    applyAction(pipeline, parseRequest(request), { capabilities: {}, now: timeAt(10) });
}

/** The changes of a pipeline that a runner reports. */
export function reported(type: 'provisioning' | 'running') {
  return (pipeline: Pipeline) =>
    applyObservation(pipeline, { type, generation: 1 }, { now: timeAt(20) });
}

/** A pipeline that a user has started: a worker has something to do. */
export function started(name: string): Pipeline {
  const { pipeline } = asked('start')(fresh(name));
  if (pipeline === null) throw new Error('A start removes nothing.');
  return pipeline;
}
