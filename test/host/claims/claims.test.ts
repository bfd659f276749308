/** Several workers on one store with claims: one at a time for a pipeline, and one always. */
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  applyAction,
  createPipeline,
  type LifecycleStore,
  type ReconcilerEvent,
  type ReconcilerOptions,
  runReconciler,
} from '../../../src/host';
import { parseRequest } from '../../../src/lifecycle';
import { type Behavior, FakeExecutor, rightAnswer } from '../reconciler/fake-executor';
import { VirtualClock } from '../virtual-clock';
import { Link, type Mechanisms, SharedMemory } from './shared-memory';

const lease = 15_000;

class Workers {
  readonly clock = new VirtualClock();
  readonly shared: SharedMemory;
  readonly started: Worker[] = [];

  constructor(mechanisms?: Mechanisms) {
    this.shared = new SharedMemory(this.clock, mechanisms);
  }

  /** Starts a worker, which takes a second for each task. */
  start(options: Partial<ReconcilerOptions> = {}, does?: Behavior): Worker {
    const worker = new Worker(this, options, does);
    this.started.push(worker);
    return worker;
  }

  get tasks() {
    return this.started.flatMap(({ executor }) => executor.calls);
  }

  async create(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.shared.store.create(
        createPipeline(name, { now: this.clock.now(), id: `id-${name}` }),
      );
    }
  }

  async act(request: string, ...names: string[]): Promise<void> {
    for (const name of names) {
      const context = { capabilities: {}, now: this.clock.now() };
      await this.shared.store.update(name, (pipeline) =>
        applyAction(pipeline, parseRequest(request), context),
      );
    }
  }

  becomes(status: string, names: readonly string[], limit = 600_000): Promise<void> {
    return this.clock.runUntil(async () => {
      const pipelines = await this.shared.store.list();
      const named = pipelines.filter(({ name }) => names.includes(name));
      return named.every(({ deployment }) => deployment.status === status);
    }, limit);
  }
}

class Worker {
  readonly link = new Link();
  readonly executor: FakeExecutor;
  readonly events: ReconcilerEvent[] = [];
  readonly #controller = new AbortController();
  readonly #workers: Workers;
  readonly #ended: Promise<unknown>;

  constructor(workers: Workers, options: Partial<ReconcilerOptions>, does?: Behavior) {
    const { clock, shared } = workers;
    this.#workers = workers;
    const slow: Behavior = async (task, method) => {
      await clock.sleep(1_000, task.signal);
      return rightAnswer(task, method);
    };
    const methods = ['provision', 'pause', 'resume', 'suspend', 'deprovision'] as const;
    this.executor = new FakeExecutor(
      Object.fromEntries(methods.map((method) => [method, does ?? slow])),
    );
    const store: LifecycleStore = shared.open(this.link);
    this.#ended = runReconciler({
      ...{ store, clock, lease, executor: this.executor, random: () => 0.5 },
      onEvent: (event) => void this.events.push(event),
      ...options,
      signal: this.#controller.signal,
    });
    onTestFinished(async () => {
      this.link.thaw();
      await this.stop();
    });
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#workers.clock.advance(10_000);
    await this.#ended;
  }
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

describe('workers that share a store with claims', () => {
  it('ask the executor once for each pipeline, generation and step', async () => {
    const workers = new Workers();
    const all = names(60);
    await workers.create(...all);
    for (let each = 0; each < 4; each += 1) workers.start({ concurrency: 5 });
    await workers.act('start', ...all);
    await workers.becomes('Running', all);
    await workers.act('stop?force=true', ...all);
    await workers.becomes('Stopped', all);
    const asked = workers.tasks.map(({ method, task }) => `${method} ${task.pipelineId}`);
    expect(asked).toHaveLength(120);
    expect(new Set(asked).size).toBe(120);
    for (const { executor, events } of workers.started) {
      expect(executor.calls.length).toBeGreaterThan(0);
      // A claim that is given back is not lost.
      expect(events.filter(({ type }) => type === 'lost')).toEqual([]);
    }
  });

  it('claim no more than they have room for, and leave the rest to others', async () => {
    const workers = new Workers();
    const all = names(30);
    await workers.create(...all);
    workers.start({ concurrency: 2 });
    await workers.act('start', ...all);
    await workers.clock.advance(100);
    const held = all.filter((name) => workers.shared.ownerOf(name) !== undefined);
    expect(held).toHaveLength(4);
    await workers.becomes('Running', all);
  });

  it('give the executor a fence, which rises with each claim', async () => {
    const workers = new Workers();
    await workers.create('a');
    workers.start();
    await workers.act('start', 'a');
    await workers.becomes('Running', ['a']);
    await workers.act('stop?force=true', 'a');
    await workers.becomes('Stopped', ['a']);
    const [first, second] = workers.tasks.map(({ task }) => task.fence ?? 0);
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first ?? 0);
  });

  it('see at once what a user asks of a pipeline that they have', async () => {
    const workers = new Workers();
    await workers.create('a');
    const never: Behavior = (task) => workers.clock.sleep(1e9, task.signal);
    const worker = workers.start({}, never);
    await workers.act('start', 'a');
    await workers.clock.advance(1_000);
    await workers.act('stop?force=true', 'a');
    await workers.clock.advance(1);
    const [{ task } = {}] = worker.executor.calls;
    expect(task?.signal.reason).toMatchObject({ name: 'TaskCalledOffError', cause: 'level' });
    expect(worker.executor.asked).toEqual(['provision', 'deprovision']);
  });
});

describe('a worker that dies', () => {
  it('is replaced once its lease is over', async () => {
    const workers = new Workers();
    const all = names(10);
    await workers.create(...all);
    const first = workers.start();
    await workers.act('start', ...all);
    await workers.clock.advance(500);
    first.link.freeze();
    const second = workers.start();
    await workers.becomes('Running', all, lease + 2_000 + 5_000);
    expect(second.executor.calls).toHaveLength(10);
  });

  it('hands over at once if it is ended as it should be', async () => {
    const workers = new Workers();
    const all = names(10);
    await workers.create(...all);
    const first = workers.start({ grace: 100 }, (task) => workers.clock.sleep(1e9, task.signal));
    await workers.act('start', ...all);
    await workers.clock.advance(500);
    workers.start({ resync: 1_000 });
    await first.stop();
    await workers.becomes('Running', all, 2_100);
  });
});

describe('a worker that hangs and comes back', () => {
  async function replaced(how: 'freeze' | 'stop' = 'freeze') {
    const workers = new Workers();
    await workers.create('a');
    let finish = () => {};
    const hangs: Behavior = async (task, method) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return rightAnswer(task, method);
    };
    const first = workers.start({}, hangs);
    await workers.act('start', 'a');
    await workers.clock.advance(500);
    first.link[how]();
    const second = workers.start();
    await workers.becomes('Running', ['a']);
    return { workers, first, second, finish: () => finish() };
  }

  it('has its task called off, because the claim is lost', async () => {
    const { workers, first, second } = await replaced();
    first.link.thaw();
    await workers.clock.advance(lease);
    const [{ task } = {}] = first.executor.calls;
    expect(task?.signal.reason).toMatchObject({ cause: 'claim' });
    expect(second.executor.calls[0]?.task.fence).toBeGreaterThan(task?.fence ?? 0);
    expect(first.events).toContainEqual(
      expect.objectContaining({ type: 'lost', pipelineName: 'a', fence: task?.fence }),
    );
    expect(first.events).toContainEqual(
      expect.objectContaining({ type: 'aborted', step: 'awaitProvisioned', cause: 'claim' }),
    );
  });

  it('is not told that something else is wanted, even if it has noticed nothing else', async () => {
    const { workers, first } = await replaced('stop');
    first.link.thaw();
    // The store tells it of a change before anybody tells it that the claim is lost.
    await workers.act('pause', 'a');
    await workers.clock.settle();
    const [{ task } = {}] = first.executor.calls;
    expect(task?.signal.reason).toMatchObject({ cause: 'claim' });
  });

  it('writes nothing of what its task did', async () => {
    const { workers, first, finish } = await replaced();
    await workers.act('pause', 'a');
    const before = await workers.shared.store.read('a');
    first.link.thaw();
    finish();
    await workers.clock.settle();
    expect(first.events.filter(({ type }) => type === 'reported').length).toBe(1);
    expect((await workers.shared.store.read('a'))?.deployment).toEqual(before?.deployment);
  });

  it('claims anew', async () => {
    const { workers, first, second } = await replaced();
    first.link.thaw();
    await workers.clock.advance(lease);
    await second.stop();
    await workers.create('b');
    const asked = first.executor.calls.length;
    await workers.act('start', 'b');
    await workers.clock.advance(10_000);
    expect(first.executor.calls.length).toBeGreaterThan(asked);
  });
});

describe('a pipeline that is deleted and created again', () => {
  it('is claimed again, and reconciled under its own id', async () => {
    const workers = new Workers();
    await workers.create('a');
    workers.start({ grace: 1_000 });
    await workers.act('start', 'a');
    await workers.clock.advance(100);
    const store = workers.shared.open(new Link());
    await store.update('a', () => ({ pipeline: null, result: undefined }));
    await store.create(createPipeline('a', { now: workers.clock.now(), id: 'id-again' }));
    await workers.act('start', 'a');
    await workers.becomes('Running', ['a']);
    expect(workers.tasks.at(-1)?.task.pipelineId).toBe('id-again');
  });
});

describe('a claim that comes after its call was given up', () => {
  it('is given back, so that it is reconciled all the same', async () => {
    const workers = new Workers();
    await workers.create('a');
    const { link } = workers.start({ lease: 600_000, storeTimeout: 1_000, resync: 2_000 });
    await workers.clock.advance(100);
    link.freeze();
    await workers.act('start', 'a');
    // Several looks for something to claim are on their way, and nobody waits for their answers.
    await workers.clock.advance(20_000);
    link.thaw();
    await workers.becomes('Running', ['a'], 60_000);
  });
});
