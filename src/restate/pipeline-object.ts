/**
 * The virtual object of a pipeline: short handlers that decide, write, and send the next task.
 *
 * The engine calls one exclusive handler of a pipeline at a time, so that read, decide and write
 * are one step. The next step is worked out in the same call: nothing else has to look.
 */
import { answerAction, answerRemoval, answerReport, type Pipeline } from '../host';
import type { Outcome } from '../lifecycle';
import type { RestateDefinition, RestateObjectContext, RestateSdk } from './driver';
import { inside, serviceOptions } from './handlers';
import { type Kept, keptAnew, keptKey, parseKept } from './kept';
import type { RestateSettings } from './options';
import { PipelineWriter } from './pipeline-writer';
import {
  type ActInput,
  type ChangedInput,
  type CreateInput,
  directoryKey,
  inputOf,
  noVersion,
  type RemoveInput,
  type ReportInput,
  type TaskEnd,
  type TaskMessage,
  type TaskOverdue,
  type WaitInput,
} from './protocol';
import { nextTry, type TaskRecord, withProvisioningOver } from './task-record';
import { changed, wait, wake } from './waiters';

/** A wait gives its place in the engine to other calls as soon as it may. */
const waiting = { inactivityTimeout: 1_000 } as const;

/** Returns the definition of the virtual object of pipelines. */
export function pipelineDefinition(sdk: RestateSdk, settings: RestateSettings): RestateDefinition {
  const { exclusive, shared } = sdk.handlers.object;
  const writer = new PipelineWriter(sdk, settings);
  const object = new PipelineObject(settings, writer);
  return sdk.object({
    name: settings.names.pipelines,
    description: 'Pipelines by their names.',
    handlers: {
      create: exclusive({}, (ctx, input: CreateInput) => object.create(ctx, input)),
      read: shared({}, (ctx) => object.read(ctx)),
      act: exclusive({}, (ctx, input: ActInput) => object.act(ctx, input)),
      report: exclusive({}, (ctx, input: ReportInput) => object.report(ctx, input)),
      remove: exclusive({}, (ctx, input: RemoveInput) => object.remove(ctx, input)),
      changed: shared(waiting, (ctx, input: ChangedInput) =>
        changed(ctx, sdk, settings.names, input),
      ),
      wait: exclusive(inside, (ctx, input: WaitInput) => wait(ctx, input)),
      ended: exclusive(inside, (ctx, input: TaskEnd) => object.ended(ctx, input)),
      overdue: exclusive(inside, (ctx, input: TaskOverdue) => object.overdue(ctx, input)),
      graceOver: exclusive(inside, (ctx, input: TaskMessage) => object.graceOver(ctx, input)),
      tryAgain: exclusive(inside, (ctx, input: TaskMessage) => object.tryAgain(ctx, input)),
    },
    options: serviceOptions(sdk, settings),
  });
}

/** The handlers. */
class PipelineObject {
  readonly #settings: RestateSettings;
  readonly #writer: PipelineWriter;

  constructor(settings: RestateSettings, writer: PipelineWriter) {
    this.#settings = settings;
    this.#writer = writer;
  }

  async create(ctx: RestateObjectContext, input: CreateInput): Promise<boolean> {
    const { pipeline } = inputOf<CreateInput>(input);
    if ((await this.#kept(ctx)) !== undefined) return false;
    const now = Date.parse(pipeline.createdAt);
    // A pipeline that is created as started begins at once.
    await this.#writer.write(ctx, keptAnew(pipeline), { pipeline, now, isNew: true });
    await this.#directory(ctx).add?.(ctx.key);
    return true;
  }

  async read(ctx: RestateObjectContext): Promise<Pipeline | undefined> {
    return (await this.#kept(ctx))?.pipeline;
  }

  async act(ctx: RestateObjectContext, input: ActInput) {
    const { request, now } = inputOf<ActInput>(input);
    const kept = await this.#kept(ctx);
    if (kept === undefined) return undefined;
    const { pipeline, result } = answerAction(kept.pipeline, request, { now });
    await this.#writer.write(ctx, kept, { pipeline: pipeline as Pipeline, now });
    return result;
  }

  async report(ctx: RestateObjectContext, input: ReportInput): Promise<Outcome | undefined> {
    const { reference, observation, now } = inputOf<ReportInput>(input);
    const kept = await this.#kept(ctx);
    if (kept === undefined) return undefined;
    const { pipeline, result } = answerReport(kept.pipeline, reference, observation, { now });
    await this.#writer.write(ctx, kept, { pipeline: pipeline as Pipeline, now });
    return result;
  }

  async remove(ctx: RestateObjectContext, input: RemoveInput) {
    const { precondition } = inputOf<RemoveInput>(input);
    const kept = await this.#kept(ctx);
    if (kept === undefined) return undefined;
    const { pipeline, result } = answerRemoval(kept.pipeline, precondition);
    if (pipeline === null) {
      ctx.clear(keptKey);
      wake(ctx, kept.waiters, noVersion);
      await this.#directory(ctx).drop?.(ctx.key);
    }
    return result;
  }

  /** A task has ended. */
  async ended(ctx: RestateObjectContext, input: TaskEnd): Promise<void> {
    const { fence, pipelineId, observation, now } = inputOf<TaskEnd>(input);
    const kept = await this.#kept(ctx);
    if (kept?.pipeline.id !== pipelineId) return;
    const reference = { pipelineName: ctx.key, pipelineId };
    const { pipeline } =
      observation === null ? kept : answerReport(kept.pipeline, reference, observation, { now });
    // The lifecycle has decided if the result of a task that was given up still counts.
    const isCurrent = fence === kept.task.fence;
    const task = isCurrent ? this.#afterTask(ctx, kept, pipeline as Pipeline, now) : kept.task;
    await this.#writer.write(ctx, kept, { pipeline: pipeline as Pipeline, now, task });
  }

  /** Returns the record after the task has ended: if nothing has changed, it is tried again. */
  #afterTask(ctx: RestateObjectContext, kept: Kept, pipeline: Pipeline, now: number): TaskRecord {
    const { task, delay } = nextTry(pipeline, kept.task, now, this.#settings, () =>
      ctx.rand.random(),
    );
    if (delay !== null) this.#writer.sendLater(ctx, 'tryAgain', kept, delay);
    return task;
  }

  /** The time of a task is over, and it has been called off: it has its grace to end. */
  async overdue(ctx: RestateObjectContext, input: TaskOverdue): Promise<void> {
    const kept = await this.#current(ctx, input);
    if (kept?.task.phase !== 'running') return;
    const now = await ctx.date.now();
    if (inputOf<TaskOverdue>(input).isFinal) {
      const pipeline = withProvisioningOver(kept.pipeline, now, this.#settings);
      await this.#writer.write(ctx, kept, { pipeline, now });
    } else {
      this.#writer.sendLater(ctx, 'graceOver', kept, this.#settings.grace);
      const task: TaskRecord = { ...kept.task, phase: 'calledOff' };
      await this.#writer.write(ctx, kept, { pipeline: kept.pipeline, now, task });
    }
  }

  /** A task that was called off is not waited for any longer. */
  async graceOver(ctx: RestateObjectContext, input: TaskMessage): Promise<void> {
    const kept = await this.#current(ctx, input);
    if (kept?.task.phase !== 'calledOff') return;
    const now = await ctx.date.now();
    const task = this.#afterTask(ctx, kept, kept.pipeline, now);
    await this.#writer.write(ctx, kept, { pipeline: kept.pipeline, now, task });
  }

  /** The wait before the next try is over. */
  async tryAgain(ctx: RestateObjectContext, input: TaskMessage): Promise<void> {
    const kept = await this.#current(ctx, input);
    if (kept?.task.phase !== 'waiting') return;
    const task: TaskRecord = { ...kept.task, phase: 'none', invocationId: null };
    const now = await ctx.date.now();
    await this.#writer.write(ctx, kept, { pipeline: kept.pipeline, now, task });
  }

  /** Returns the state if the message is about the last task of this very pipeline. */
  async #current(ctx: RestateObjectContext, input: TaskMessage): Promise<Kept | undefined> {
    const { fence, pipelineId } = inputOf<TaskMessage>(input);
    const kept = await this.#kept(ctx);
    const isCurrent = kept?.pipeline.id === pipelineId && kept.task.fence === fence;
    return isCurrent ? kept : undefined;
  }

  async #kept(ctx: RestateObjectContext): Promise<Kept | undefined> {
    return parseKept(await ctx.get(keptKey));
  }

  #directory(ctx: RestateObjectContext) {
    return ctx.objectClient({ name: this.#settings.names.directory }, directoryKey);
  }
}
