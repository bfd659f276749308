/** The metrics, probes and spans of the example control plane. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
// @ts-expect-error -- an example, not a module with types
import * as feeds from '../../../examples/control-plane/observability/lifecycle-metrics.mjs';
// @ts-expect-error -- an example, not a module with types
import { Metrics } from '../../../examples/control-plane/observability/metrics.mjs';
// @ts-expect-error -- an example, not a module with types
import { probes } from '../../../examples/control-plane/observability/probes.mjs';
// @ts-expect-error -- an example, not a module with types
import * as spans from '../../../examples/control-plane/observability/tracing.mjs';
import { applyAction, createPipeline, memoryStore, runReconciler } from '../../../src/host';
import { createLifecycleHandler, noAuthentication } from '../../../src/http';
import { until } from '../../until';
import { readOpenMetrics } from './open-metrics';

const samplesOf = (text: string, family: string) =>
  Object.fromEntries(readOpenMetrics(text).get(family)?.samples ?? []);

test('labels and helps are escaped, and a metric without samples is there', async () => {
  const metrics = new Metrics();
  const count = metrics.counter('odd', 'Back\\slash\nand line.');
  metrics.counter('none', 'Never counted.');
  metrics.gauge('level', 'A level.', () => 0.5);
  count({ path: 'a"b\\c\nd' });
  count({ path: 'a"b\\c\nd' }, 2);
  const text = await metrics.text();
  expect(samplesOf(text, 'odd')).toEqual({ '{path="a\\"b\\\\c\\nd"}': 3 });
  expect(samplesOf(text, 'none')).toEqual({});
  expect(samplesOf(text, 'level')).toEqual({ '': 0.5 });
  expect(() => metrics.counter('level', 'Again.')).toThrow('there already');
});

test.each([
  'level 1\n# EOF\n',
  '# TYPE a counter\n# HELP a A.\na 1\n# EOF\n',
  '# TYPE a gauge\n# HELP a A.\na 1\n',
  '# TYPE a gauge\n# HELP a A.\na 1\na 2\n# EOF\n',
  '# TYPE a gauge\n# HELP a A.\na{b="c"d"} 1\n# EOF\n',
])('the reader of the tests refuses %j', (text) => {
  expect(() => readOpenMetrics(text)).toThrow('Not ');
});

test('decisions are counted by action and code, pipelines by status', async () => {
  const store = memoryStore();
  const metrics = new Metrics();
  feeds.storeMetrics(metrics, store);
  const onEvent = feeds.handlerMetrics(metrics);
  const handler = createLifecycleHandler({ store, authenticate: noAuthentication, onEvent });
  const post = (path: string, body: string | null = null) =>
    handler(new Request(`http://localhost/v0/pipelines${path}`, { method: 'POST', body }));
  for (const name of ['orders', 'clicks']) await post('', JSON.stringify({ name }));
  for (const action of ['start', 'start', 'pause']) await post(`/orders/${action}`);
  const text = await metrics.text();
  expect(samplesOf(text, 'lifecycle_decisions')).toEqual({
    '{action="start",code="accepted"}': 2,
    '{action="pause",code="IllegalPipelineAction"}': 1,
  });
  expect(samplesOf(text, 'lifecycle_pipelines')).toMatchObject({
    '{status="Stopped"}': 2,
    '{status="Running"}': 0,
  });
  expect(samplesOf(text, 'lifecycle_http_answers')).toMatchObject({ '{status="202"}': 2 });
});

test('the age of the oldest pipeline that is not settled counts from when it was asked', async () => {
  const store = memoryStore();
  const metrics = new Metrics();
  feeds.storeMetrics(metrics, store);
  const age = async () =>
    samplesOf(await metrics.text(), 'lifecycle_oldest_unsettled_seconds')[''] ?? Number.NaN;
  const created = Date.now() - 3_600_000;
  await store.create(createPipeline('orders', { now: created, id: 'orders-1' }));
  expect(await age()).toBe(0);
  const context = { now: created + 600_000, capabilities: {} };
  await store.update('orders', (pipeline) => applyAction(pipeline, { type: 'start' }, context));
  expect(await age()).toBeGreaterThanOrEqual(3_000);
});

test('steps and observations are counted', async () => {
  const store = memoryStore();
  const metrics = new Metrics();
  const count = feeds.reconcilerMetrics(metrics);
  await store.create(createPipeline('orders', { now: 0, id: 'orders-1' }));
  const context = { now: 0, capabilities: {} };
  await store.update('orders', (pipeline) => applyAction(pipeline, { type: 'start' }, context));
  const unused = async () => {
    throw new Error('Nobody asks for it.');
  };
  const executor = {
    ...{ activate: unused, bootstrap: unused, pause: unused, resume: unused, suspend: unused },
    provision: async () => 'running' as const,
    deprovision: unused,
  };
  const end = new AbortController();
  const ended = runReconciler({ store, executor, signal: end.signal, onEvent: count });
  await until(async () => (await store.read('orders'))?.deployment.status === 'Running');
  end.abort();
  await ended;
  expect(samplesOf(await metrics.text(), 'lifecycle_observations')).toEqual({
    '{type="provisioning",outcome="applied"}': 1,
    '{type="running",outcome="applied"}': 1,
  });
});

test('claims that are acquired are counted, and takeovers', async () => {
  const metrics = new Metrics();
  const claims = { acquire: async (limit: number) => Array(limit).fill({}), end: async () => {} };
  const store = feeds.countedClaims({ ...memoryStore(), claims: async () => claims }, metrics);
  const counted = await store.claims({ lease: 1_000 });
  expect(await counted.acquire(3)).toHaveLength(3);
  const onEvent = feeds.executorMetrics(metrics);
  for (const type of ['task', 'takenOver', 'adopted']) onEvent({ type });
  const text = await metrics.text();
  expect(samplesOf(text, 'lifecycle_claims')).toEqual({ '': 3 });
  expect(samplesOf(text, 'lifecycle_takeovers')).toEqual({ '': 1 });
  expect(samplesOf(text, 'lifecycle_processes')).toEqual({ '{event="adopted"}': 1 });
});

test('a process is alive without its store, but not ready', async () => {
  let isAway = false;
  let isEnding = false;
  let lists = 0;
  const list = async () => {
    lists += 1;
    if (isAway) throw new Error('away');
    return [];
  };
  const store = { ...memoryStore(), list };
  const metrics = new Metrics();
  feeds.storeMetrics(metrics, store);
  await metrics.text();
  expect(lists).toBe(1);
  const probe = probes({ store, metrics, isEnding: () => isEnding });
  const server = createServer((incoming, outgoing) => {
    if (!probe(incoming, outgoing)) outgoing.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const statusOf = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { connection: 'close' },
    });
    return [response.status, await response.text()];
  };
  expect(await statusOf('/healthz')).toEqual([200, 'ok\n']);
  expect(await statusOf('/readyz')).toEqual([200, 'ready\n']);
  expect(await statusOf('/elsewhere')).toEqual([404, '']);
  isAway = true;
  expect(await statusOf('/healthz')).toEqual([200, 'ok\n']);
  expect(await statusOf('/readyz')).toEqual([503, 'the store cannot be reached\n']);
  const [status, text] = await statusOf('/metrics');
  expect(status).toBe(200);
  expect(samplesOf(String(text), 'lifecycle_pipelines')).toEqual({});
  isAway = false;
  isEnding = true;
  expect(await statusOf('/readyz')).toEqual([503, 'ending\n']);
});

/** A tracer that records what it is told. */
function tracer() {
  const told: unknown[] = [];
  const span = {
    recordException: ({ message }: Error) => told.push(message),
    setAttribute: (name: string, value: unknown) => told.push([name, value]),
    setStatus: (status: unknown) => told.push(status),
    end: () => told.push('end'),
  };
  const startActiveSpan = (name: string, options: object, act: (given: typeof span) => unknown) => {
    told.push(name, options);
    return act(span);
  };
  const api = { trace: { getTracer: () => ({ startActiveSpan }) }, SpanStatusCode: { ERROR: 2 } };
  return { api, told };
}

test('each request is a span with the status of its answer', async () => {
  const { api, told } = tracer();
  const traced = spans.tracing(api);
  for (const status of [202, 503])
    await traced('POST', {}, async () => Response.json({}, { status }));
  const ofAnswer = (status: number) => [
    'POST',
    { attributes: {} },
    ['http.response.status_code', status],
  ];
  expect(told).toEqual([...ofAnswer(202), 'end', ...ofAnswer(503), { code: 2 }, 'end']);
});

test('each task is a span, if there is a tracer, and its error is in it', async () => {
  const { api, told } = tracer();
  const task = { pipelineName: 'orders', pipelineId: 'orders-1', fence: 3 };
  const deployment = { generation: 1, desiredStatus: 'Paused' };
  const pause = async () => {
    throw new Error('no');
  };
  const executor = spans.tracedExecutor({ pause, connect: () => 'kept' }, spans.tracing(api));
  await expect(executor.pause({ ...task, deployment })).rejects.toThrow('no');
  const attributes = expect.objectContaining({ 'pipeline.name': 'orders', 'pipeline.fence': 3 });
  const status = { code: 2, message: 'no' };
  expect(told).toEqual(['pipeline pause', { attributes }, 'no', status, 'end']);
  expect(executor.connect()).toBe('kept');
  // Without the package, tasks are what they were.
  expect(await spans.tracing(undefined)('name', {}, async () => 5)).toBe(5);
});
