/** The write at the end of each handler of a pipeline: its new state, and what follows from it. */
import type { Pipeline } from '../host';
import type { RestateObjectContext, RestateSdk } from './driver';
import { type Kept, keptKey, writtenKept } from './kept';
import { type Message, send } from './messages';
import type { RestateSettings } from './options';
import { planOf, type TaskRecord } from './task-record';
import { presentVersion, wake } from './waiters';

/** The result of a handler. */
interface Result {
  readonly pipeline: Pipeline;
  /** The record of the tasks, if it has changed. */
  readonly task?: TaskRecord;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly isNew?: boolean;
}

/** Writes pipelines. */
export class PipelineWriter {
  readonly #sdk: RestateSdk;
  readonly #settings: RestateSettings;

  constructor(sdk: RestateSdk, settings: RestateSettings) {
    this.#sdk = sdk;
    this.#settings = settings;
  }

  /** Goes on from this result, and writes what has changed. */
  async write(ctx: RestateObjectContext, kept: Kept, result: Result): Promise<void> {
    const { task: before = kept.task, now, isNew = false } = result;
    const plan = planOf(result.pipeline, before, now, this.#settings);
    const { pipeline, begins, callsOff } = plan;
    if (callsOff) this.#callOff(ctx, kept);
    const invocationId = begins === null ? null : await this.#begin(ctx, begins);
    const task = begins === null ? plan.task : { ...plan.task, invocationId };
    const isChanged = isNew || presentVersion(pipeline) !== presentVersion(kept.pipeline);
    if (!isChanged && task === kept.task) return;
    const waiters = isChanged ? [] : kept.waiters;
    ctx.set(keptKey, writtenKept({ pipeline, task, waiters }));
    if (isChanged) wake(ctx, kept.waiters, presentVersion(pipeline));
  }

  /** Sends a message about the present task to this very object, later. */
  sendLater(
    ctx: RestateObjectContext,
    handler: 'tryAgain' | 'graceOver',
    { pipeline, task }: Kept,
    delay: number,
  ): void {
    const self = ctx.objectSendClient({ name: this.#settings.names.pipelines }, ctx.key);
    const message = { pipelineId: pipeline.id, fence: task.fence };
    send(self, handler, message, this.#sdk.rpc.sendOpts({ delay }));
  }

  #callOff(ctx: RestateObjectContext, kept: Kept): void {
    const { invocationId } = kept.task;
    if (invocationId !== null) ctx.cancel(invocationId);
    this.sendLater(ctx, 'graceOver', kept, this.#settings.grace);
  }

  async #begin(ctx: RestateObjectContext, task: Message<'run'>): Promise<string> {
    const tasks = ctx.serviceSendClient({ name: this.#settings.names.tasks });
    return send(tasks, 'run', task).invocationId;
  }
}
