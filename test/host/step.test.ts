/** The next step of a pipeline: for every deployment that can occur, and with every answer. */
import { describe, expect, test } from 'vitest';
import { DeploymentFailedError, type TaskName } from '../../src/host/executor';
import { memoryStore } from '../../src/host/memory-store';
import { applyAction, createPipeline, type Pipeline } from '../../src/host/pipeline';
import { serviceOf } from '../../src/host/store-service';
import { perform, stepOf } from '../../src/host/tasks/step';
import { observe, reachableDeployments, settled } from '../../src/lifecycle';
import { FakeExecutor } from './reconciler/fake-executor';
import { rejectionOf } from './rejection';

const first = createPipeline('orders', { now: 0, id: 'first' });
const pipelines: readonly Pipeline[] = reachableDeployments().map((deployment) => ({
  ...first,
  deployment,
}));
const { signal } = new AbortController();

/** The pipeline whose next step is this task. */
function pipelineAt(task: TaskName): Pipeline {
  const found = pipelines.find((pipeline) => {
    const step = stepOf(pipeline);
    return step.type === 'task' && step.task === task;
  });
  return found ?? expect.fail();
}

describe('the next step', () => {
  test('is to wait for exactly those that are settled', () => {
    const waiting = pipelines.filter((each) => stepOf(each).type === 'wait');
    expect(waiting).toEqual(pipelines.filter(({ deployment }) => settled(deployment)));
    expect(waiting.length).toBeGreaterThan(10);
  });

  test('is frozen, and has the generation of the deployment', () => {
    for (const pipeline of pipelines) {
      const step = stepOf(pipeline);
      expect(Object.isFrozen(step)).toBe(true);
      expect(step.generation).toBe(pipeline.deployment.generation);
    }
  });

  test('reports what is taken in and changes the status, before any task', () => {
    const reported = pipelines.flatMap((pipeline) => {
      const step = stepOf(pipeline);
      if (step.type !== 'report') return [];
      const outcome = observe(pipeline.deployment, step.observation);
      expect(outcome).toMatchObject({ accepted: true, changed: true });
      return [step.observation.type];
    });
    expect(new Set(reported)).toEqual(new Set(['provisioning', 'suspending', 'stopping']));
  });
});

describe('a step that is performed', () => {
  test('is an observation that changes the deployment, whichever it is', async () => {
    const executor = new FakeExecutor();
    for (const pipeline of pipelines) {
      const observation = await perform(executor, pipeline, { signal });
      if (settled(pipeline.deployment)) {
        expect(observation).toBeNull();
        continue;
      }
      const outcome = observe(pipeline.deployment, observation ?? expect.fail());
      expect(outcome).toMatchObject({ accepted: true, changed: true });
    }
    expect(new Set(executor.asked)).toEqual(
      new Set(['provision', 'activate', 'bootstrap', 'pause', 'resume', 'suspend', 'deprovision']),
    );
  });

  test('gives the executor the pipeline, the signal and the fence', async () => {
    const executor = new FakeExecutor();
    const pipeline = pipelineAt('pause');
    await perform(executor, pipeline, { signal, fence: 7 });
    await perform(executor, pipeline, { signal });
    const { deployment } = pipeline;
    const about = { pipelineName: 'orders', pipelineId: 'first', deployment, signal };
    expect(executor.calls.map(({ task }) => task)).toEqual([
      { ...about, fence: 7 },
      { ...about, fence: null },
    ]);
  });

  test('rejects as the executor does, to be tried again', async () => {
    const broken = new Error('The cluster is full.');
    const executor = new FakeExecutor({ provision: () => Promise.reject(broken) });
    expect(await rejectionOf(perform(executor, pipelineAt('provision'), { signal }))).toBe(broken);
  });

  test('is the failure of the deployment if the executor says so, but never for a deletion', async () => {
    const error = { message: 'No such image.', error_code: 'ImageMissing', details: {} };
    const failure = new DeploymentFailedError(error);
    const fails = () => Promise.reject(failure);
    const executor = new FakeExecutor({ provision: fails, deprovision: fails });
    const pipeline = pipelineAt('provision');
    const { generation } = pipeline.deployment;
    const observation = await perform(executor, pipeline, { signal });
    expect(observation).toEqual({ type: 'failed', error, generation });
    const deletion = perform(executor, pipelineAt('deprovision'), { signal });
    expect(await rejectionOf(deletion)).toBe(failure);
  });

  test('has no result once it was called off, not even a failure', async () => {
    const controller = new AbortController();
    const failure = new DeploymentFailedError({ message: 'x', error_code: 'X', details: {} });
    const provision = () => {
      controller.abort();
      return Promise.reject(failure);
    };
    const executor = new FakeExecutor({ provision });
    const context = { signal: controller.signal };
    expect(await rejectionOf(perform(executor, pipelineAt('provision'), context))).toBe(failure);
  });

  test.each<[TaskName, unknown, string]>([
    ['provision', 'stopped', 'the answer of provision'],
    ['bootstrap', 'standby', 'the answer of bootstrap'],
    ['suspend', { checkpoint: -1 }, 'checkpoint'],
  ])('names a wrong answer of %s: %j', async (task, answer, field) => {
    const executor = new FakeExecutor({ [task]: () => answer });
    const rejected = rejectionOf(perform(executor, pipelineAt(task), { signal }));
    expect(await rejected).toMatchObject({ name: 'InvalidInputError', field });
  });
});

test('an engine of three lines moves a pipeline until there is nothing to do', async () => {
  const service = serviceOf(memoryStore(), { clock: { now: () => 0, sleep: async () => {} } });
  const started = applyAction(first, { type: 'start' }, { now: 0, capabilities: {} });
  await service.create(started.pipeline ?? expect.fail());
  const executor = new FakeExecutor();
  const statuses: string[] = [];
  for (;;) {
    const pipeline = (await service.read('orders')) ?? expect.fail();
    statuses.push(pipeline.deployment.status);
    const observation = await perform(executor, pipeline, { signal });
    if (observation === null) break;
    await service.report({ pipelineName: 'orders', pipelineId: pipeline.id }, observation);
  }
  expect(statuses).toEqual(['Stopped', 'Provisioning', 'Running']);
});
