/** The world outside: the resources that executors make, whichever worker asks. */
import type {
  Executor,
  PipelineReference,
  ProvisionResult,
  ReportObservation,
  Task,
  TaskName,
} from '../../../src/host';
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
  readonly #references = new Map<string, PipelineReference>();
  readonly #reporters: ReportObservation[] = [];
  #isCalm = false;
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
      connect: (report) => this.#reporters.push(report),
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

  /** Has every crash reported by the last worker from now on. */
  calm(): void {
    this.#isCalm = true;
  }

  /** Ends a pipeline that runs, if there is one. Its executor notices, sooner or later. */
  crash(): void {
    const up = [...this.running].filter(([, generations]) => generations.size > 0);
    if (up.length === 0) return;
    const [id, generations] = this.#chance.pick(up);
    const generation = this.#chance.pick([...generations]);
    generations.delete(generation);
    void this.#reportFailure(this.#references.get(id) as PipelineReference, generation);
  }

  /** Reports until a worker has answered, some of which are stopped: perhaps late, and twice. */
  async #reportFailure(reference: PipelineReference, generation: number): Promise<void> {
    const error = { message: 'The process has ended.', error_code: 'Crashed', details: {} };
    for (let isHeard = false; !isHeard; ) {
      await this.#clock.sleep(this.#isCalm ? 1 : this.#chance.pick([1, 500, 20_000]));
      const last = this.#reporters.at(-1) as ReportObservation;
      const report = this.#isCalm ? last : this.#chance.pick(this.#reporters);
      const answered = report(reference, { type: 'failed', error, generation }).then(
        () => true,
        () => false,
      );
      isHeard = await Promise.race([answered, this.#clock.sleep(5_000).then(() => false)]);
      if (!this.#isCalm && this.#chance.is(0.3)) isHeard = false;
    }
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

  #of({ pipelineName, pipelineId }: Task): Set<number> {
    this.#references.set(pipelineId, { pipelineName, pipelineId });
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
