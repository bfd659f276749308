/** Several reconcilers on one store with claims: each pipeline is reconciled by one. */
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Executor,
  type LifecycleStore,
  type ReconcilerReport,
  runReconciler,
  type Task,
} from '../../../src/host';
import { amount } from '../../tier';
import { until } from '../../until';
import { rightAnswer } from '../reconciler/fake-executor';
import { asked, started } from './users-and-runners';

/** A store that a worker or a user has opened. */
interface OpenedByWorker {
  readonly store: LifecycleStore;
  close(): Promise<void>;
}

const count = amount({ usual: 60, deep: 1_000 });
const names = Array.from({ length: count }, (_, index) => `p${String(index).padStart(4, '0')}`);

/** Nobody takes over from a worker that has not handed over. */
const lease = 2_147_483_647;

/** A worker with a store of its own, and the tasks that it was asked to do. */
function worker(process: OpenedByWorker, tasks: string[]) {
  const controller = new AbortController();
  const method = (name: keyof Executor) => async (task: Task) => {
    tasks.push(`${name} ${task.pipelineId} ${task.deployment.generation}`);
    return rightAnswer(task, name as 'pause') as never;
  };
  const methods = ['provision', 'activate', 'bootstrap', 'pause', 'resume', 'suspend'] as const;
  const executor = Object.fromEntries(
    [...methods, 'deprovision' as const].map((name) => [name, method(name)]),
  ) as unknown as Executor;
  const ended: Promise<ReconcilerReport> = runReconciler({
    ...{ store: process.store, executor, lease, signal: controller.signal, concurrency: 20 },
    onEvent: () => {},
  });
  const stop = async () => {
    controller.abort();
    const report = await ended;
    await process.close();
    return report;
  };
  onTestFinished(async () => void (await stop()));
  return { stop };
}

/** Declares the tests, on an empty store that `open` opens once more. */
export function testWorkers({
  user,
  open,
}: {
  readonly user: () => OpenedByWorker;
  readonly open: () => OpenedByWorker;
}): void {
  const everyone = async (holds: (status: string) => boolean) =>
    (await user().store.list()).every(({ deployment }) => holds(deployment.status));

  describe('four workers on one store', () => {
    test('ask the executor once for each pipeline and step', async () => {
      const tasks: string[] = [];
      const workers = Array.from({ length: 4 }, () => worker(open(), tasks));
      await Promise.all(names.map((name) => user().store.create(started(name))));
      await until(() => everyone((status) => status === 'Running'));
      await Promise.all(names.map((name) => user().store.update(name, asked('stop?force=true'))));
      await until(() => everyone((status) => status === 'Stopped'));
      expect(tasks).toHaveLength(2 * count);
      expect(new Set(tasks).size).toBe(2 * count);
      const reports = await Promise.all(workers.map(({ stop }) => stop()));
      expect(
        reports.map(({ lost, storeFailures, broken }) => [lost, storeFailures, broken]),
      ).toEqual(workers.map(() => [0, 0, 0]));
    });

    test('hand over what they have when they are ended', async () => {
      const tasks: string[] = [];
      const first = worker(open(), tasks);
      await Promise.all(names.map((name) => user().store.update(name, asked('start'))));
      await first.stop();
      worker(open(), tasks);
      await until(() => everyone((status) => status === 'Running'));
      expect(new Set(tasks).size).toBeGreaterThanOrEqual(count);
    });
  });
}
