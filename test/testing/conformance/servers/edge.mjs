/**
 * The HTTP edge without the network: a request is a method and a path, an answer a status and a
 * body. Everything that a bug replaces has a method of its own.
 */
import {
  actionTypes,
  InvalidDeploymentError,
  InvalidInputError,
  parseRequest,
  resourcesDesiredStatus,
  resourcesStatus,
  unknownPipelineName,
  wireName,
  withPipelineName,
} from 'pipeline-lifecycle';

import { OwnWords } from './own-words.mjs';

const endpoints = actionTypes.map(wireName);

/** The two actions whose 202 has a body, by their documents. */
const withCheckpoint = ['activate', 'approve'];

/** An error of the host itself, in the documented shape. */
export function hostError(status, error_code, message) {
  return { status, body: { message, error_code, details: {} } };
}

export class Edge {
  constructor({ store, decide, runners, options, clock }) {
    this.store = store;
    this.decide = decide;
    this.runners = runners;
    this.options = options;
    this.clock = clock;
    this.words = new OwnWords(options);
  }

  /** Answers a request. */
  async answer({ method, url, headers }) {
    const [path, search] = url.split(/\?(.*)/s);
    const { apiKey, prefix } = this.options;
    if (path.startsWith('/test/')) return this.hook(...path.split('/').slice(2).map(decoded));
    if (!path.startsWith(prefix)) return nowhere();
    const [name, endpoint, ...rest] = path.slice(prefix.length).split('/').map(decoded);
    if (!name || rest.length > 0) return nowhere();
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
      return hostError(401, 'Unauthorized', 'A bearer token is required.');
    }
    if (endpoint === undefined) return this.resource(method, name);
    if (method !== 'POST' || !endpoints.includes(endpoint)) return nowhere();
    return this.call(name, search ? `${endpoint}?${search}` : endpoint);
  }

  async resource(method, name) {
    if (method === 'PUT') return this.create(name);
    if (!this.store.has(name)) return { status: 404, body: unknownPipelineName(name) };
    if (method === 'GET') return { status: 200, body: this.view(name) };
    if (method === 'DELETE') return this.remove(name);
    return nowhere();
  }

  /** POST /v0/pipelines/{name}/{request} */
  async call(name, request) {
    if (!this.store.has(name)) return { status: 404, body: unknownPipelineName(name) };
    try {
      const action = parseRequest(request);
      const decision = await this.store.update(name, 'user', ({ deployment }) =>
        this.decide(deployment, action, this.options.capabilities),
      );
      if (decision === undefined) return { status: 404, body: unknownPipelineName(name) };
      if (!decision.accepted) return this.refusal(decision, name);
      if (!withCheckpoint.includes(action.type)) return { status: decision.httpStatus };
      const checkpoint_sequence_number = decision.deployment.checkpoint ?? 0;
      return { status: decision.httpStatus, body: { checkpoint_sequence_number } };
    } catch (error) {
      // A deployment is stored that cannot occur: that is not the caller's mistake.
      if (error instanceof InvalidDeploymentError) throw error;
      if (!(error instanceof InvalidInputError)) throw error;
      return hostError(400, 'InvalidRequest', error.message);
    }
  }

  /** The answer to an action that is refused. */
  refusal({ httpStatus, error }, name) {
    return { status: httpStatus, body: withPipelineName(error, name) };
  }

  /** PUT /v0/pipelines/{name} */
  create(name) {
    const isNew = !this.store.has(name);
    if (isNew) {
      this.store.create(name);
      this.runners.begin(name);
    }
    return { status: isNew ? 201 : 200, body: this.view(name) };
  }

  /** DELETE /v0/pipelines/{name} */
  remove(name) {
    const { status, desiredStatus } = this.store.read(name).deployment;
    if (status !== 'Stopped' || desiredStatus !== 'Stopped') {
      return hostError(409, 'DeleteRestrictedToFullyStopped', 'Stop the pipeline first.');
    }
    this.runners.end(name);
    this.store.remove(name);
    return { status: 204 };
  }

  /** GET /v0/pipelines/{name}, for a pipeline that exists. */
  view(name) {
    const { deployment, shown } = this.store.read(name);
    const seen = { ...deployment, ...shown };
    return {
      id: `id-of-${name}`,
      name,
      platform_version: '0.0.0',
      tags: [],
      program_status: 'Success',
      deployment_status: this.words.for(seen.status),
      deployment_desired_status: seen.desiredStatus,
      deployment_resources_status: resourcesStatus(seen),
      deployment_resources_desired_status: resourcesDesiredStatus(seen),
      deployment_error: seen.error,
      deployment_initial: seen.initial,
      bootstrap_policy: seen.bootstrapPolicy,
      storage_status: 'InUse',
    };
  }

  /** POST /test/{name}/{hook}: disturbs a pipeline for a test. */
  async hook(name, hook) {
    const runner = this.runners.of(name);
    if (runner === undefined) return { status: 404, body: unknownPipelineName(String(name)) };
    if (hook === 'fail') return { status: 200, body: { done: await runner.fail() } };
    if (hook !== 'kill-runner') return nowhere();
    runner.kill();
    return { status: 200, body: { done: true } };
  }
}

function nowhere() {
  return hostError(404, 'UnknownEndpoint', 'No such endpoint.');
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
