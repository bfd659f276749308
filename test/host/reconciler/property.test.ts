/**
 * Whatever users do, whatever the executor and the store get wrong, and wherever the reconciler
 * dies: once all of them behave, every pipeline reaches its desired status.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeploymentFailedError, type Task, type TaskName } from '../../../src/host/executor';
import { memoryStore } from '../../../src/host/memory-store';
import { applyAction, createPipeline } from '../../../src/host/pipeline';
import { runReconciler } from '../../../src/host/reconciler/reconciler';
import type { LifecycleStore } from '../../../src/host/store';
import { taskNames } from '../../../src/host/tasks/step';
import { type Action, type Deployment, parseDeployment } from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import { anyAction, anyObservation } from '../../../src/testing/arbitraries/vocabulary';
import { amount } from '../../tier';
import { VirtualClock } from '../virtual-clock';
import { FakeExecutor, rightAnswer } from './fake-executor';

const names = ['a', 'b', 'c'] as const;

/** The course of one call of the executor. */
interface Fate {
  readonly latency: number;
  readonly listens: boolean;
  readonly end: 'right' | 'wrong' | 'modified' | 'error' | 'failed' | 'garbage';
}

const anyFate: fc.Arbitrary<Fate> = fc.record({
  latency: fc.constantFrom(0, 1, 50, 3_000, 20_000, 700_000),
  listens: fc.constantFrom(true, true, false),
  end: fc.constantFrom(
    'right',
    'right',
    'right',
    'wrong',
    'modified',
    'error',
    'failed',
    'garbage',
  ),
});

type Happening =
  | { readonly type: 'act'; readonly name: string; readonly action: Action }
  | { readonly type: 'time'; readonly passes: number }
  | { readonly type: 'report'; readonly name: string; readonly observation: Observation }
  /** This many calls of the store reject, some of them after they have taken effect. */
  | { readonly type: 'outage'; readonly calls: number }
  /** This many calls of the store never settle; every other one has taken effect. */
  | { readonly type: 'hang'; readonly calls: number }
  /** From now on, each call of the store takes this long. */
  | { readonly type: 'slow'; readonly latency: number }
  | { readonly type: 'restart' }
  | { readonly type: 'crash' };

const a = <const Type extends Happening['type'], Rest = unknown>(
  type: Type,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> } = {} as never,
) =>
  fc.record({
    type: fc.constant(type),
    ...rest,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<Happening>;

const name = fc.constantFrom(...names);

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: a('act', { name, action: anyAction() }) },
  {
    weight: 6,
    arbitrary: a('time', { passes: fc.constantFrom(0, 1, 60, 2_500, 40_000, 800_000) }),
  },
  { weight: 2, arbitrary: a('report', { name, observation: anyObservation() }) },
  { weight: 1, arbitrary: a('outage', { calls: fc.nat({ max: 6 }) }) },
  { weight: 1, arbitrary: a('hang', { calls: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: a('slow', { latency: fc.constantFrom(0, 7, 400) }) },
  { weight: 1, arbitrary: a('restart') },
  { weight: 1, arbitrary: a('crash') },
);

const isUp: Fate = { latency: 0, listens: true, end: 'right' };

/** A reconciler from its start to its end, with an executor of its own. */
class Life {
  readonly controller = new AbortController();
  readonly executor = new FakeExecutor();
  /** True once it is dead: its calls have no effect any more, and nobody answers it. */
  isCut = false;
}

class Play {
  readonly clock = new VirtualClock();
  readonly store = memoryStore();
  readonly lives: Life[] = [];
  #fates: readonly Fate[];
  #next = 0;
  #outage = 0;
  #hanging = 0;
  #latency = 0;
  readonly #concurrency: number;
  readonly #ended: Promise<unknown>[] = [];

  constructor(fates: readonly Fate[], concurrency: number) {
    this.#fates = fates;
    this.#concurrency = concurrency;
  }

  get life(): Life {
    return this.lives.at(-1) as Life;
  }

  begin(): void {
    const life = new Life();
    const { clock } = this;
    for (const method of taskNames) {
      life.executor.does[method] = (task) => this.#call(task, method);
    }
    this.lives.push(life);
    const ended = runReconciler({
      store: this.#storeOf(life),
      executor: life.executor,
      clock,
      signal: life.controller.signal,
      random: () => 0.7,
      resync: 20_000,
      concurrency: this.#concurrency,
      onEvent: () => {},
    });
    this.#ended.push(ended);
  }

  async happens(event: Happening): Promise<void> {
    switch (event.type) {
      case 'act':
        await this.act(event.name, event.action);
        break;
      case 'time':
        await this.clock.advance(event.passes);
        break;
      case 'report':
        void this.life.executor.report(
          { pipelineName: event.name, pipelineId: event.name },
          event.observation,
        );
        break;
      case 'outage':
        this.#outage = event.calls;
        break;
      case 'hang':
        this.#hanging = event.calls;
        break;
      case 'slow':
        this.#latency = event.latency;
        break;
      case 'restart':
        this.life.controller.abort();
        await this.clock.advance(5_000);
        this.begin();
        break;
      case 'crash':
        this.life.isCut = true;
        this.life.controller.abort();
        this.begin();
    }
  }

  async act(name: string, action: Action): Promise<void> {
    const context = { capabilities: {}, now: this.clock.now() };
    await this.store.update(name, (pipeline) => applyAction(pipeline, action, context));
  }

  async deployments(): Promise<Deployment[]> {
    return (await this.store.list()).map(({ deployment }) => deployment);
  }

  /** Lets everything go well from now on, until nothing is left to do, approvals included. */
  async goesWell(): Promise<void> {
    this.#outage = 0;
    this.#hanging = 0;
    this.#latency = 0;
    this.#fates = [isUp];
    const isSettled = async () => {
      for (const { name, deployment } of await this.store.list()) {
        const { status, desiredStatus, bootstrapApproved } = deployment;
        if (status === desiredStatus) continue;
        if (status === 'AwaitingApproval' && !bootstrapApproved && desiredStatus !== 'Stopped') {
          await this.act(name, { type: 'approve' });
        }
        return false;
      }
      return true;
    };
    await this.clock.runUntil(isSettled);
    // A task that was abandoned long ago may end only now, and be reported.
    await this.clock.advance(750_000);
    await this.clock.runUntil(isSettled);
  }

  async end(): Promise<void> {
    this.life.controller.abort();
    await this.clock.advance(5_000);
    await Promise.all(this.#ended);
  }

  async #call(task: Task, method: TaskName): Promise<unknown> {
    const { latency, listens, end } = this.#fates[this.#next++ % this.#fates.length] as Fate;
    await this.clock.sleep(latency, listens ? task.signal : undefined);
    switch (end) {
      case 'right':
        return rightAnswer(task, method);
      case 'wrong':
        return method === 'suspend' ? { checkpoint: 0 } : 'paused';
      case 'modified':
        return ['provision', 'activate'].includes(method)
          ? 'awaitingApproval'
          : rightAnswer(task, method);
      case 'error':
        throw new Error('No.');
      case 'failed':
        throw new DeploymentFailedError({ message: 'No.', error_code: 'No', details: {} });
      case 'garbage':
        return { checkpoint: 'none' };
    }
  }

  /** Returns the store as this life sees it: it may be down, and checks what is written. */
  #storeOf(life: Life): LifecycleStore {
    const { store } = this;
    const ask = async <Answer>(operation: () => Promise<Answer>): Promise<Answer> => {
      if (life.isCut) return new Promise(() => {});
      this.#hanging -= 1;
      if (this.#hanging >= 0 && this.#hanging % 2 === 0) return new Promise(() => {});
      const hangs = this.#hanging >= 0;
      this.#outage -= 1;
      if (this.#outage >= 0 && this.#outage % 2 === 0) throw new Error('The store is down.');
      if (this.#latency > 0) await this.clock.sleep(this.#latency);
      const answer = await operation();
      // It was written, but nobody learns of it.
      if (this.#outage >= 0) throw new Error('The connection was lost.');
      return life.isCut || hangs ? new Promise(() => {}) : answer;
    };
    return {
      create: (pipeline) => store.create(pipeline),
      read: (name) => ask(() => store.read(name)),
      list: (page) => ask(() => store.list(page)),
      update: (name, change) =>
        ask(() =>
          store.update(name, (before) => {
            const changed = change(before);
            expect(parseDeployment(changed.pipeline?.deployment)).toBeDefined();
            return changed;
          }),
        ),
      watch: (listener) => store.watch?.((name) => life.isCut || listener(name)) ?? (() => {}),
    };
  }
}

test('whatever happens before, in the end every pipeline has its desired status', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...names.map(() => anyAction('start'))),
      fc.array(anyHappening, { minLength: 5, maxLength: 60, size: 'max' }),
      fc.array(anyFate, { minLength: 1, maxLength: 40, size: 'max' }),
      fc.constantFrom(1, 2, 100),
      async (starts, events, fates, concurrency) => {
        const play = new Play(fates, concurrency);
        for (const [index, name] of names.entries()) {
          await play.store.create(createPipeline(name, { now: play.clock.now(), id: name }));
          await play.act(name, starts[index] as Action);
        }
        play.begin();
        for (const event of events) await play.happens(event);
        await play.goesWell();
        for (const { status, desiredStatus } of await play.deployments()) {
          expect(status).toBe(desiredStatus);
        }
        for (const { executor } of play.lives) expect(executor.mostWanted).toBeLessThanOrEqual(1);
        await play.end();
      },
    ),
    { numRuns: amount({ usual: 25, deep: 600 }) },
  );
});
