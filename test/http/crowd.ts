/** Surroundings of a crowd of callers: their requests, a clock, chance, and a runner at work. */
import type { LifecycleStore } from '../../src/host';
import { memoryStore } from '../../src/host/memory-store';
import { runReconciler } from '../../src/host/reconciler/reconciler';
import { taskNames } from '../../src/host/tasks/step';
import { type Random, randomOf } from '../../src/testing/random';
import { type Behavior, FakeExecutor, rightAnswer } from '../host/reconciler/fake-executor';
import type { VirtualClock } from '../host/virtual-clock';

/** The requests of a caller: an action or a poll, with or without waiting. */
export type AnyRequest = readonly [method: string, path: string];
export const actions: readonly AnyRequest[] = [
  ...['start', 'start?initial=paused', 'start?initial=standby', 'pause', 'resume'],
  ...['stop', 'stop?force=true', 'activate', 'approve', 'dismiss_error'],
].map((action) => ['POST', `/${action}`]);
export const polls: readonly AnyRequest[] = [
  ['GET', ''],
  ['GET', ''],
  ['GET', '?wait=Running,Paused,Stopped&timeout=1'],
  ['HEAD', ''],
];

/** A store, a reconciler and their callers, all on one clock and one source of chance. */
export class Surroundings {
  readonly clock: VirtualClock;
  readonly random: Random;

  constructor(clock: VirtualClock, seed: number) {
    this.clock = clock;
    this.random = randomOf(seed);
  }

  /** Pauses for a few promises, or for up to this many milliseconds. */
  async pause(most: number): Promise<void> {
    const { chance, next } = this.random;
    if (chance(0.5)) return this.clock.sleep(Math.floor(next() * most));
    for (let turns = Math.floor(next() * 6); turns > 0; turns -= 1) await undefined;
  }

  /** Returns a store that reads, decides and writes, and overwrites what was written meanwhile. */
  careless(): LifecycleStore {
    const store = memoryStore();
    return {
      ...store,
      update: async (name, change) => {
        const before = await store.read(name);
        if (before === undefined) return undefined;
        const { pipeline, result } = change(before);
        await this.pause(6);
        await store.update(name, () => ({ pipeline, result }));
        return result;
      },
    };
  }

  /** Runs a reconciler whose executor takes its time, and fails now and then. */
  reconcile(store: LifecycleStore, signal: AbortSignal) {
    const behave: Behavior = async (task, method) => {
      await this.pause(6);
      if (this.random.chance(0.1)) throw new Error('not now');
      return rightAnswer(task, method);
    };
    const executor = new FakeExecutor(Object.fromEntries(taskNames.map((each) => [each, behave])));
    const { clock } = this;
    const { next: random } = this.random;
    const backoff = { first: 1, max: 5 };
    return runReconciler({ store, executor, signal, clock, random, backoff, onEvent: () => {} });
  }
}
