/** A store, a virtual clock, an executor and a reconciler, for the tests of the reconciler. */
import { onTestFinished } from 'vitest';
import type { TaskName } from '../../../src/host/executor';
import { memoryStore } from '../../../src/host/memory-store';
import { applyAction, applyObservation, createPipeline } from '../../../src/host/pipeline';
import type { ReconcilerEvent, ReconcilerReport } from '../../../src/host/reconciler/events';
import type { ReconcilerOptions } from '../../../src/host/reconciler/options';
import { runReconciler } from '../../../src/host/reconciler/reconciler';
import type { LifecycleStore } from '../../../src/host/store';
import { type Deployment, type Outcome, parseRequest } from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import type { DeploymentStatus } from '../../../src/lifecycle/statuses';
import { VirtualClock } from '../virtual-clock';
import { type Behavior, FakeExecutor } from './fake-executor';

type Does = Partial<Record<TaskName, Behavior>>;

/** The options of a test; the rest has defaults. */
export type WorldOptions = Partial<Omit<ReconcilerOptions, 'signal' | 'executor' | 'clock'>> & {
  readonly does?: Does;
};

/** A reconciler on a store, and its restarts. */
export class World {
  readonly clock = new VirtualClock();
  readonly executor: FakeExecutor;
  readonly store: LifecycleStore;
  readonly events: ReconcilerEvent[] = [];
  readonly #options: Partial<ReconcilerOptions>;
  #controller = new AbortController();
  #running: Promise<ReconcilerReport>[] = [];
  /** The ids of the pipelines created last, by name. */
  readonly #ids = new Map<string, string>();

  constructor({ does = {}, store = memoryStore(), ...options }: WorldOptions = {}) {
    this.executor = new FakeExecutor(does);
    this.store = store;
    this.#options = options;
    onTestFinished(async () => {
      if (this.#running.length > 0) await this.stop();
    });
  }

  /** Starts a reconciler; `options` are for this one only. */
  start(options: Partial<ReconcilerOptions> = {}): this {
    if (this.#running.length === 0) this.#controller = new AbortController();
    const running = runReconciler({
      store: this.store,
      executor: this.executor,
      clock: this.clock,
      // Half of the longest wait, so that it is easy to compute.
      random: () => 0.5,
      onEvent: (event) => {
        this.events.push(event);
      },
      ...this.#options,
      ...options,
      signal: this.#controller.signal,
    });
    this.#running.push(running);
    return this;
  }

  /**
   * Ends all reconcilers, and lets the time pass that it takes. Returns the report of the first
   * one.
   */
  async stop(): Promise<ReconcilerReport> {
    this.#controller.abort();
    let reports: ReconcilerReport[] = [];
    void Promise.all(this.#running).then((values) => {
      reports = values;
    });
    await this.clock.runUntil(() => reports.length > 0);
    this.#running = [];
    return reports[0] as ReconcilerReport;
  }

  /** Creates a pipeline, and applies these actions, such as `start?initial=paused`. */
  async create(name: string, ...requests: readonly string[]): Promise<this> {
    const id = `${this.#ids.get(name) ?? name}+`;
    this.#ids.set(name, id);
    await this.store.create(createPipeline(name, { now: this.clock.now(), id }));
    for (const request of requests) await this.act(name, request);
    return this;
  }

  /** Applies an action of the user. Throws if it is refused. */
  async act(name: string, request: string): Promise<void> {
    const context = { capabilities: {}, now: this.clock.now() };
    const decision = await this.store.update(name, (pipeline) =>
      applyAction(pipeline, parseRequest(request), context),
    );
    if (!decision?.accepted) throw new Error(`${request} was refused: ${decision?.rule}`);
  }

  /** Applies observations without a reconciler. Throws if one is stale. */
  async observe(name: string, ...observations: readonly Observation[]): Promise<this> {
    for (const observation of observations) {
      const outcome = await this.store.update(name, (pipeline) =>
        applyObservation(pipeline, observation, { now: this.clock.now() }),
      );
      if (!outcome?.accepted) throw new Error(`${observation.type} was stale: ${outcome?.rule}`);
    }
    return this;
  }

  /** Reports an observation of the pipeline of this name that was created last, as executors do. */
  report(name: string, observation: Observation): Promise<Outcome | undefined> {
    const reference = { pipelineName: name, pipelineId: this.#ids.get(name) ?? 'none' };
    return this.executor.report(reference, observation);
  }

  /** Returns the stored deployment. */
  async deployment(name: string): Promise<Deployment> {
    const pipeline = await this.store.read(name);
    if (pipeline === undefined) throw new Error(`There is no ${name}.`);
    return pipeline.deployment;
  }

  /** Lets time pass until the pipeline has this status. */
  async until(name: string, status: DeploymentStatus): Promise<this> {
    await this.clock.runUntil(async () => (await this.deployment(name)).status === status);
    return this;
  }

  /** Returns the events of this type, in order. */
  of<Type extends ReconcilerEvent['type']>(type: Type) {
    return this.events.filter(
      (event): event is Extract<ReconcilerEvent, { readonly type: Type }> => event.type === type,
    );
  }

  /** The observations that were applied, in order. */
  get reported() {
    return this.of('reported').map(({ observation }) => observation.type);
  }

  /** Returns a behavior that takes this long; it ends early if it is called off. */
  taking(milliseconds: number, then: Behavior): Behavior {
    return async (task, method) => {
      await this.clock.sleep(milliseconds, task.signal);
      task.signal.throwIfAborted();
      return then(task, method);
    };
  }

  /** Returns a behavior that takes this long and ignores its signal. */
  deaf(milliseconds: number, then: Behavior): Behavior {
    return async (task, method) => {
      await this.clock.sleep(milliseconds);
      return then(task, method);
    };
  }
}
