/**
 * The virtual object of a pipeline: short handlers that decide, write, and send the next task.
 *
 * The engine calls one exclusive handler of a pipeline at a time, so that read, decide and write
 * are one step. The next step is worked out in the same call: nothing else has to look.
 */
import { answerAction, answerRemoval, answerReport, type Pipeline } from '../host';
import type { Outcome } from '../lifecycle';
import type { RestateDefinition, RestateObjectContext, RestateSdk } from './driver';
import { inside, ofServers, serviceOptions } from './handlers';
import { type Kept, keptAnew, keptKey, parseKept } from './kept';
import {
  type HandlerName,
  type Message,
  noVersion,
  type RequestAnswers,
  type RequestKind,
  send,
  taking,
} from './messages';
import type { RestateSettings } from './options';
import { PipelineWriter } from './pipeline-writer';
import { directoryKey } from './service-names';
import { nextTry, type TaskRecord, withProvisioningOver } from './task-record';
import { changed, wait, wake } from './waiters';

/** A wait gives its place in the engine to other calls as soon as it may. */
const waiting = { inactivityTimeout: 1_000 } as const;

/** Returns the definition of the virtual object of pipelines. */
export function pipelineDefinition(sdk: RestateSdk, settings: RestateSettings): RestateDefinition {
  const { exclusive, shared } = sdk.handlers.object;
  const writer = new PipelineWriter(sdk, settings);
  const object: PipelineHandlers = new PipelineObject(sdk, settings, writer);
  const on = <Kind extends keyof PipelineHandlers>(kind: Kind) =>
    taking<Kind, RestateObjectContext, unknown>(kind, (ctx, message) => object[kind](ctx, message));
  const request = ofServers(sdk);
  return sdk.object({
    name: settings.names.pipelines,
    description: 'Pipelines by their names.',
    handlers: {
      create: exclusive(request, on('create')),
      read: shared(request, on('read')),
      act: exclusive(request, on('act')),
      report: exclusive(request, on('report')),
      remove: exclusive(request, on('remove')),
      changed: shared({ ...request, ...waiting }, on('changed')),
      wait: exclusive(inside, on('wait')),
      ended: exclusive(inside, on('ended')),
      overdue: exclusive(inside, on('overdue')),
      graceOver: exclusive(inside, on('graceOver')),
      tryAgain: exclusive(inside, on('tryAgain')),
    },
    options: serviceOptions(sdk, settings),
  });
}

/** The handlers, by the messages that they take. */
type PipelineHandlers = {
  readonly [Kind in Exclude<HandlerName, 'run' | 'add' | 'drop' | 'names'>]: (
    ctx: RestateObjectContext,
    message: Message<Kind>,
  ) => Promise<Kind extends RequestKind ? RequestAnswers[Kind] : void>;
};

class PipelineObject implements PipelineHandlers {
  readonly #sdk: RestateSdk;
  readonly #settings: RestateSettings;
  readonly #writer: PipelineWriter;

  constructor(sdk: RestateSdk, settings: RestateSettings, writer: PipelineWriter) {
    this.#sdk = sdk;
    this.#settings = settings;
    this.#writer = writer;
  }

  async create(ctx: RestateObjectContext, { pipeline }: Message<'create'>) {
    if ((await this.#kept(ctx)) !== undefined) return false;
    const now = Date.parse(pipeline.createdAt);
    // A pipeline that is created as started begins at once.
    await this.#writer.write(ctx, keptAnew(pipeline), { pipeline, now, isNew: true });
    await send(this.#directory(ctx), 'add', { name: ctx.key });
    return true;
  }

  async read(ctx: RestateObjectContext) {
    return (await this.#kept(ctx))?.pipeline;
  }

  async act(ctx: RestateObjectContext, { request, now }: Message<'act'>) {
    const kept = await this.#kept(ctx);
    if (kept === undefined) return undefined;
    const { pipeline, result } = answerAction(kept.pipeline, request, { now });
    await this.#writer.write(ctx, kept, { pipeline: pipeline as Pipeline, now });
    return result;
  }

  async report(
    ctx: RestateObjectContext,
    { reference, observation, now }: Message<'report'>,
  ): Promise<Outcome | undefined> {
    const kept = await this.#kept(ctx);
    if (kept === undefined) return undefined;
    const { pipeline, result } = answerReport(kept.pipeline, reference, observation, { now });
    await this.#writer.write(ctx, kept, { pipeline: pipeline as Pipeline, now });
    return result;
  }

  async remove(ctx: RestateObjectContext, { precondition }: Message<'remove'>) {
    const kept = await this.#kept(ctx);
    if (kept === undefined) return undefined;
    const { pipeline, result } = answerRemoval(kept.pipeline, precondition);
    if (pipeline === null) {
      ctx.clear(keptKey);
      wake(ctx, kept.waiters, noVersion);
      await send(this.#directory(ctx), 'drop', { name: ctx.key });
    }
    return result;
  }

  async changed(ctx: RestateObjectContext, message: Message<'changed'>): Promise<string> {
    return changed(ctx, this.#sdk, this.#settings.names, message);
  }

  async wait(ctx: RestateObjectContext, message: Message<'wait'>): Promise<void> {
    return wait(ctx, message);
  }

  /** A task has ended. */
  async ended(
    ctx: RestateObjectContext,
    { fence, pipelineId, observation, now }: Message<'ended'>,
  ): Promise<void> {
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
  async overdue(ctx: RestateObjectContext, message: Message<'overdue'>): Promise<void> {
    const kept = await this.#current(ctx, message);
    if (kept?.task.phase !== 'running') return;
    const now = await ctx.date.now();
    if (message.isFinal) {
      const pipeline = withProvisioningOver(kept.pipeline, now, this.#settings);
      await this.#writer.write(ctx, kept, { pipeline, now });
    } else {
      this.#writer.sendLater(ctx, 'graceOver', kept, this.#settings.grace);
      const task: TaskRecord = { ...kept.task, phase: 'calledOff' };
      await this.#writer.write(ctx, kept, { pipeline: kept.pipeline, now, task });
    }
  }

  /** A task that was called off is not waited for any longer. */
  async graceOver(ctx: RestateObjectContext, message: Message<'graceOver'>): Promise<void> {
    const kept = await this.#current(ctx, message);
    if (kept?.task.phase !== 'calledOff') return;
    const now = await ctx.date.now();
    const task = this.#afterTask(ctx, kept, kept.pipeline, now);
    await this.#writer.write(ctx, kept, { pipeline: kept.pipeline, now, task });
  }

  /** The wait before the next try is over. */
  async tryAgain(ctx: RestateObjectContext, message: Message<'tryAgain'>): Promise<void> {
    const kept = await this.#current(ctx, message);
    if (kept?.task.phase !== 'waiting') return;
    const task: TaskRecord = { ...kept.task, phase: 'none', invocationId: null };
    const now = await ctx.date.now();
    await this.#writer.write(ctx, kept, { pipeline: kept.pipeline, now, task });
  }

  /** Returns the state if the message is about the last task of this very pipeline. */
  async #current(
    ctx: RestateObjectContext,
    { fence, pipelineId }: Message<'graceOver'>,
  ): Promise<Kept | undefined> {
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
