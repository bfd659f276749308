/** Failures provoked by hand: each control does what its answer says, when it says so. */
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import { controlNames, NothingToProvokeError } from '../../src/simulator/controls';
import { type Simulated, simulated, textsIn } from './simulated';

const errorOf = async ({ deploymentOf }: Simulated) => (await deploymentOf('demo')).error;

async function running(request = 'start') {
  const simulator = await simulated();
  await simulator.call(request);
  await simulator.clock.runUntil(async () =>
    ['Running', 'Standby', 'Paused'].includes((await simulator.deploymentOf('demo')).status),
  );
  return simulator;
}

describe('provisioning_error', () => {
  test('fails the next provisioning, and only that', async () => {
    const simulator = await simulated();
    const { control, call, until, deploymentOf } = simulator;
    const { status, body } = await control('provisioning_error');
    expect(status).toBe(202);
    expect(body).toEqual({
      pipeline_name: 'demo',
      control: 'provisioning_error',
      effect:
        'The next provisioning fails: the pipeline goes through Stopping to Stopped, with the error ProvisioningFailed.',
    });
    await call('start');
    await until('Stopping');
    expect(await errorOf(simulator)).toMatchObject({
      error_code: 'ProvisioningFailed',
      details: { pipeline_name: 'demo', generation: 1, provoked: true },
    });
    await until('Stopped');
    await call('start');
    await until('Running');
    expect((await deploymentOf('demo')).error).toBeNull();
  });

  test('fails the next one, even after a forced stop', async () => {
    const simulator = await running();
    const { control, call, until } = simulator;
    await control('provisioning_error');
    await call('stop?force=true');
    await until('Stopped');
    await call('start');
    await until('Stopping');
    expect((await errorOf(simulator))?.error_code).toBe('ProvisioningFailed');
  });

  test('fails the one under way, and no other if that is called off', async () => {
    const simulator = await simulated();
    const { control, call, until } = simulator;
    await call('start');
    await until('Provisioning');
    await control('provisioning_error');
    await call('stop?force=true');
    await until('Stopped');
    await call('start');
    await until('Running');
    expect(await errorOf(simulator)).toBeNull();
  });

  test('fails the one under way', async () => {
    const simulator = await simulated();
    await simulator.call('start');
    await simulator.until('Provisioning');
    const { body } = await simulator.control('provisioning_error');
    expect(body.effect).toContain('The provisioning under way fails');
    await simulator.until('Stopping');
    expect((await errorOf(simulator))?.error_code).toBe('ProvisioningFailed');
  });
});

describe('crash', () => {
  test.each(['start', 'start?initial=paused', 'start?initial=standby'])(
    'ends the process now, after %s',
    async (request) => {
      const simulator = await running(request);
      const at = simulator.clock.now();
      expect((await simulator.control('crash')).status).toBe(202);
      expect((await simulator.deploymentOf('demo')).status).toBe('Stopping');
      expect((await errorOf(simulator))?.error_code).toBe('PipelineCrashed');
      expect(simulator.clock.now()).toBe(at);
      await simulator.until('Stopped');
    },
  );

  test('ends a suspension under way', async () => {
    const simulator = await running();
    await simulator.call('stop');
    await simulator.until('Suspending');
    expect((await simulator.control('crash')).status).toBe(202);
    await simulator.until('Stopped');
    expect((await errorOf(simulator))?.error_code).toBe('PipelineCrashed');
  });

  test('while a task is under way, makes the task fail too, without harm', async () => {
    const simulator = await running();
    await simulator.call('pause');
    await simulator.clock.advance(1);
    await simulator.control('crash');
    await simulator.until('Stopped');
    expect((await errorOf(simulator))?.error_code).toBe('PipelineCrashed');
  });

  test.each([
    ['is stopped', async () => {}],
    ['is being provisioned', async ({ call }: Simulated) => void (await call('start'))],
    [
      'is being deleted',
      async ({ call, until, clock }: Simulated) => {
        await call('start');
        await until('Running');
        await call('stop?force=true');
        await clock.settle();
      },
    ],
  ])('is refused with 409 if the pipeline %s', async (_, prepare) => {
    const simulator = await simulated();
    await prepare(simulator);
    await simulator.clock.settle();
    const before = await simulator.deploymentOf('demo');
    const { status, body } = await simulator.control('crash');
    expect(status).toBe(409);
    expect(body).toMatchObject({
      message: expect.stringMatching(/^The pipeline has no process that could crash/),
      error_code: 'NoProcess',
      details: { pipeline_name: 'demo', status: before.status },
    });
    expect(await simulator.deploymentOf('demo')).toBe(before);
  });
});

describe('suspend_failure', () => {
  test.each([
    ['The next suspension', false],
    ['The suspension under way', true],
  ])('%s fails, and the pipeline stops with the error', async (which, isUnderWay) => {
    const simulator = await running();
    if (isUnderWay) {
      await simulator.call('stop');
      await simulator.until('Suspending');
    }
    const { body } = await simulator.control('suspend_failure');
    expect(body.effect).toContain(`${which} fails`);
    if (!isUnderWay) await simulator.call('stop');
    await simulator.until('Stopped');
    expect(await errorOf(simulator)).toMatchObject({
      error_code: 'SuspendFailed',
      details: { provoked: true },
    });
    expect((await simulator.deploymentOf('demo')).checkpoint).toBeNull();
  });

  test('fails the next one, even after a forced stop', async () => {
    const simulator = await running();
    const { control, call, until } = simulator;
    await control('suspend_failure');
    await call('stop?force=true');
    await until('Stopped');
    await call('start');
    await until('Running');
    await call('stop');
    await until('Stopped');
    expect((await errorOf(simulator))?.error_code).toBe('SuspendFailed');
  });

  test('does not fail the one after it', async () => {
    const simulator = await running();
    await simulator.control('suspend_failure');
    await simulator.call('stop');
    await simulator.until('Stopped');
    await simulator.call('start');
    await simulator.until('Running');
    await simulator.call('stop');
    await simulator.until('Stopped');
    expect(await errorOf(simulator)).toBeNull();
  });
});

describe('suspend_hang', () => {
  test('ends with the suspension that is cancelled', async () => {
    const simulator = await running();
    const { control, call, until } = simulator;
    await control('suspend_hang');
    for (const stop of ['stop', 'stop?force=true']) await call(stop);
    await until('Stopped');
    await call('start');
    await until('Running');
    await call('stop');
    await until('Suspending');
    await control('suspend_hang');
    await simulator.clock.advance(60_000);
    await control('suspend_hang');
    await call('stop?force=true');
    await until('Stopped');
    await call('start');
    await until('Running');
    await call('stop');
    await until('Stopped');
    expect((await simulator.deploymentOf('demo')).checkpoint).not.toBeNull();
  });

  test('makes the next suspension last until a forced stop', async () => {
    const simulator = await running();
    expect((await simulator.control('suspend_hang')).body.effect).toContain('does not end');
    await simulator.call('stop');
    await simulator.until('Suspending');
    await simulator.clock.advance(3_600_000);
    expect((await simulator.deploymentOf('demo')).status).toBe('Suspending');
    const at = simulator.clock.now();
    await simulator.call('stop?force=true');
    await simulator.until('Stopped');
    expect(simulator.clock.now() - at).toBeLessThanOrEqual(2_000);
    expect(await errorOf(simulator)).toBeNull();
  });

  test('lasts even if processes may crash: nothing else ends it', async () => {
    const { call, control, clock, deploymentOf } = await simulated({ failures: 0.3, seed: 3 });
    for (let round = 0; (await deploymentOf('demo')).status !== 'Suspending'; round += 1) {
      expect(round).toBeLessThan(50);
      await control('suspend_hang');
      await call('start');
      await clock.advance(2_000);
      await call('stop');
      await clock.advance(5_000);
    }
    await clock.advance(3_600_000);
    expect((await deploymentOf('demo')).status).toBe('Suspending');
  });
});

test('suspend_failure ends a suspension that hangs, and spoils no other', async () => {
  const simulator = await running();
  const { control, call, until, clock, deploymentOf } = simulator;
  await control('suspend_hang');
  await call('stop');
  await until('Suspending');
  await clock.advance(3_600_000);
  expect((await deploymentOf('demo')).status).toBe('Suspending');
  expect((await control('suspend_failure')).body.effect).toContain('under way fails');
  await until('Stopped');
  expect(await errorOf(simulator)).toMatchObject({ error_code: 'SuspendFailed' });
  await call('start');
  await until('Running');
  await call('stop');
  await until('Stopped');
  expect(await errorOf(simulator)).toBeNull();
});

test.each(['suspend_failure', 'suspend_hang'])(
  '%s is refused with 409 in an edition that never suspends',
  async (name) => {
    const { control } = await simulated({ edition: 'open-source' });
    const { status, body } = await control(name);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      error_code: 'NoSuspension',
      details: { pipeline_name: 'demo', hint: 'Start the simulator with --edition enterprise.' },
    });
  },
);

describe('modify', () => {
  const modified = async () => {
    const simulator = await running();
    await simulator.call('stop');
    await simulator.until('Stopped');
    const { body } = await simulator.control('modify');
    expect(body.effect).toMatch(/^The pipeline counts as modified since its checkpoint\. The next/);
    return simulator;
  };

  test('with await_approval, the next start awaits approval, and the one after it does not', async () => {
    const { call, until } = await modified();
    await call('start?initial=paused');
    await until('AwaitingApproval');
    expect((await call('approve')).status).toBe(202);
    await until('Paused');
    await call('stop');
    await until('Stopped');
    await call('start');
    await until('Running');
  });

  test('with reject, every start fails until one is allowed', async () => {
    const simulator = await modified();
    for (let round = 0; round < 2; round += 1) {
      await simulator.call('start?bootstrap_policy=reject');
      await simulator.until('Stopping');
      expect((await errorOf(simulator))?.error_code).toBe('BootstrapRejected');
      await simulator.until('Stopped');
    }
    await simulator.call('start?bootstrap_policy=allow');
    await simulator.until('Running');
    await simulator.call('stop');
    await simulator.until('Stopped');
    await simulator.call('start?bootstrap_policy=reject');
    await simulator.until('Running');
  });

  test('makes an activation await approval', async () => {
    const { call, until, control } = await running('start?initial=standby');
    await control('modify');
    await call('activate?initial=paused');
    await until('AwaitingApproval');
    await call('approve');
    await until('Paused');
  });

  test('makes no difference to a start without a checkpoint, and says so', async () => {
    const { call, until, control } = await simulated();
    const { body } = await control('modify');
    expect(body.effect).toContain('It has no checkpoint yet');
    await call('start');
    await until('Running');
    await call('stop');
    await until('Stopped');
    await call('start?bootstrap_policy=reject');
    await until('Running');
  });
});

describe('over HTTP', () => {
  test('GET /simulator lists every control, and the settings', async () => {
    const latency = { least: 5, most: 9 };
    const { ask } = await simulated({ edition: 'open-source', seed: 3, failures: 0.2, latency });
    const { status, body } = await ask('GET', '/simulator');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      edition: 'open-source',
      capabilities: { checkpointing: false },
      seed: 3,
      failures: 0.2,
      latency: { least_milliseconds: 5, most_milliseconds: 9 },
    });
    const listed = body.controls as { path: string; method: string; effect: string }[];
    expect(listed.map(({ path }) => path)).toEqual(
      controlNames.map((name) => `/simulator/pipelines/{name}/${name}`),
    );
  });

  test.each([
    ['POST', '/simulator/pipelines/nobody/crash', 404, 'UnknownPipelineName'],
    ['POST', '/simulator/pipelines/demo/explode', 404, 'UnknownEndpoint'],
    ['POST', '/simulator/pipelines/demo', 404, 'UnknownEndpoint'],
    ['GET', '/simulator/pipelines/demo/crash', 405, 'MethodNotAllowed'],
    ['POST', '/simulator', 405, 'MethodNotAllowed'],
    ['POST', '/simulator/pipelines/demo/modify?now=true', 400, 'InvalidRequest'],
    ['GET', '/', 404, 'UnknownEndpoint'],
    ['GET', '/simulators', 404, 'UnknownEndpoint'],
  ])('%s %s is answered with %i %s', async (method, path, status, code) => {
    const { ask, log } = await simulated();
    const answer = await ask(method, path);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      message: expect.any(String),
      error_code: code,
      details: expect.any(Object),
    });
    expect(textsIn(log).at(-1)).toContain(
      `${status} ${code}  ${answer.body.message}`.slice(0, 120),
    );
  });

  test('a body is refused, because it would be ignored', async () => {
    const { ask } = await simulated();
    const init = { body: '{"in":"5s"}', headers: { 'content-length': '11' } };
    const { status, body } = await ask('POST', '/simulator/pipelines/demo/modify', init);
    expect([status, body.error_code]).toEqual([400, 'InvalidRequest']);
  });

  test('the log says why something cannot be provoked', async () => {
    const { control, log } = await simulated();
    const { body } = await control('crash');
    expect(textsIn(log).at(-1)).toBe(`POST simulator crash  409 NoProcess  ${body.message}`);
  });

  test('the key of the API is needed here too', async () => {
    const apiKey = 'a-key-of-sixteen-letters';
    const { ask } = await simulated({ apiKey });
    for (const path of ['/simulator', '/simulator/nowhere', '/v0/pipelines']) {
      const { status, body } = await ask('GET', path);
      expect([status, body.error_code]).toEqual([401, 'Unauthorized']);
    }
    const headers = { authorization: `Bearer ${apiKey}` };
    expect((await ask('GET', '/simulator', { headers })).status).toBe(200);
    const modify = '/simulator/pipelines/demo/modify';
    expect((await ask('POST', modify)).status).toBe(401);
    expect((await ask('POST', modify, { headers })).status).toBe(202);
  });
});

describe('in process', () => {
  test('control says the same, and rejects with errors that name the problem', async () => {
    const { simulator } = await simulated();
    expect(await simulator.control('demo', 'modify')).toContain('counts as modified');
    await expect(simulator.control('demo', 'crash')).rejects.toThrow(NothingToProvokeError);
    await expect(simulator.control('nobody', 'modify')).rejects.toThrow(
      'pipelineName is "nobody", but must be the name of an existing pipeline.',
    );
    await expect(simulator.control('demo', 'explode' as 'crash')).rejects.toThrow(
      InvalidInputError,
    );
  });
});
