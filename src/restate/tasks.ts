/**
 * The service that has the executor do tasks, one at a time for a pipeline.
 *
 * A task is one call of the executor. Its end is sent to the object of the pipeline, which knows
 * what follows: nothing is tried again in here, so that no journal grows.
 */

import { perform, stepOf, TaskCalledOffError, type TaskName, TaskTimeoutError } from '../host';
import { isInstanceOf } from '../input';
import type { Observation } from '../lifecycle';
import type { RestateContext, RestateDefinition, RestateSdk } from './driver';
import { inside, serviceOptions } from './handlers';
import type { RestateSettings } from './options';
import { inputOf, type TaskEnd, type TaskInput } from './protocol';

/** The end of a try, as it is kept in the journal. */
interface Tried {
  readonly observation: Observation | null;
  readonly now: number;
}

/** Returns the definition of the service that does tasks. */
export function tasksDefinition(sdk: RestateSdk, settings: RestateSettings): RestateDefinition {
  // The engine gives up a call that says nothing for so long, and asks anew: only after the task.
  const longest = Math.max(...Object.values(settings.taskTimeouts), settings.provisioningTimeout);
  const patience = { inactivityTimeout: 2 * longest + 60_000, abortTimeout: 60_000 };
  const run = (ctx: RestateContext, input: TaskInput) =>
    new Task(sdk, settings, ctx, inputOf<TaskInput>(input)).run();
  return sdk.service({
    name: settings.names.tasks,
    description: 'The tasks of pipelines, done by the executor.',
    handlers: { run: sdk.handlers.handler({ ...inside, ...patience }, run) },
    options: serviceOptions(sdk),
  });
}

/** One task. */
class Task {
  readonly #sdk: RestateSdk;
  readonly #settings: RestateSettings;
  readonly #ctx: RestateContext;
  readonly #input: TaskInput;
  readonly #controller = new AbortController();
  /** Settles once the executor is done; undefined if this process has not asked it. */
  #done: Promise<Tried> | undefined;

  constructor(sdk: RestateSdk, settings: RestateSettings, ctx: RestateContext, input: TaskInput) {
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
    const { CancelledError, TimeoutError } = this.#sdk;
    try {
      this.#end(await work.orTimeout(timeout));
    } catch (error) {
      if (isInstanceOf(error, TimeoutError)) await this.#overdue();
      else if (isInstanceOf(error, CancelledError)) this.#callOff('level');
      else throw error;
      this.#end(await this.#lateEnd());
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

  async #overdue(): Promise<void> {
    const { timeout, isFinal, pipeline, fence, attempt } = this.#input;
    this.#callOff('timeout');
    if (isFinal) {
      // Sent before the task ends, so that a late success cannot overtake it.
      this.#send('overdue', { observation: null, now: await this.#ctx.date.now() });
      return;
    }
    const step = stepOf(pipeline);
    const task = (step.type === 'task' ? step.task : 'provision') as TaskName;
    const error = new TaskTimeoutError(task, timeout);
    this.#settings.onError(error, { pipelineName: pipeline.name, fence, attempt });
  }

  /**
   * Resolves with the end of a task that was called off. Its pipeline waits only for its grace, but
   * a late result is reported all the same.
   */
  async #lateEnd(): Promise<Tried> {
    const { clock } = this.#settings;
    const nothing = async (): Promise<Tried> => ({ observation: null, now: clock.now() });
    try {
      return await this.#ctx.run('end', () => this.#done ?? nothing());
    } catch (error) {
      if (isInstanceOf(error, this.#sdk.CancelledError)) return { observation: null, now: 0 };
      throw error;
    }
  }

  #end(tried: Tried): void {
    this.#send('ended', tried);
  }

  #send(handler: 'ended' | 'overdue', { observation, now }: Tried): void {
    const { pipeline, fence } = this.#input;
    const end: TaskEnd = { pipelineId: pipeline.id, fence, observation, now };
    const { names } = this.#settings;
    this.#ctx.objectSendClient({ name: names.pipelines }, pipeline.name)[handler]?.(end);
  }
}
