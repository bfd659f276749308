/** The store of `pipeline-lifecycle/postgres`, opened for a test, and pipelines for its workers. */
import { applyAction, applyObservation, type Pipeline } from '../../src/host';
import { parseRequest } from '../../src/lifecycle';
import { type PostgresStore, type PostgresStoreOptions, postgresStore } from '../../src/postgres';
import { fresh, timeAt } from '../../src/testing/store/sample-pipelines';

/** An open store, with the errors that it has reported. */
export interface OpenedPostgresStore extends PostgresStore {
  readonly errors: readonly unknown[];
}

/** Opens the store over this database. */
export function openPostgresStore(
  connectionString: string,
  options: PostgresStoreOptions = {},
): OpenedPostgresStore {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  return { ...postgresStore({ connectionString, onError, ...options }), errors };
}

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
