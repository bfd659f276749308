/**
 * The reconciler dies at each point of a pipeline's life in turn; the next one always carries on.
 */
import { expect, test } from 'vitest';
import { memoryStore } from '../../../src/host/memory-store';
import { applyAction, createPipeline } from '../../../src/host/pipeline';
import { runReconciler } from '../../../src/host/reconciler/reconciler';
import type { LifecycleStore } from '../../../src/host/store';
import { parseRequest } from '../../../src/lifecycle';
import { VirtualClock } from '../virtual-clock';
import { FakeExecutor, rightAnswer } from './fake-executor';

const never = new Promise<never>(() => {});

/** Counts the calls of a reconciler and lets it die: after that nobody answers it. */
function mortal(store: LifecycleStore, clock: VirtualClock, dies: number) {
  const life = { count: 0 };
  const isDead = () => life.count > dies;
  const ask = async <Answer>(operation: () => Promise<Answer>): Promise<Answer> => {
    life.count += 1;
    if (isDead()) return never;
    const answer = await operation();
    // It may also die after the operation, before it has learned of the result.
    life.count += 1;
    return isDead() ? never : answer;
  };
  const mortalStore: LifecycleStore = {
    create: store.create,
    read: (name) => ask(() => store.read(name)),
    list: (page) => ask(() => store.list(page)),
    update: (name, change) => ask(() => store.update(name, change)),
    watch: (listener) => store.watch?.((name) => isDead() || listener(name)) ?? (() => {}),
  };
  const executor = new FakeExecutor();
  for (const method of ['provision', 'suspend', 'deprovision'] as const) {
    executor.does[method] = (task) =>
      ask(async () => {
        await clock.sleep(1_000, task.signal);
        return rightAnswer(task, method);
      });
  }
  return { life, store: mortalStore, executor };
}

/**
 * Starts a pipeline, suspends it and stops it. Returns how many calls the mortal reconciler made.
 */
async function lives(dies: number): Promise<number> {
  const clock = new VirtualClock();
  const store = memoryStore();
  const controller = new AbortController();
  const { life, ...first } = mortal(store, clock, dies);
  const second = mortal(store, clock, Infinity);
  const run = (ports: Pick<typeof second, 'store' | 'executor'>) =>
    runReconciler({ ...ports, clock, signal: controller.signal, onEvent: () => {} });
  const becomes = (status: string) =>
    clock.runUntil(async () => (await store.read('a'))?.deployment.status === status, 60_000);
  const act = (request: string) => {
    const context = { capabilities: {}, now: clock.now() };
    return store.update('a', (pipeline) => applyAction(pipeline, parseRequest(request), context));
  };
  await store.create(createPipeline('a', { now: clock.now(), id: 'a' }));
  await act('start');
  const running = [run(first)];
  // The next one begins a while later, even if the first one is still alive.
  await clock.advance(500);
  running.push(run({ store: second.store, executor: second.executor }));
  await becomes('Running');
  await act('stop');
  await becomes('Stopped');
  expect((await store.read('a'))?.deployment).toMatchObject({ checkpoint: 1, error: null });
  controller.abort();
  await clock.advance(5_000);
  await Promise.all(running);
  return life.count;
}

test('a reconciler that dies at any point is replaced by the next one', async () => {
  const points = await lives(Infinity);
  expect(points).toBeGreaterThan(30);
  for (let dies = 0; dies <= points; dies += 1) await lives(dies);
});
