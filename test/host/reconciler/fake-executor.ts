/** An executor for tests: it does what a test says, and records its calls. */
import type {
  Executor,
  ProvisionResult,
  ReportObservation,
  Task,
  TaskName,
} from '../../../src/host/executor';

/** The behavior of a method in a test; it may return anything, like an untyped executor. */
export type Behavior = (task: Task, method: TaskName) => unknown;

/** A call of a method. */
export interface Call {
  readonly method: TaskName;
  readonly task: Task;
}

const comesUpAs = { Standby: 'standby', Paused: 'paused', Running: 'running' } as const;

/** Returns the answer of a well-behaved executor, in a world without modified pipelines. */
export function rightAnswer({ deployment }: Task, method: TaskName): unknown {
  const { desiredStatus, checkpoint } = deployment;
  switch (method) {
    case 'provision':
    case 'activate':
    case 'bootstrap':
      return comesUpAs[desiredStatus as keyof typeof comesUpAs] satisfies ProvisionResult;
    case 'suspend':
      return { checkpoint: (checkpoint ?? 0) + 1 };
    default:
      return undefined;
  }
}

/** Records its calls, and behaves well unless a test replaces a method in `does`. */
export class FakeExecutor implements Executor {
  readonly calls: Call[] = [];
  readonly does: Partial<Record<TaskName, Behavior>>;
  report: ReportObservation = () => Promise.reject(new Error('Nobody has connected.'));
  /** The tasks that run, by pipeline. */
  readonly #running = new Map<string, Set<Task>>();
  /** The largest number of tasks that ran at once for one pipeline. */
  most = 0;
  /** The largest number of those that were not called off. */
  mostWanted = 0;

  constructor(does: Partial<Record<TaskName, Behavior>> = {}) {
    this.does = does;
  }

  connect = (report: ReportObservation) => {
    this.report = report;
  };

  provision = (task: Task) => this.#run('provision', task);
  activate = (task: Task) => this.#run('activate', task);
  bootstrap = (task: Task) => this.#run('bootstrap', task);
  pause = (task: Task) => this.#run('pause', task);
  resume = (task: Task) => this.#run('resume', task);
  suspend = (task: Task) => this.#run('suspend', task);
  deprovision = (task: Task) => this.#run('deprovision', task);

  /** The names of the methods that were called, in order. */
  get asked(): readonly TaskName[] {
    return this.calls.map(({ method }) => method);
  }

  /** The last call of this method. */
  last(method: TaskName): Task {
    const call = this.calls.findLast((each) => each.method === method);
    if (call === undefined) throw new Error(`${method} was never called.`);
    return call.task;
  }

  // Typed as a right answer, whatever it is.
  // biome-ignore lint/suspicious/noExplicitAny: an executor that answers wrongly is tested, too.
  async #run(method: TaskName, task: Task): Promise<any> {
    this.calls.push({ method, task });
    const running = this.#running.get(task.pipelineName) ?? new Set();
    this.#running.set(task.pipelineName, running.add(task));
    const wanted = [...running].filter(({ signal }) => !signal.aborted);
    this.most = Math.max(this.most, running.size);
    this.mostWanted = Math.max(this.mostWanted, wanted.length);
    try {
      return await (this.does[method] ?? rightAnswer)(task, method);
    } finally {
      running.delete(task);
    }
  }
}
