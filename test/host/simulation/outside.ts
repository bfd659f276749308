/** The world outside: the resources that executors make, whichever worker asks. */
import type { Executor, ProvisionResult, Task, TaskName } from '../../../src/host';
import { rightAnswer } from '../reconciler/fake-executor';
import type { VirtualClock } from '../virtual-clock';
import type { Chance } from './chance';
import type { Link } from './link';

/** The worker that asks. */
export interface Asker {
  readonly id: number;
  /** True while its process goes on. */
  readonly isGoing: boolean;
  /** Its way to the world: what it asks while it is held arrives late. */
  readonly link: Pick<Link, 'going'>;
}

interface Begun {
  readonly asker: Asker;
  readonly task: Task;
}

/** Resources, and the tasks that change them. */
export class Outside {
  /** The generations that run, by the id of the pipeline. */
  readonly running = new Map<string, Set<number>>();
  /** Tasks of two workers at once for one pipeline, and tasks of workers that were replaced. */
  readonly collisions: string[] = [];
  readonly #fences = new Map<string, number>();
  readonly #begun = new Map<string, Set<Begun>>();
  readonly #clock: VirtualClock;
  readonly #chance: Chance;
  readonly #checksFence: boolean;

  constructor(clock: VirtualClock, chance: Chance, checksFence: boolean) {
    this.#clock = clock;
    this.#chance = chance;
    this.#checksFence = checksFence;
  }

  /** The executor of one worker. */
  executor(asker: Asker): Executor {
    const asked =
      (name: TaskName, act: (task: Task) => void, undo: (task: Task) => void = () => {}) =>
      async (task: Task) => {
        await this.#perform(
          asker,
          task,
          () => act(task),
          () => undo(task),
        );
        return rightAnswer(task, name) as ProvisionResult;
      };
    const nothing = () => {};
    const up = (task: Task) => void this.#of(task).add(task.deployment.generation);
    const down = (task: Task) => void this.#of(task).delete(task.deployment.generation);
    return {
      provision: asked('provision', up, down),
      activate: asked('activate', nothing) as Executor['activate'],
      bootstrap: asked('bootstrap', nothing) as Executor['bootstrap'],
      pause: asked('pause', nothing) as unknown as Executor['pause'],
      resume: asked('resume', nothing) as unknown as Executor['resume'],
      suspend: asked('suspend', nothing) as unknown as Executor['suspend'],
      deprovision: asked('deprovision', (task) =>
        this.#of(task).clear(),
      ) as unknown as Executor['deprovision'],
    };
  }

  async #perform(asker: Asker, task: Task, act: () => void, undo: () => void): Promise<void> {
    // A request is on its way for a while, and its worker may be stopped and replaced meanwhile.
    if (this.#chance.is(0.6)) await this.#clock.sleep(this.#chance.below(1_000));
    await asker.link.going();
    this.#requireFence(task);
    const begun = this.#begin(asker, task);
    try {
      act();
      await this.#clock.sleep(this.#chance.pick([1, 300, 3_000]), task.signal);
      if (!task.signal.aborted) return;
      // What another worker may use by now is not ours to clean up.
      if ((task.signal.reason as Error).cause === 'level') undo();
      throw task.signal.reason;
    } finally {
      this.#begun.get(task.pipelineId)?.delete(begun);
    }
  }

  #begin(asker: Asker, task: Task): Begun {
    const others = this.#begun.get(task.pipelineId) ?? new Set();
    for (const other of others) {
      const isOther = other.asker !== asker && other.asker.isGoing;
      if (isOther && !other.task.signal.aborted) {
        this.collisions.push(`${task.pipelineName}: workers ${other.asker.id} and ${asker.id}`);
      }
    }
    const begun = { asker, task };
    this.#begun.set(task.pipelineId, others.add(begun));
    return begun;
  }

  #of({ pipelineId }: Task): Set<number> {
    const found = this.running.get(pipelineId) ?? new Set();
    this.running.set(pipelineId, found);
    return found;
  }

  #requireFence({ pipelineId, fence }: Task): void {
    const highest = this.#fences.get(pipelineId) ?? 0;
    if ((fence ?? 0) < highest) {
      if (this.#checksFence) throw new Error('Its worker was replaced.');
      this.collisions.push(`${pipelineId}: a task under fence ${fence}, after ${highest}`);
    }
    this.#fences.set(pipelineId, Math.max(highest, fence ?? 0));
  }
}
