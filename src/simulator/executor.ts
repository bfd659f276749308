/**
 * A simulated executor: provisions and runs pipelines that do not exist. Each task takes its time and now
 * and then fails, both by chance that the seed repeats.
 *
 * It keeps what a real one would find in its cluster: which process lives, of which generation, as what it
 * is up. What is desired it knows from its tasks alone.
 */
import type { Clock, Executor, ProvisionResult, ReportObservation, Task } from '../host';
import { chanceOf, type Drawn } from './chance';
import {
  calledOff,
  desiredOf,
  end,
  type Flowing,
  flowsOrWaits,
  forgetNow,
  hangs,
  newlySimulated,
  nextCheckpoint,
  type Provoked,
  type Simulated,
  type SimulatedProcess,
} from './cluster';
import { errorOf, failed, TaskError } from './failures';
import type { Span } from './settings';

/** How many of the suspensions that go wrong by chance never end; the others fail. */
const hangingShare = 0.25;

/** How often in a row a deletion fails by chance: with any probability it succeeds in the end. */
const failedDeletionsMax = 2;

/** How often a running process makes a checkpoint, in milliseconds. */
const period = 10_000;

/** How many periods it takes until a crash is about as likely as another failure: a minute. */
const periodsToCrash = 6;

/** What a simulated executor is made of. */
export interface SimulatedExecutorOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly latency: Span;
  readonly failures: number;
  /** Whether running processes make checkpoints. */
  readonly checkpointing: boolean;
}

/** An executor of pipelines that do not exist, which can be made to fail. */
export class SimulatedExecutor implements Executor {
  readonly #options: SimulatedExecutorOptions;
  readonly #pipelines = new Map<string, Simulated>();
  /** How often chance was drawn; not forgotten with a pipeline, so that the next one differs. */
  readonly #counts = new Map<string, number>();
  #report: ReportObservation = async () => undefined;

  constructor(options: SimulatedExecutorOptions) {
    this.#options = options;
  }

  connect(report: ReportObservation): void {
    this.#report = report;
  }

  async provision(task: Task): Promise<ProvisionResult> {
    const { pipelineName, deployment } = task;
    const { generation, desiredStatus, checkpoint } = deployment;
    const pipeline = this.#of(pipelineName);
    if (pipeline.process?.generation === generation) return pipeline.process.as;
    const fails = await this.#takesItsTime(task);
    if (pipeline.failsToProvision !== null || fails) {
      const isProvoked = pipeline.failsToProvision !== null;
      pipeline.failsToProvision = null;
      throw failed('ProvisioningFailed', pipelineName, generation, isProvoked);
    }
    this.#mayBeModified(task);
    const isInStandby = desiredStatus === 'Standby';
    const as = isInStandby ? 'standby' : flowsOrWaits(pipeline, task, checkpoint !== null);
    this.#begin(pipelineName, pipeline, { generation, as });
    return as;
  }

  async activate(task: Task): Promise<Exclude<ProvisionResult, 'standby'>> {
    await this.#takesItsTime(task);
    const process = this.#processOf(task);
    this.#mayBeModified(task);
    // What it follows in standby are checkpoints of another pipeline, so there is one in any case.
    const as = flowsOrWaits(this.#of(task.pipelineName), task, true);
    process.as = as;
    return as;
  }

  async bootstrap(task: Task): Promise<Flowing> {
    await this.#takesItsTime(task);
    const process = this.#processOf(task);
    this.#of(task.pipelineName).isModified = false;
    const as = desiredOf(task.deployment);
    process.as = as;
    return as;
  }

  async pause(task: Task): Promise<void> {
    await this.#takesItsTime(task);
    this.#processOf(task).as = 'paused';
  }

  async resume(task: Task): Promise<void> {
    await this.#takesItsTime(task);
    this.#processOf(task).as = 'running';
  }

  async suspend(task: Task): Promise<{ readonly checkpoint: number }> {
    const { pipelineName, deployment, signal } = task;
    const pipeline = this.#of(pipelineName);
    const before = this.#processOf(task).suspendedWith;
    if (before !== null) return { checkpoint: before };
    // It is busy with its last checkpoint, and makes no other.
    this.#processOf(task).life.abort();
    const fails = await this.#takesItsTime(task);
    const process = this.#processOf(task);
    const hangsByChance = fails && this.#chance(pipelineName, 'hang').chance(hangingShare);
    const will = pipeline.suspensionWill?.as ?? (hangsByChance ? 'hang' : null);
    // One that hangs comes to an end only by being provoked to.
    const isProvoked = pipeline.suspensionWill !== null || hangsByChance;
    pipeline.suspensionWill = null;
    if (will === 'hang') {
      await hangs(pipeline, signal);
      pipeline.suspensionWill = null;
    }
    if (isProvoked || fails) {
      throw failed('SuspendFailed', pipelineName, deployment.generation, isProvoked);
    }
    process.suspendedWith = nextCheckpoint(pipeline, deployment);
    return { checkpoint: process.suspendedWith };
  }

  async deprovision(task: Task): Promise<void> {
    const pipeline = this.#of(task.pipelineName);
    // First of all: what is being deleted neither crashes nor makes a checkpoint any more, and what was to
    // spoil it does not spoil the next one.
    end(pipeline);
    forgetNow(pipeline);
    const fails = (await this.#takesItsTime(task)) && pipeline.failedDeletions < failedDeletionsMax;
    pipeline.failedDeletions = fails ? pipeline.failedDeletions + 1 : 0;
    if (fails) {
      throw new TaskError('The volume of the pipeline is still in use and could not be deleted.');
    }
  }

  /** The provisioning that is under way fails, or the next one. */
  failProvisioning(pipelineName: string, which: Provoked): void {
    this.#of(pipelineName).failsToProvision = which;
  }

  /** The suspension that is under way fails or never ends, or the next one. False where there is never any. */
  spoilSuspension(pipelineName: string, will: 'fail' | 'hang', which: Provoked): boolean {
    if (!this.#options.checkpointing) return false;
    const pipeline = this.#of(pipelineName);
    pipeline.suspensionWill = { as: will, of: which };
    if (will === 'fail') pipeline.hanging?.abort();
    return true;
  }

  /** From now on, the pipeline counts as modified since its checkpoint. */
  modify(pipelineName: string): void {
    this.#of(pipelineName).isModified = true;
  }

  /** The process crashes, and that is reported. False where there is none. */
  async crash(pipelineName: string, isProvoked = true): Promise<boolean> {
    const pipeline = this.#of(pipelineName);
    const { process } = pipeline;
    if (process === null || process.suspendedWith !== null) return false;
    end(pipeline);
    const { generation } = process;
    const error = errorOf('PipelineCrashed', pipelineName, generation, isProvoked);
    await this.#report(pipelineName, { type: 'failed', error, generation });
    return true;
  }

  /** The pipeline was deleted: a new one of that name has nothing of it. */
  forget(pipelineName: string): void {
    end(this.#of(pipelineName));
    this.#pipelines.delete(pipelineName);
  }

  /** Ends every process. Nothing is under way afterwards. */
  end(): void {
    for (const pipeline of this.#pipelines.values()) end(pipeline);
  }

  #of(pipelineName: string): Simulated {
    const known = this.#pipelines.get(pipelineName) ?? newlySimulated();
    this.#pipelines.set(pipelineName, known);
    return known;
  }

  /** Throws DeploymentFailedError where it has crashed meanwhile. */
  #processOf({ pipelineName, deployment }: Task): SimulatedProcess {
    const { process } = this.#of(pipelineName);
    if (process?.generation === deployment.generation) return process;
    throw failed('ProcessLost', pipelineName, deployment.generation);
  }

  #chance(pipelineName: string, drawn: Drawn) {
    const key = `${pipelineName}/${drawn}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return chanceOf(this.#options.seed, pipelineName, drawn, count);
  }

  /** Says whether the task then fails. Rejects where it is called off. */
  async #takesItsTime({ pipelineName, signal }: Task): Promise<boolean> {
    const { clock, latency, failures } = this.#options;
    const { least, most } = latency;
    const random = this.#chance(pipelineName, 'task');
    await clock.sleep(least + random.next() * (most - least), signal);
    if (signal.aborted) throw calledOff();
    return random.chance(failures);
  }

  /** Somebody may have modified the pipeline meanwhile. */
  #mayBeModified({ pipelineName }: Task): void {
    const { failures } = this.#options;
    if (this.#chance(pipelineName, 'modification').chance(failures)) this.modify(pipelineName);
  }

  #begin(
    pipelineName: string,
    pipeline: Simulated,
    up: Pick<SimulatedProcess, 'generation' | 'as'>,
  ): void {
    end(pipeline);
    const process = { ...up, suspendedWith: null, life: new AbortController() };
    pipeline.process = process;
    // A report rejects where the reconciler has ended: then nobody wants to know any more.
    this.#live(pipelineName, pipeline, process).catch(() => {});
  }

  /** What happens by itself while the process is up. */
  async #live(pipelineName: string, pipeline: Simulated, process: SimulatedProcess): Promise<void> {
    const { generation, life } = process;
    const { clock, failures, checkpointing } = this.#options;
    for (;;) {
      const random = this.#chance(pipelineName, 'life');
      const crashes = random.chance(failures / periodsToCrash);
      await clock.sleep(crashes ? random.next() * period : period, life.signal);
      if (life.signal.aborted) return;
      if (crashes) {
        await this.crash(pipelineName, false);
        return;
      }
      if (!checkpointing || process.as !== 'running') continue;
      const checkpoint = ++pipeline.checkpoint;
      await this.#report(pipelineName, { type: 'checkpointed', checkpoint, generation });
    }
  }
}
