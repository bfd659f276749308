/** The tasks of pipelines in Restate: one at a time, called off, tried again, in time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DeploymentFailedError, type Task, TaskCalledOffError } from '../../src/host';
import { isDeep } from '../tier';
import { until } from '../until';
import { ask, createOn, describeOnRestate, reached, startWorker } from './worker';

/** Resolves once the task is called off, with the reason. */
const calledOff = ({ signal }: Task) =>
  new Promise<unknown>((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
  });
const forever = () => new Promise<never>(() => {});
/** The longest wait that can be given: whoever waits for it waits for ever. */
const longest = 2_147_483_647;

/** Each takes the engine a while. */
const inDepth = test.runIf(isDeep);

describeOnRestate('the executor', () => {
  test('is asked once for each step, with a fence that rises', async () => {
    const { service, executor } = await startWorker();
    await createOn(service);
    expect(await ask(service, 'start')).toBe(202);
    await reached(service, 'Running');
    expect(await ask(service, 'pause')).toBe(202);
    await reached(service, 'Paused');
    expect(await ask(service, 'stop')).toBe(202);
    const { deployment } = await reached(service, 'Stopped');
    expect(deployment).toMatchObject({ desiredStatus: 'Stopped', checkpoint: 1, error: null });
    expect(executor.asked).toEqual(['provision', 'pause', 'suspend', 'deprovision']);
    expect(executor.calls.map(({ task }) => task.fence)).toEqual([1, 2, 3, 4]);
    expect(executor.most).toBe(1);
  });

  inDepth('is told that a hanging provision is called off, and deletes after its end', async () => {
    const reasons: unknown[] = [];
    const provision = async (task: Task) => {
      reasons.push(await calledOff(task));
      throw new Error('This counts for nothing.');
    };
    const { service, executor, errors } = await startWorker({ provision }, { grace: longest });
    await createOn(service);
    await ask(service, 'start');
    await until(() => executor.asked.length === 1);
    expect(await ask(service, 'stop?force=true')).toBe(202);
    const { deployment } = await reached(service, 'Stopped');
    expect(deployment.error).toBeNull();
    expect(reasons).toEqual([new TaskCalledOffError('level')]);
    expect(executor.asked).toEqual(['provision', 'deprovision']);
    expect([executor.most, errors]).toEqual([1, []]);
  });

  inDepth('is waited for only for its grace', async () => {
    const { service, executor } = await startWorker({ provision: forever }, { grace: 20 });
    await createOn(service);
    await ask(service, 'start');
    await until(() => executor.asked.length === 1);
    await ask(service, 'stop?force=true');
    await reached(service, 'Stopped');
    expect(executor.asked).toEqual(['provision', 'deprovision']);
    expect(executor.mostWanted).toBe(1);
  });

  inDepth('keeps the checkpoint of a suspension that a forced stop came too late for', async () => {
    const suspend = async (task: Task) => {
      await calledOff(task);
      return { checkpoint: 7 };
    };
    const { service, executor } = await startWorker({ suspend }, { grace: longest });
    await createOn(service);
    await ask(service, 'start');
    await reached(service, 'Running');
    await ask(service, 'stop');
    await until(() => executor.asked.includes('suspend'));
    await ask(service, 'stop?force=true');
    expect((await reached(service, 'Stopped')).deployment.checkpoint).toBe(7);
  });

  test('has its late result reported after the grace', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const pauses = [() => finished, calledOff];
    const pause = (task: Task) => pauses.shift()?.(task);
    const { service, executor } = await startWorker({ pause }, { grace: 5 });
    await createOn(service);
    await ask(service, 'start');
    await reached(service, 'Running');
    await ask(service, 'pause');
    await until(() => executor.asked.includes('pause'));
    await ask(service, 'resume');
    await until(() => executor.last('pause').signal.aborted);
    await ask(service, 'pause');
    await until(() => executor.asked.filter((method) => method === 'pause').length === 2);
    finish();
    await reached(service, 'Paused');
    await until(() => executor.last('pause').signal.aborted);
    expect(executor.most).toBe(2);
  });

  inDepth('is asked again after an error, with the next fence', async () => {
    let failures = 0;
    const provision = () => {
      failures += 1;
      if (failures < 3) throw new Error(`Failure ${failures}.`);
      return 'running';
    };
    const { service, executor, errors } = await startWorker({ provision });
    await createOn(service);
    await ask(service, 'start');
    await reached(service, 'Running');
    expect(executor.calls.map(({ task }) => task.fence)).toEqual([1, 2, 3]);
    expect(errors).toEqual([new Error('Failure 1.'), new Error('Failure 2.')]);
  });

  inDepth('deletes at once, and does not wait for the next try of something else', async () => {
    const provision = () => {
      throw new Error('Not yet.');
    };
    const backoff = { first: longest, max: longest };
    const { service, executor, errors } = await startWorker({ provision }, { backoff });
    await createOn(service);
    await ask(service, 'start');
    await until(() => errors.length === 1);
    await ask(service, 'stop?force=true');
    await reached(service, 'Stopped');
    expect(executor.asked).toEqual(['provision', 'deprovision']);
  });

  inDepth('has a task that takes too long called off and tried again', async () => {
    const reasons: unknown[] = [];
    let tries = 0;
    const pause = async (task: Task) => {
      tries += 1;
      if (tries > 1) return;
      reasons.push(await calledOff(task));
    };
    const { service, executor, errors } = await startWorker(
      {
        pause: (task) => pause(task).then(() => tries === 1 && Promise.reject(new Error('Late.'))),
      },
      { taskTimeouts: { pause: 50 } },
    );
    await createOn(service);
    await ask(service, 'start');
    await reached(service, 'Running');
    await ask(service, 'pause');
    await reached(service, 'Paused');
    expect(reasons).toEqual([new TaskCalledOffError('timeout')]);
    // On a busy machine, later tries may be too slow as well.
    expect(executor.asked.slice(0, 3)).toEqual(['provision', 'pause', 'pause']);
    expect(errors[0]).toMatchObject({ name: 'TaskTimeoutError', task: 'pause', timeout: 50 });
  });
});

describeOnRestate('a task that takes longer', () => {
  inDepth('than the lease is not taken for lost while its worker lives', async () => {
    const lease = 6_000;
    // If it were, it would be asked again and again before it is done.
    const provision = () => sleep(lease + 2_000, 'running');
    const { service, executor } = await startWorker({ provision }, { lease });
    await createOn(service);
    await ask(service, 'start');
    expect((await reached(service, 'Running')).deployment.error).toBeNull();
    expect(new Set(executor.asked)).toEqual(new Set(['provision']));
  });

  inDepth('than its time is waited for, for its grace, even if it is deaf', async () => {
    let finish = () => {};
    const finished = new Promise<string>((resolve) => {
      finish = () => resolve('running');
    });
    const provision = ({ pipelineName }: Task) => (pipelineName === 'deaf' ? finished : 'running');
    const options = { provisioningTimeout: 300, grace: longest };
    const { service, executor } = await startWorker({ provision }, options);
    await createOn(service, 'deaf');
    await ask(service, 'start', 'deaf');
    await reached(service, 'Stopping', 'deaf');
    // Meanwhile the engine has the time to do what it should not do.
    await createOn(service, 'other');
    await ask(service, 'start', 'other');
    await until(async () => {
      const other = await service.read('other');
      return other?.deployment.status === 'Running' || other?.deployment.error !== null;
    });
    expect(executor.most).toBe(1);
    finish();
    const { deployment } = await reached(service, 'Stopped', 'deaf');
    expect(deployment.error).toMatchObject({ error_code: 'ProvisioningTimeout' });
    expect(executor.most).toBe(1);
  });

  inDepth('than its time is not waited for without end, and may end at any time', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let tries = 0;
    const pause = () => {
      tries += 1;
      return tries === 1 ? finished : undefined;
    };
    const options = { taskTimeouts: { pause: 50 }, grace: 20 };
    const { service, executor } = await startWorker({ pause }, options);
    await createOn(service);
    await ask(service, 'start');
    await reached(service, 'Running');
    await ask(service, 'pause');
    await reached(service, 'Paused');
    finish();
    // The worker lives on, and goes on.
    expect(await ask(service, 'stop')).toBe(202);
    await reached(service, 'Stopped');
    expect(executor.asked.at(-1)).toBe('deprovision');
  });
});

describeOnRestate('a deployment', () => {
  test.each([
    ['hangs', calledOff],
    ['fails on and on', () => Promise.reject(new Error('Not yet.'))],
  ])('that %s has failed once its time is over', async (_, provision) => {
    const options = { provisioningTimeout: 300 };
    const { service, executor } = await startWorker({ provision }, options);
    await createOn(service);
    await ask(service, 'start');
    const { deployment } = await reached(service, 'Stopped');
    expect(deployment.error).toMatchObject({ error_code: 'ProvisioningTimeout' });
    expect(executor.asked.at(-1)).toBe('deprovision');
  });

  inDepth('fails for good if the executor says so', async () => {
    const error = { message: 'No quota.', error_code: 'Quota', details: {} };
    const provision = () => Promise.reject(new DeploymentFailedError(error));
    const { service, executor } = await startWorker({ provision });
    await createOn(service);
    await ask(service, 'start');
    expect((await reached(service, 'Stopped')).deployment.error).toEqual(error);
    expect(executor.asked).toEqual(['provision', 'deprovision']);
  });
});

describeOnRestate('a report unasked', () => {
  test('of a crash stops the pipeline, and one of a deleted pipeline reaches no other', async () => {
    const { service, executor } = await startWorker();
    const { id } = await createOn(service);
    await ask(service, 'start');
    await reached(service, 'Running');
    const task = executor.last('provision');
    const error = { message: 'Out of memory.', error_code: 'Crashed', details: {} };
    const crash = { type: 'failed', error, generation: 1 } as const;
    expect(await executor.report(task, crash)).toMatchObject({ accepted: true });
    expect((await reached(service, 'Stopped')).deployment.error).toEqual(error);
    expect((await service.remove('orders'))?.result).toBe('removed');
    expect((await createOn(service)).id).not.toBe(id);
    await ask(service, 'start');
    await reached(service, 'Running');
    expect(await executor.report(task, crash)).toBeUndefined();
    expect((await service.read('orders'))?.deployment.status).toBe('Running');
  });
});
