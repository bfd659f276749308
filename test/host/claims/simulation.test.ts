/**
 * Workers, users and faults at random on virtual time: processes that stop and go on, links that
 * break, workers that end and begin. Once the faults are over, everything settles, what runs is
 * what should run, and with any one mechanism switched off it does not.
 */
import { describe, expect, it } from 'vitest';
import {
  applyAction,
  createPipeline,
  type Executor,
  type ProvisionResult,
  runReconciler,
  type Task,
} from '../../../src/host';
import { everyAction, settled } from '../../../src/lifecycle';
import { amount } from '../../tier';
import { rightAnswer } from '../reconciler/fake-executor';
import { VirtualClock } from '../virtual-clock';
import { Link, type Mechanisms, SharedMemory } from './shared-memory';

const lease = 15_000;
const names = ['a', 'b', 'c'];
const seeds = Array.from({ length: amount({ usual: 40, deep: 2_000 }) }, (_, index) => index + 1);

/** Numbers from 0 up to 1: a multiplicative generator, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = (seed * 7_919) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Everything outside: the processes that executors start, whichever worker asks. */
class Outside {
  /** The generations that run, by the id of the pipeline. */
  readonly running = new Map<string, Set<number>>();
  readonly #fences = new Map<string, number>();
  readonly #clock: VirtualClock;
  readonly #checksFence: boolean;

  constructor(clock: VirtualClock, checksFence: boolean) {
    this.#clock = clock;
    this.#checksFence = checksFence;
  }

  executor(): Executor {
    const run = async (task: Task, act: () => void, undo: () => void = () => {}) => {
      this.#require(task);
      act();
      await this.#clock.sleep(1_000, task.signal);
      if (!task.signal.aborted) return;
      // What another worker may use by now is not ours to clean up.
      if ((task.signal.reason as Error).cause === 'level') undo();
      throw task.signal.reason;
    };
    return {
      provision: async (task) => {
        await run(
          task,
          () => this.#of(task).add(task.deployment.generation),
          () => this.#of(task).delete(task.deployment.generation),
        );
        return rightAnswer(task, 'provision') as ProvisionResult;
      },
      activate: async (task) => {
        await run(task, () => {});
        return rightAnswer(task, 'activate') as 'running';
      },
      bootstrap: async (task) => rightAnswer(task, 'bootstrap') as 'running',
      pause: (task) => run(task, () => {}),
      resume: (task) => run(task, () => {}),
      suspend: async (task) => {
        await run(task, () => {});
        return rightAnswer(task, 'suspend') as { checkpoint: number };
      },
      deprovision: (task) => run(task, () => this.#of(task).clear()),
    };
  }

  #of({ pipelineId }: Task): Set<number> {
    const found = this.running.get(pipelineId) ?? new Set();
    this.running.set(pipelineId, found);
    return found;
  }

  #require({ pipelineId, fence }: Task): void {
    const highest = this.#fences.get(pipelineId) ?? 0;
    if (this.#checksFence && (fence ?? 0) < highest) throw new Error('Its worker was replaced.');
    this.#fences.set(pipelineId, Math.max(highest, fence ?? 0));
  }
}

/** Runs one seed, and returns what is wrong at the end. */
async function simulated(seed: number, mechanisms?: Mechanisms): Promise<string[]> {
  const random = randomFrom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const clock = new VirtualClock();
  const shared = new SharedMemory(clock, mechanisms);
  const outside = new Outside(clock, true);
  const workers: { link: Link; controller: AbortController; ended: Promise<unknown> }[] = [];
  const begin = () => {
    const [link, controller] = [new Link(), new AbortController()];
    const { signal } = controller;
    const ports = { store: shared.open(link), executor: outside.executor() };
    const options = { clock, lease, signal, random, grace: 1_000, onEvent: () => {} };
    workers.push({ link, controller, ended: runReconciler({ ...ports, ...options }) });
  };
  const act = async (name: string) => {
    const action = everyAction[below(everyAction.length)] ?? { type: 'pause' };
    const context = { capabilities: {}, now: clock.now() };
    await shared.store.update(name, (pipeline) => applyAction(pipeline, action, context));
  };
  for (const name of names) {
    await shared.store.create(createPipeline(name, { now: clock.now(), id: `id-${name}` }));
  }
  begin();
  begin();
  for (let step = 0; step < 60; step += 1) {
    await clock.advance(below(1_500));
    const worker = workers[below(workers.length)];
    const choice = below(12);
    if (choice === 0) worker?.link.freeze();
    else if (choice === 1) worker?.link.stop();
    else if (choice === 2) worker?.link.thaw();
    else if (choice === 3 && workers.length < 5) begin();
    else if (choice === 4) worker?.controller.abort();
    else await act(names[below(names.length)] ?? '');
  }
  // The faults are over: those that hang may never come back, and one more begins.
  begin();
  await clock.advance(4 * lease);
  const problems = await problemsOf(shared, outside);
  for (const { link, controller } of workers) {
    controller.abort();
    link.thaw();
  }
  await clock.advance(2 * lease);
  await Promise.all(workers.map(({ ended }) => ended));
  return problems;
}

async function problemsOf(shared: SharedMemory, outside: Outside): Promise<string[]> {
  const pipelines = await shared.store.list();
  return pipelines.flatMap(({ name, id, deployment }) => {
    const running = [...(outside.running.get(id) ?? [])];
    if (!settled(deployment)) return [`${name} rests in ${deployment.status}, not settled`];
    const isUp = deployment.status !== 'Stopped';
    const shouldRun = isUp ? [deployment.generation] : [];
    const isRight = running.join() === shouldRun.join();
    return isRight
      ? []
      : [`${name} is ${deployment.status}, but ${running.join() || 'nothing'} runs`];
  });
}

describe('workers that stop, hang, end and begin at random', () => {
  it.each(seeds)(
    'leave every pipeline settled, with just what it needs running, seed %i',
    async (seed) => {
      expect(await simulated(seed)).toEqual([]);
    },
  );

  it('do not if nobody takes over the claims of a worker that hangs', async () => {
    const mechanisms = { checksFence: true, takesOver: false };
    const found = await Promise.all(seeds.slice(0, 20).map((seed) => simulated(seed, mechanisms)));
    expect(found.flat()).not.toEqual([]);
  });
});
