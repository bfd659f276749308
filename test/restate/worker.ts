/** A worker in this process: an executor that the server calls, for one test file. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { describe, inject, onTestFinished } from 'vitest';
import { createPipeline, type Pipeline, type PipelineService } from '../../src/host';
import { parseRequest } from '../../src/lifecycle';
import { restateService, restateServices } from '../../src/restate';
import type { RestateServicesOptions } from '../../src/restate/options';
import { FakeExecutor } from '../host/reconciler/fake-executor';
import { balanced } from './balancer';
import type { RestateAddresses } from './server';
import './promise-with-resolvers.mjs';

/** The server for this file. */
export function injectedRestate(): RestateAddresses {
  const addresses = inject('restate');
  if (addresses === null) throw new Error('A test of Restate runs without its server.');
  return addresses;
}

/** Tests that need the server: skipped if there is none for this platform, which fails in CI. */
export const describeOnRestate = describe.skipIf(inject('restate') === null);

/** A worker that the server calls, and the service that reaches it. */
export interface Worker {
  readonly service: PipelineService;
  readonly executor: FakeExecutor;
  /** The errors after which tasks are tried again. */
  readonly errors: readonly unknown[];
  /** The prefix of its services. */
  readonly prefix: string;
}

/** Starts a worker with services of its own, until the test is over. */
export async function startWorker(
  does: FakeExecutor['does'] = {},
  options: Partial<RestateServicesOptions> = {},
): Promise<Worker> {
  return startWorkers(1, does, options);
}

/** Starts this many workers behind a balancer, which have the same services and executor. */
export async function startWorkers(
  number: number,
  does: FakeExecutor['does'] = {},
  options: Partial<RestateServicesOptions> = {},
): Promise<Worker> {
  const { ingress, admin } = injectedRestate();
  const prefix = `t${randomUUID().slice(0, 13)}`;
  const service = restateService({ ingress, prefix, onError: () => {} });
  const executor = new FakeExecutor(does);
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const start = async () => {
    const services = await restateServices({
      ...{ executor, prefix, report: service.report, backoff: { first: 5, max: 50 }, onError },
      ...options,
    });
    const server = createServer(createEndpointHandler({ services, logger: () => {} }));
    onTestFinished(() => void server.close());
    return listening(server);
  };
  const ports = await Promise.all(Array.from({ length: number }, start));
  await register(admin, await balanced(ports));
  return { service, executor, errors, prefix };
}

/** Creates a pipeline of this name. */
export async function createOn(service: PipelineService, name = 'orders'): Promise<Pipeline> {
  const pipeline = createPipeline(name, { now: Date.now(), id: randomUUID() });
  await service.create(pipeline);
  return pipeline;
}

/** Asks for an action by its request, such as `stop?force=true`. Returns the HTTP status. */
export async function ask(
  service: PipelineService,
  request: string,
  name = 'orders',
): Promise<number | undefined> {
  const action = parseRequest(request);
  const answer = await service.act(name, { action, capabilities: {} });
  return answer?.decision?.httpStatus;
}

/** Resolves with the pipeline once it has this status. */
export async function reached(
  service: PipelineService,
  status: string,
  name = 'orders',
): Promise<Pipeline> {
  for (;;) {
    const pipeline = await service.read(name);
    if (pipeline?.deployment.status === status) return pipeline;
  }
}

/** Makes the server call the services at this address. */
export async function register(admin: string, uri: string): Promise<void> {
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri, force: true }),
  });
  if (!response.ok) throw new Error(`Not registered: ${await response.text()}`);
}

/** Listens on a free port, which it returns. */
export async function listening(server: Http2Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
