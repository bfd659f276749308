/**
 * The contract of the live system's Python client: the requests that it sends for the lifecycle, as
 * its documentation describes them, and what it reads in the answers.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Simulated, simulated } from './simulated';

const latency = { least: 10, most: 10 };

let simulator: Simulated;
beforeEach(async () => {
  simulator = await simulated({ dialect: 'feldera', pipelines: [], latency });
});

const program = {
  name: 'orders',
  description: '',
  program_code: 'CREATE TABLE orders (id INT);',
  program_config: { profile: null },
  runtime_config: { workers: 4 },
  udf_rust: '',
  udf_toml: '',
  tags: [],
};

const put = (body: object) => ({ body: JSON.stringify(body), headers: contentType });
const contentType = { 'content-type': 'application/json' };

function ask(method: string, path: string, init: RequestInit = {}) {
  return simulator.ask(method, `/v0${path}`, init);
}

const statusOf = async () => (await ask('GET', '/pipelines/orders?selector=status')).body;

/** Polls as the client does, until the pipeline has this status. */
async function until(status: string) {
  await simulator.clock.runUntil(async () => (await statusOf()).deployment_status === status);
  return statusOf();
}

const start = (query: string) =>
  ask('POST', `/pipelines/orders/start?dismiss_error=false&${query}`);

/** Dismisses an error first, as the client does before each start. */
async function started(query: string, status: string) {
  expect((await ask('POST', '/pipelines/orders/dismiss_error')).status).toBe(200);
  expect((await start(query)).status).toBe(202);
  return until(status);
}

async function stopped(force: boolean) {
  const { status } = await ask('POST', `/pipelines/orders/stop?force=${force}`);
  expect(status).toBe(202);
  return until('Stopped');
}

describe('the client of the live system', () => {
  it('is told the edition and the version, first of all', async () => {
    const { status, body } = await ask('GET', '/config');
    expect(status).toBe(200);
    expect(body).toMatchObject({ edition: 'Enterprise', version: expect.any(String) });
  });

  it('creates a pipeline, waits until it is compiled, and reads its program back', async () => {
    expect((await ask('GET', '/pipelines/orders?selector=status')).body).toMatchObject({
      error_code: 'UnknownPipelineName',
    });
    expect((await ask('POST', '/pipelines', put(program))).status).toBe(201);
    const seen = await statusOf();
    expect(seen).toMatchObject({ name: 'orders', program_status: 'Success', program_version: 1 });
    expect(seen).toMatchObject({ description: '', tags: [] });
    expect(seen).not.toHaveProperty('program_code');
    const { body: all } = await ask('GET', '/pipelines/orders?selector=all');
    expect(all).toMatchObject(program);
    const { body: list } = await ask('GET', '/pipelines?selector=status');
    expect(list).toMatchObject([{ name: 'orders', storage_status: 'Cleared' }]);
    const changed = { ...program, program_code: 'CREATE TABLE lines (id INT);' };
    expect((await ask('PUT', '/pipelines/orders', put(changed))).status).toBe(200);
    expect(await statusOf()).toMatchObject({ program_version: 2 });
  });

  it('starts, pauses, resumes, restarts, and stops in both ways', async () => {
    expect((await ask('PUT', '/pipelines/orders', put(program))).status).toBe(201);
    const running = await started('initial=running&silent_bootstrap=true', 'Running');
    expect(running).toMatchObject({
      deployment_desired_status: 'Running',
      deployment_resources_status: 'Provisioned',
      deployment_runtime_status: 'Running',
      deployment_runtime_desired_status: 'Running',
      deployment_error: null,
      storage_status: 'InUse',
    });
    expect((await ask('POST', '/pipelines/orders/pause')).status).toBe(202);
    await until('Paused');
    expect((await ask('POST', '/pipelines/orders/resume')).status).toBe(202);
    await until('Running');
    await stopped(true);
    await started('initial=paused&bootstrap_policy=allow', 'Paused');
    expect(await stopped(false)).toMatchObject({ deployment_desired_status: 'Stopped' });
  });

  it('starts in standby and activates; a pipeline that runs may be activated too', async () => {
    await ask('POST', '/pipelines', put(program));
    await started('initial=standby&bootstrap_policy=allow', 'Standby');
    expect((await ask('POST', '/pipelines/orders/stop?force=false')).body).toMatchObject({
      error_code: 'InvalidTransition',
    });
    expect((await ask('POST', '/pipelines/orders/activate')).status).toBe(202);
    await until('Running');
    expect((await ask('POST', '/pipelines/orders/activate?initial=paused')).status).toBe(202);
    await until('Paused');
  });

  it('approves a pipeline that was modified since its checkpoint', async () => {
    await ask('POST', '/pipelines', put(program));
    await started('initial=running', 'Running');
    await stopped(false);
    await simulator.simulator.control('orders', 'modify');
    await started('initial=running', 'AwaitingApproval');
    expect((await ask('POST', '/pipelines/orders/approve?concurrent_bootstrap=true')).status).toBe(
      200,
    );
    await until('Running');
    const both = 'silent_bootstrap=true&concurrent_bootstrap=true';
    const { status, body } = await ask('POST', `/pipelines/orders/approve?${both}`);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { error_code: 'InvalidBootstrapConfig' },
    });
  });

  it('clears the storage, does not start meanwhile, and deletes', async () => {
    await ask('POST', '/pipelines', put(program));
    await started('initial=running', 'Running');
    const inUse = await ask('POST', '/pipelines/orders/clear');
    expect(inUse.body).toMatchObject({ error_code: 'StorageStatusImmutableUnlessStopped' });
    await stopped(true);
    expect((await ask('DELETE', '/pipelines/orders')).body).toMatchObject({
      error_code: 'DeleteRestrictedToClearedStorage',
    });
    expect((await ask('POST', '/pipelines/orders/clear')).status).toBe(202);
    expect((await statusOf()).storage_status).toBe('Clearing');
    expect(await start('initial=running')).toMatchObject({
      status: 400,
      body: { error_code: 'CannotStartWhileClearingStorage' },
    });
    await simulator.clock.runUntil(async () => (await statusOf()).storage_status === 'Cleared');
    expect((await ask('DELETE', '/pipelines/orders')).status).toBe(204);
  });

  it('reads the changes as a list, or as a stream if it asks for one', async () => {
    await ask('POST', '/pipelines', put(program));
    await started('initial=running', 'Running');
    const { body: events } = await ask('GET', '/pipelines/orders/events?selector=status');
    const [latest, ...others] = events as unknown as readonly object[];
    expect(latest).toMatchObject({
      event_id: expect.any(String),
      deployment_runtime_status: 'Running',
      deployment_has_error: false,
      storage_status: 'InUse',
    });
    expect(others.at(-1)).toMatchObject({ deployment_resources_status: 'Stopped' });
    const stream = await simulator.simulator.fetch(
      new Request('http://localhost/v0/pipelines/orders/events', {
        headers: { accept: 'text/event-stream' },
      }),
    );
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await stream.body?.cancel();
  });

  it('is refused as the live system refuses', async () => {
    await ask('POST', '/pipelines', put(program));
    expect(await ask('POST', '/pipelines/orders/pause')).toMatchObject({
      status: 503,
      body: {
        error_code: 'PipelineInteractionNotDeployed',
        details: { pipeline_name: 'orders', status: 'Stopped', desired_status: 'Stopped' },
      },
    });
    expect(await ask('GET', '/pipelines/orders?selector=most')).toMatchObject({ status: 400 });
    expect(await ask('PUT', '/pipelines/orders', { body: '[]' })).toMatchObject({ status: 400 });
  });
});

describe('the dialect of the documents', () => {
  it('has none of it', async () => {
    const documented = await simulated({ pipelines: ['orders'], latency });
    const { ask: request } = documented;
    expect((await request('GET', '/v0/config')).status).toBe(404);
    expect((await request('GET', '/v0/pipelines/orders?selector=status')).status).toBe(400);
    expect((await request('POST', '/v0/pipelines/orders/dismiss_error')).status).toBe(202);
    expect((await request('POST', '/v0/pipelines/orders/pause')).status).toBe(400);
    expect((await request('GET', '/v0/pipelines/orders')).body).not.toHaveProperty(
      'program_status',
    );
  });

  it('is the only one in which a history is recorded', async () => {
    await expect(simulated({ dialect: 'feldera', record: 'history.jsonl' })).rejects.toThrow(
      'record is "history.jsonl", but must be left out',
    );
  });
});
