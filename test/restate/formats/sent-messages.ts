/** The messages that servers and handlers send: each is recorded instead of being delivered. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPipeline } from '../../../src/host';
import { restateService } from '../../../src/restate';
import type { DurablePromise, RestateObjectContext, RestateSdk } from '../../../src/restate/driver';
import { restateSettings } from '../../../src/restate/options';
import { pipelineDefinition } from '../../../src/restate/pipeline-object';
import { tasksDefinition } from '../../../src/restate/tasks';
import { FakeExecutor } from '../../host/reconciler/fake-executor';
import { noon, standingClock } from '../../http/handler-helpers';

/** Messages, by the handlers that take them. */
export type SentMessages = Record<string, unknown>;

type Handler = (ctx: RestateObjectContext, message: unknown) => Promise<unknown>;

const pipeline = createPipeline('orders', { now: noon, id: 'orders-1' });
const reference = { pipelineName: 'orders', pipelineId: 'orders-1' };
const action = { type: 'start' } as const;

/** Returns what a server sends. */
export async function sentByServers(): Promise<SentMessages> {
  const sent: SentMessages = {};
  const answers: SentMessages = { create: true, names: [], changed: 'none' };
  const engine = createServer(async (request, response) => {
    const kind = request.url?.split('/').at(-1) as string;
    sent[kind] = JSON.parse((await request.toArray()).join(''));
    response.end(kind in answers ? JSON.stringify(answers[kind]) : '');
  });
  await new Promise<void>((listens) => engine.listen(0, '127.0.0.1', listens));
  const { port } = engine.address() as AddressInfo;
  const ingress = `http://127.0.0.1:${port}`;
  const service = restateService({ ingress, clock: standingClock });
  await service.create(pipeline);
  await service.read('orders');
  await service.list({ after: 'invoices', limit: 10 });
  await service.act('orders', { action, capabilities: {}, precondition: { generation: 0 } });
  await service.report(reference, { type: 'running', generation: 1 });
  await service.remove('orders', { id: 'orders-1' });
  await new Promise<void>((told) => {
    const end = service.watchPipeline?.('orders', () => {
      end?.();
      told();
    });
  });
  engine.closeAllConnections();
  engine.close();
  return sent;
}

/** A promise of the engine. A time limit is over at once if the work has not ended by then. */
function durable<Value>(promise: Promise<Value>): DurablePromise<Value> {
  const orTimeout = () =>
    durable(Promise.race([promise, turn().then(() => Promise.reject(new TimeoutError()))]));
  return Object.assign(promise, { orTimeout }) as DurablePromise<Value>;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

class TimeoutError extends Error {}
class CancelledError extends Error {}

/** The package, whose definitions are the handlers themselves. */
const sdk = {
  object: ({ handlers }: { handlers: object }) => handlers,
  service: ({ handlers }: { handlers: object }) => handlers,
  handlers: {
    handler: (_: object, handler: unknown) => handler,
    object: {
      exclusive: (_: object, handler: unknown) => handler,
      shared: (_: object, handler: unknown) => handler,
    },
  },
  rpc: { sendOpts: (options: object) => options },
  RestatePromise: { race: (promises: readonly Promise<unknown>[]) => promises[0] },
  ...{ TimeoutError, CancelledError, TerminalError: Error },
} as unknown as RestateSdk;

/** Returns a context that records what is sent, and keeps the state. */
function recordingContext(sent: SentMessages): RestateObjectContext {
  const state = new Map<string, unknown>();
  const client = new Proxy({} as Record<string, never>, {
    get: (_, kind: string) => (message: unknown) => {
      // Of each kind the first.
      sent[kind] ??= JSON.parse(JSON.stringify(message));
      return { invocationId: Promise.resolve('inv_1') };
    },
  });
  return {
    key: 'orders',
    rand: { random: () => 0 },
    date: { now: async () => noon },
    run: (_, action) => durable(action()),
    sleep: () => durable(new Promise(() => {})),
    awakeable: () => ({ id: 'sign_1', promise: durable(new Promise(() => {})) }),
    resolveAwakeable: () => {},
    serviceSendClient: () => client,
    objectClient: () => client,
    objectSendClient: () => client,
    cancel: () => {},
    request: () => ({ attemptCompletedSignal: new AbortController().signal }),
    get: async (name) => state.get(name),
    set: (name, value) => void state.set(name, value),
    clear: (name) => void state.delete(name),
    stateKeys: async () => [],
  };
}

/** Returns what handlers send. */
export async function sentByHandlers(): Promise<SentMessages> {
  const sent: SentMessages = {};
  const answers = ['running', new Promise(() => {})];
  const executor = new FakeExecutor({ provision: () => answers.shift() });
  const clock = standingClock;
  const settings = restateSettings({ executor, report: async () => undefined, clock, grace: 0 });
  const handlers = { ...pipelineDefinition(sdk, settings), ...tasksDefinition(sdk, settings) };
  const ctx = recordingContext(sent);
  const call = (kind: string, message: object) => {
    const handler = (handlers as unknown as Record<string, Handler>)[kind] as Handler;
    return handler(ctx, message);
  };
  const act = (type: string, parameters = {}) =>
    call('act', { request: { action: { type, ...parameters }, capabilities: {} }, now: noon });
  await call('create', { pipeline });
  await call('remove', { precondition: {}, now: noon });
  await call('create', { pipeline });
  await act('start');
  const version = await call('changed', { version: null, timeout: 0, now: noon });
  await call('changed', { version, timeout: 1_000, now: noon });
  await call('run', { ...(sent.run as object) });
  await call('run', { ...(sent.run as object), timeout: 1 });
  await call('ended', { ...(sent.ended as object), observation: null });
  await call('tryAgain', { ...(sent.tryAgain as object) });
  await act('stop', { force: true });
  return sent;
}
