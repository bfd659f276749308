/**
 * The limit of tasks at once: a task of the executor begins once it has a slot.
 *
 * Free slots are given to the kinds of tasks in turn, and within a kind to whoever came first. In
 * one common queue a pause would wait behind a thousand provisions; with a precedence, whatever
 * comes last could wait for ever. Deletions have as many slots of their own: a forced stop must get
 * through while every other task hangs.
 */
import type { TaskName } from '../executor';
import { taskNames } from '../tasks';

/** A slot, from the moment that it is requested. */
export interface Slot {
  readonly task: TaskName;
  readonly isGranted: boolean;
  /** Resolves once it is granted; never if it is released before. */
  readonly granted: Promise<void>;
  /** Gives the slot back, or leaves the queue. A second call does nothing. */
  release(): void;
}

/** The slots of all tasks. */
export class Slots {
  readonly #deletions: SlotPool;
  readonly #others: SlotPool;

  /** Creates this many slots for deletions, and as many for all other tasks. */
  constructor(count: number) {
    this.#deletions = new SlotPool(count);
    this.#others = new SlotPool(count);
  }

  /** Requests a slot for a task of this name; it is granted at once if one is free. */
  request(task: TaskName): Slot {
    return task === 'deprovision' ? this.#deletions.request(task) : this.#others.request(task);
  }

  /** The number of requests that wait. */
  get waiting(): number {
    return this.#deletions.waiting + this.#others.waiting;
  }
}

class SlotPool {
  #free: number;
  /** The requests that wait, by kind; the kind that was served last comes last. */
  readonly #queues = new Map(taskNames.map((name) => [name, new Set<() => void>()]));

  constructor(count: number) {
    this.#free = count;
  }

  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, { size }) => sum + size, 0);
  }

  request(task: TaskName): Slot {
    let state: 'queued' | 'granted' | 'released' = 'queued';
    let wake = () => {};
    const granted = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const grant = () => {
      state = 'granted';
      this.#free -= 1;
      wake();
    };
    const queue = this.#queues.get(task);
    queue?.add(grant);
    this.#grantNext();
    return {
      task,
      granted,
      get isGranted() {
        return state === 'granted';
      },
      release: () => {
        const before = state;
        state = 'released';
        queue?.delete(grant);
        if (before !== 'granted') return;
        this.#free += 1;
        this.#grantNext();
      },
    };
  }

  #grantNext(): void {
    if (this.#free === 0) return;
    for (const [task, queue] of this.#queues) {
      const [first] = queue;
      if (first === undefined) continue;
      queue.delete(first);
      this.#queues.delete(task);
      this.#queues.set(task, queue);
      first();
      return;
    }
  }
}
