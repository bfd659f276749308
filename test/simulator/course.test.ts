/** The same seed gives the same course of events, for each pipeline whatever others do. */
import { describe, expect, test } from 'vitest';
import { amount, sample } from '../tier';
import { type Simulated, simulated, textsIn } from './simulated';

/** Requests that work in many states, sent a minute apart. */
const requests = [
  'start',
  'pause',
  'resume',
  'stop',
  'start?initial=standby',
  'activate',
  'approve',
  'stop?force=true',
  'start?initial=paused&bootstrap_policy=reject',
  'dismiss_error',
];

async function lives({ call, clock }: Simulated, names: readonly string[], rounds = 3) {
  for (let round = 0; round < rounds; round += 1) {
    for (const request of requests) {
      for (const name of names) await call(request, name);
      await clock.advance(60_000);
    }
  }
}

describe('a seed', () => {
  const course = async (seed: number) => {
    const running = await simulated({ seed, failures: 0.3, pipelines: ['orders', 'clicks'] });
    await lives(running, ['orders', 'clicks']);
    return running.log;
  };

  test.each(sample([7, Number.MAX_SAFE_INTEGER, 0, 4_294_967_295], 2))(
    '%d makes the same log again, to the millisecond',
    async (seed) => {
      const log = await course(seed);
      expect(log.length).toBeGreaterThan(120);
      expect(await course(seed)).toEqual(log);
    },
  );

  test('makes another course than any other seed', async () => {
    const logs = await Promise.all(sample([1, 2, 3, 4, 5], 3).map(course));
    expect(new Set(logs.map((log) => log.join('\n'))).size).toBe(logs.length);
  });

  test('decides the course of a pipeline, whatever others do', async () => {
    const names = ['orders', 'clicks', 'payments'];
    const alone = await simulated({ failures: 0.3, pipelines: ['orders'] });
    await lives(alone, ['orders']);
    const among = await simulated({ failures: 0.3, pipelines: names });
    await lives(among, [...names].reverse());
    const ofOrders = among.log.filter((line) => / orders /.test(line));
    expect(ofOrders.length).toBeLessThan(among.log.length / 2);
    expect(ofOrders).toEqual(alone.log);
  });

  test('gives each of two pipelines its own course', async () => {
    const running = await simulated({ failures: 0.3, pipelines: ['orders', 'clicks'] });
    await lives(running, ['orders', 'clicks']);
    const { log } = running;
    const courseOf = (name: string) => textsIn(log.filter((line) => line.includes(` ${name} `)));
    expect(courseOf('orders')).not.toEqual(courseOf('clicks'));
  });
});

describe('every failure occurs', () => {
  test('at a probability of 0.3, within 20 deployments', async () => {
    const running = await simulated({ failures: 0.3 });
    let hung = 0;
    for (let round = 0; round < 20; round += 1) {
      await running.call('start');
      await running.clock.advance(round % 2 === 0 ? 5_000 : 30_000);
      await running.call('stop');
      await running.clock.advance(30_000);
      if ((await running.deploymentOf('demo')).status === 'Suspending') hung += 1;
      await running.call('stop?force=true');
      await running.until('Stopped');
    }
    expect(hung).toBeGreaterThan(0);
    expect(hung).toBeLessThan(5);
    const log = running.log.join('\n');
    expect(log).toMatch(/runner {2}awaitProvisioned -> AwaitingApproval/);
    expect(log).toMatch(/runner {2}awaitProvisioned -> Stopping {2}ProvisioningFailed: /);
    expect(log).toMatch(/runner {2}by itself -> Stopping {2}PipelineCrashed: /);
    expect(log).toMatch(/runner {2}awaitSuspended -> Stopping {2}SuspendFailed: /);
    expect(log).toMatch(/runner {2}awaitDeprovisioned failed: .*, again in \d+ ms/);
  });

  test('about as often as the probability says, and never at 0', async () => {
    const rounds = amount({ usual: 40, deep: 100 });
    for (const failures of [0, 0.3, 1]) {
      const { call, until, clock, deploymentOf } = await simulated({ failures });
      let failed = 0;
      for (let round = 0; round < rounds; round += 1) {
        await call('start');
        await clock.runUntil(async () => {
          const { status } = await deploymentOf('demo');
          return status === 'Running' || status === 'Stopping';
        });
        if ((await deploymentOf('demo')).error !== null) failed += 1;
        await call('stop?force=true');
        // Even if everything fails that can, the deletion succeeds in the end.
        await until('Stopped');
      }
      expect(failed / rounds).toBeGreaterThanOrEqual(failures === 0.3 ? 0.15 : failures);
      expect(failed / rounds).toBeLessThanOrEqual(failures === 0.3 ? 0.5 : failures);
    }
  });
});

describe('a pipeline that is up', () => {
  test('makes a checkpoint every ten seconds while it runs, and none while it is paused', async () => {
    const { call, until, clock, deploymentOf } = await simulated();
    await call('start');
    await until('Running');
    await clock.advance(35_000);
    expect((await deploymentOf('demo')).checkpoint).toBe(3);
    await call('pause');
    await until('Paused');
    const { checkpoint } = await deploymentOf('demo');
    await clock.advance(60_000);
    expect((await deploymentOf('demo')).checkpoint).toBe(checkpoint);
  });

  test('makes a last checkpoint when it is suspended', async () => {
    const { call, until, clock, deploymentOf } = await simulated();
    await call('start');
    await until('Running');
    await clock.advance(25_000);
    await call('stop');
    await until('Stopped');
    expect((await deploymentOf('demo')).checkpoint).toBe(3);
  });

  test('makes no checkpoints in the open-source edition, and cannot be suspended', async () => {
    const { call, until, clock, deploymentOf } = await simulated({ edition: 'open-source' });
    await call('start');
    await until('Running');
    await clock.advance(60_000);
    expect((await deploymentOf('demo')).checkpoint).toBeNull();
    expect(await call('stop')).toMatchObject({
      status: 501,
      body: { error_code: 'EnterpriseFeature' },
    });
  });

  test('takes as long as the latency says', async () => {
    const { call, until, clock } = await simulated({ latency: { least: 500, most: 700 } });
    for (let round = 0; round < 30; round += 1) {
      await call('start');
      const start = clock.now();
      await until('Running');
      expect(clock.now() - start).toBeGreaterThanOrEqual(500);
      expect(clock.now() - start).toBeLessThanOrEqual(700);
      await call('stop?force=true');
      await until('Stopped');
    }
  });
});

describe('nothing is left behind', () => {
  test('by a stopped pipeline: only the resync of the reconciler sleeps', async () => {
    const { call, until, clock } = await simulated({ pipelines: ['demo', 'other'] });
    const before = clock.sleepers;
    await call('start');
    await until('Running');
    expect(clock.sleepers).toBeGreaterThan(before);
    await call('stop?force=true');
    await until('Stopped');
    await clock.settle();
    expect(clock.sleepers).toBe(before);
  });

  test('by a pipeline whose provisioning, or endless suspension, is cancelled', async () => {
    const { call, until, clock, control } = await simulated();
    const before = clock.sleepers;
    await call('start');
    await until('Provisioning');
    const at = clock.now();
    await call('stop?force=true');
    await clock.settle();
    expect(clock.now()).toBe(at);
    await until('Stopped');
    expect(clock.sleepers).toBe(before);
    await call('start');
    await until('Running');
    await control('suspend_hang');
    await call('stop');
    await until('Suspending');
    await clock.advance(600_000);
    await call('stop?force=true');
    await until('Stopped');
    expect(clock.sleepers).toBe(before);
  });

  test('by a simulator that was stopped in the middle of something', async () => {
    for (const milliseconds of [0, 1, 100, 300, 1_000, 3_000, 20_000]) {
      const { simulator, call, clock } = await simulated({ latency: { least: 100, most: 400 } });
      await call('start');
      await clock.advance(milliseconds);
      await call('stop');
      await clock.advance(milliseconds / 10);
      const stopping = simulator.stop();
      await clock.settle();
      await stopping;
      expect(clock.sleepers).toBe(0);
    }
  });

  test('by a deleted pipeline: the next one of its name has no checkpoint', async () => {
    const { ask, call, until, clock, control, deploymentOf } = await simulated();
    await call('start');
    await until('Running');
    await clock.advance(25_000);
    await control('modify');
    await control('provisioning_error');
    await call('stop?force=true');
    await until('Stopped');
    expect((await ask('DELETE', '/v0/pipelines/demo')).status).toBe(204);
    const body = JSON.stringify({ name: 'demo' });
    expect((await ask('POST', '/v0/pipelines', { body })).status).toBe(201);
    await call('start');
    await until('Running');
    await clock.advance(10_000);
    expect((await deploymentOf('demo')).checkpoint).toBe(1);
  });
});
