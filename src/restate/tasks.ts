/**
 * The service that has the executor do tasks, one at a time for a pipeline.
 *
 * A task is one call of the executor. Its end is sent to the object of the pipeline, which knows
 * what follows: nothing is tried again in here, so that no journal grows.
 */

import { perform, stepOf, TaskCalledOffError, type TaskName, TaskTimeoutError } from '../host';
import { isInstanceOf } from '../input';
import type { Observation } from '../lifecycle';
import type { DurablePromise, RestateContext, RestateDefinition, RestateSdk } from './driver';
import { inside, partsOf, serviceOptions } from './handlers';
import { type Message, send, taking } from './messages';
import type { RestateSettings } from './options';

/** The end of a try, as it is kept in the journal. */
interface Tried {
  readonly observation: Observation | null;
  readonly now: number;
}

/** Returns the definition of the service that does tasks. */
export function tasksDefinition(sdk: RestateSdk, settings: RestateSettings): RestateDefinition {
  const run = taking('run', (ctx: RestateContext, task) =>
    new TaskRun(sdk, settings, ctx, task).run(),
  );
  return sdk.service({
    name: settings.names.tasks,
    description: 'The tasks of pipelines, done by the executor.',
    handlers: { run: sdk.handlers.handler(inside, run) },
    options: serviceOptions(sdk, settings),
  });
}

/** One task. */
class TaskRun {
  readonly #sdk: RestateSdk;
  readonly #settings: RestateSettings;
  readonly #ctx: RestateContext;
  readonly #input: Message<'run'>;
  readonly #controller = new AbortController();
  /** Settles once the executor is done; undefined if this process has not asked it. */
  #done: Promise<Tried> | undefined;

  constructor(
    sdk: RestateSdk,
    settings: RestateSettings,
    ctx: RestateContext,
    input: Message<'run'>,
  ) {
    this.#sdk = sdk;
    this.#settings = settings;
    this.#ctx = ctx;
    this.#input = input;
  }

  async run(): Promise<void> {
    const { pipeline, timeout } = this.#input;
    // The engine takes this call for lost, and may ask another worker.
    const { attemptCompletedSignal: lost } = this.#ctx.request();
    lost.addEventListener('abort', () => this.#callOff('claim'), { once: true });
    const name = stepOf(pipeline).type;
    const work = this.#ctx.run(name, () => {
      this.#done = this.#try();
      return this.#done;
    });
    let tried: Tried | undefined;
    try {
      tried = await this.#within(timeout, work);
    } catch (error) {
      if (isInstanceOf(error, this.#sdk.TimeoutError)) this.#overdue();
      else if (isInstanceOf(error, this.#sdk.CancelledError)) this.#callOff('level');
      else throw error;
      tried = await this.#lateEnd();
    }
    if (tried !== undefined) this.#send('ended', tried);
  }

  /**
   * Resolves with the end of the work, or rejects with TimeoutError. Meanwhile it sets timers, so
   * that the engine hears from this call as long as its worker lives.
   */
  async #within(timeout: number, work: DurablePromise<Tried>): Promise<Tried> {
    const { heartbeat } = partsOf(this.#settings.lease);
    if (timeout <= heartbeat) return work.orTimeout(timeout);
    // Most tasks have ended by the first heartbeat, so that they need no other timer.
    let limited = work;
    for (;;) {
      const beat = this.#ctx.sleep(heartbeat);
      const tried = await this.#sdk.RestatePromise.race<Tried | undefined>([limited, beat]);
      if (tried !== undefined) return tried;
      if (limited === work) limited = work.orTimeout(timeout - heartbeat);
    }
  }

  /** Asks the executor. Never rejects: the engine would try again by itself. */
  async #try(): Promise<Tried> {
    const { pipeline, fence, attempt } = this.#input;
    const { executor, clock, onError } = this.#settings;
    const { signal } = this.#controller;
    try {
      const observation = await perform(executor, pipeline, { signal, fence });
      return { observation, now: clock.now() };
    } catch (error) {
      if (!signal.aborted) onError(error, { pipelineName: pipeline.name, fence, attempt });
      return { observation: null, now: clock.now() };
    }
  }

  #callOff(cause: 'level' | 'timeout' | 'claim'): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new TaskCalledOffError(cause));
  }

  /** The object waits for the grace, and then goes on. */
  #overdue(): void {
    const { timeout, isFinal, pipeline, fence, attempt } = this.#input;
    this.#callOff('timeout');
    this.#send('overdue', { isFinal });
    if (isFinal) return;
    const step = stepOf(pipeline);
    const task = (step.type === 'task' ? step.task : 'provision') as TaskName;
    const error = new TaskTimeoutError(task, timeout);
    this.#settings.onError(error, { pipelineName: pipeline.name, fence, attempt });
  }

  /**
   * Resolves with the end of a task that was called off. Its pipeline waits only for its grace, but
   * a late result is reported all the same; undefined if it does not come for as long again as the
   * task might have taken.
   */
  async #lateEnd(): Promise<Tried | undefined> {
    const { clock, grace } = this.#settings;
    const nothing = async (): Promise<Tried> => ({ observation: null, now: clock.now() });
    const end = this.#ctx.run('end', () => this.#done ?? nothing());
    for (;;) {
      try {
        return await this.#within(grace + this.#input.timeout, end);
      } catch (error) {
        if (isInstanceOf(error, this.#sdk.TimeoutError)) return undefined;
        // Called off once more, for another reason.
        if (!isInstanceOf(error, this.#sdk.CancelledError)) throw error;
      }
    }
  }

  #send<Kind extends 'ended' | 'overdue'>(
    kind: Kind,
    about: Omit<Message<Kind>, 'pipelineId' | 'fence'>,
  ): void {
    const { pipeline, fence } = this.#input;
    const { names } = this.#settings;
    const object = this.#ctx.objectSendClient({ name: names.pipelines }, pipeline.name);
    send(object, kind, { pipelineId: pipeline.id, fence, ...about } as Message<Kind>);
  }
}
