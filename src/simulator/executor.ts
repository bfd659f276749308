/**
 * The simulated executor: provisions and runs pipelines that do not exist. Each task takes its time
 * and now and then fails, both by chance that the seed repeats.
 *
 * It keeps what a real executor would find in its cluster, and learns from its tasks alone what is
 * desired.
 */
import type { Clock, Executor, ProvisionResult, ReportObservation, Task } from '../host';
import { chanceOf, type Drawn } from './chance';
import {
  calledOff,
  type DataFlow,
  desiredDataFlow,
  endProcess,
  flowOrAwaitApproval,
  forgetProvokedNow,
  hang,
  isOf,
  newSimulatedPipeline,
  nextCheckpoint,
  type ProvokedFor,
  processToAdopt,
  type SimulatedPipeline,
  type SimulatedProcess,
} from './cluster';
import { deploymentFailure, failureError, TaskError } from './failures';
import type { Latency } from './settings';

/** The share of hangs among the suspensions that go wrong by chance; the others fail. */
const hangingShare = 0.25;

/** How often in a row a deletion may fail by chance, so that it always succeeds in the end. */
const failedDeletionsMax = 2;

/** Milliseconds between two checkpoints of a running process. */
const checkpointPeriod = 10_000;

/** Periods until a crash is about as likely as the failure of one task: a minute. */
const periodsToCrash = 6;

/** The options of a simulated executor. */
export interface SimulatedExecutorOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly latency: Latency;
  readonly failures: number;
  /** True if running processes make checkpoints. */
  readonly checkpointing: boolean;
  /** True if processes that are not known here may have been started by another executor. */
  readonly adopts?: boolean | undefined;
}

/** An executor of pipelines that do not exist, which can be made to fail. */
export class SimulatedExecutor implements Executor {
  readonly #options: SimulatedExecutorOptions;
  readonly #pipelines = new Map<string, SimulatedPipeline>();
  /** How often chance was drawn. Outlives a pipeline, so that the next one of its name differs. */
  readonly #counts = new Map<string, number>();
  #report: ReportObservation = async () => undefined;

  constructor(options: SimulatedExecutorOptions) {
    this.#options = options;
  }

  connect(report: ReportObservation): void {
    this.#report = report;
  }

  async provision(task: Task): Promise<ProvisionResult> {
    const { pipelineName, pipelineId, deployment } = task;
    const { generation, desiredStatus, checkpoint } = deployment;
    const pipeline = this.#pipelineFor(task);
    const { process } = pipeline;
    if (process !== null && isOf(process, task)) return process.as;
    const failsByChance = await this.#work(task);
    const isProvoked = pipeline.failsToProvision !== null;
    if (isProvoked || failsByChance) {
      pipeline.failsToProvision = null;
      throw deploymentFailure('ProvisioningFailed', pipelineName, generation, isProvoked);
    }
    this.#modifyByChance(task);
    const isForStandby = desiredStatus === 'Standby';
    const as = isForStandby ? 'standby' : flowOrAwaitApproval(pipeline, task, checkpoint !== null);
    this.#startProcess(pipelineName, pipeline, { pipelineId, generation, as });
    return as;
  }

  async activate(task: Task): Promise<Exclude<ProvisionResult, 'standby'>> {
    await this.#work(task);
    const process = this.#processOf(task);
    this.#modifyByChance(task);
    // In standby it follows the checkpoints of another pipeline, so there always is one.
    const as = flowOrAwaitApproval(this.#pipelineOf(task.pipelineName), task, true);
    process.as = as;
    return as;
  }

  async bootstrap(task: Task): Promise<DataFlow> {
    await this.#work(task);
    const process = this.#processOf(task);
    this.#pipelineOf(task.pipelineName).isModified = false;
    const as = desiredDataFlow(task.deployment);
    process.as = as;
    return as;
  }

  async pause(task: Task): Promise<void> {
    await this.#work(task);
    this.#processOf(task).as = 'paused';
  }

  async resume(task: Task): Promise<void> {
    await this.#work(task);
    this.#processOf(task).as = 'running';
  }

  async suspend(task: Task): Promise<{ readonly checkpoint: number }> {
    const { pipelineName, deployment, signal } = task;
    const pipeline = this.#pipelineOf(pipelineName);
    const before = this.#processOf(task).suspendedWith;
    if (before !== null) return { checkpoint: before };
    // While it makes its last checkpoint, it neither crashes nor makes another.
    this.#processOf(task).life.abort();
    const failsByChance = await this.#work(task);
    const process = this.#processOf(task);
    const hangsByChance = failsByChance && this.#draw(pipelineName, 'hang').chance(hangingShare);
    const will = pipeline.spoiledSuspension?.will ?? (hangsByChance ? 'hang' : null);
    pipeline.spoiledSuspension = null;
    if (will === 'hang') {
      await hang(pipeline, signal);
      pipeline.spoiledSuspension = null;
    }
    // A suspension that hangs ends only if its failure is provoked.
    const isProvoked = will !== null;
    if (isProvoked || failsByChance) {
      throw deploymentFailure('SuspendFailed', pipelineName, deployment.generation, isProvoked);
    }
    process.suspendedWith = nextCheckpoint(pipeline, deployment);
    return { checkpoint: process.suspendedWith };
  }

  async deprovision(task: Task): Promise<void> {
    const pipeline = this.#pipelineOf(task.pipelineName);
    // First of all: a process that is being deleted neither crashes nor makes checkpoints, and a
    // failure provoked for it must not hit the next one.
    endProcess(pipeline);
    forgetProvokedNow(pipeline);
    const fails = (await this.#work(task)) && pipeline.failedDeletions < failedDeletionsMax;
    pipeline.failedDeletions = fails ? pipeline.failedDeletions + 1 : 0;
    if (fails) {
      throw new TaskError('The volume of the pipeline is still in use and could not be deleted.');
    }
  }

  /** Makes the provisioning under way fail, or the next one. */
  failProvisioning(pipelineName: string, when: ProvokedFor): void {
    this.#pipelineOf(pipelineName).failsToProvision = when;
  }

  /**
   * Makes the suspension under way fail or hang, or the next one. Returns false if no pipeline is
   * ever suspended.
   */
  spoilSuspension(pipelineName: string, will: 'fail' | 'hang', when: ProvokedFor): boolean {
    if (!this.#options.checkpointing) return false;
    const pipeline = this.#pipelineOf(pipelineName);
    pipeline.spoiledSuspension = { will, when };
    if (will === 'fail') pipeline.hanging?.abort();
    return true;
  }

  /** Makes the pipeline count as modified since its checkpoint. */
  modify(pipelineName: string): void {
    this.#pipelineOf(pipelineName).isModified = true;
  }

  /** Crashes the process, and reports that. Returns false if there is no process to crash. */
  async crash(pipelineName: string, isProvoked = true): Promise<boolean> {
    const pipeline = this.#pipelineOf(pipelineName);
    const { process } = pipeline;
    if (process === null || process.suspendedWith !== null) return false;
    endProcess(pipeline);
    const { pipelineId, generation } = process;
    const error = failureError('PipelineCrashed', pipelineName, generation, isProvoked);
    const observation = { type: 'failed', error, generation } as const;
    await this.#report({ pipelineName, pipelineId }, observation);
    return true;
  }

  /** Takes over a process that another executor has started; does nothing if there is none. */
  adopt(task: Pick<Task, 'pipelineName' | 'pipelineId' | 'deployment'>): void {
    if (this.#options.adopts !== true) return;
    const pipeline = this.#pipelineFor(task);
    const adopted = processToAdopt(pipeline, task);
    if (adopted !== null) this.#startProcess(task.pipelineName, pipeline, adopted);
  }

  /** Forgets a deleted pipeline, so that a new one of its name inherits nothing. */
  forget(pipelineName: string): void {
    endProcess(this.#pipelineOf(pipelineName));
    this.#pipelines.delete(pipelineName);
  }

  /** Ends every process. */
  end(): void {
    for (const pipeline of this.#pipelines.values()) endProcess(pipeline);
  }

  #pipelineOf(pipelineName: string): SimulatedPipeline {
    const known = this.#pipelines.get(pipelineName) ?? newSimulatedPipeline();
    this.#pipelines.set(pipelineName, known);
    return known;
  }

  /** Its next checkpoint is later than any that the deployment knows of, whoever has made that. */
  #pipelineFor({
    pipelineName,
    deployment,
  }: Pick<Task, 'pipelineName' | 'deployment'>): SimulatedPipeline {
    const pipeline = this.#pipelineOf(pipelineName);
    pipeline.checkpoint = Math.max(pipeline.checkpoint, deployment.checkpoint ?? 0);
    return pipeline;
  }

  /** Throws DeploymentFailedError if the process has crashed in the meantime. */
  #processOf(task: Task): SimulatedProcess {
    const { pipelineName, deployment } = task;
    this.adopt(task);
    const { process } = this.#pipelineOf(pipelineName);
    if (process !== null && isOf(process, task)) return process;
    throw deploymentFailure('ProcessLost', pipelineName, deployment.generation);
  }

  #draw(pipelineName: string, drawn: Drawn) {
    const key = `${pipelineName}/${drawn}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return chanceOf(this.#options.seed, pipelineName, drawn, count);
  }

  /** Takes the time of a task. Returns true if the task then fails; rejects if it is called off. */
  async #work({ pipelineName, signal }: Task): Promise<boolean> {
    const { clock, latency, failures } = this.#options;
    const { least, most } = latency;
    const random = this.#draw(pipelineName, 'task');
    await clock.sleep(least + random.next() * (most - least), signal);
    if (signal.aborted) throw calledOff();
    return random.chance(failures);
  }

  /** By chance, somebody has modified the pipeline in the meantime. */
  #modifyByChance({ pipelineName }: Task): void {
    const { failures } = this.#options;
    if (this.#draw(pipelineName, 'modification').chance(failures)) this.modify(pipelineName);
  }

  #startProcess(
    pipelineName: string,
    pipeline: SimulatedPipeline,
    up: Pick<SimulatedProcess, 'pipelineId' | 'generation' | 'as'>,
  ): void {
    endProcess(pipeline);
    const process = { ...up, suspendedWith: null, life: new AbortController() };
    pipeline.process = process;
    // A report rejects once the reconciler has ended: then nobody is interested any more.
    this.#live(pipelineName, pipeline, process).catch(() => {});
  }

  /** Makes checkpoints while the process is up, and crashes it by chance. */
  async #live(
    pipelineName: string,
    pipeline: SimulatedPipeline,
    process: SimulatedProcess,
  ): Promise<void> {
    const { pipelineId, generation, life } = process;
    const { clock, failures, checkpointing } = this.#options;
    for (;;) {
      const random = this.#draw(pipelineName, 'life');
      const crashes = random.chance(failures / periodsToCrash);
      const until = crashes ? random.next() * checkpointPeriod : checkpointPeriod;
      await clock.sleep(until, life.signal);
      if (life.signal.aborted) return;
      if (crashes) {
        await this.crash(pipelineName, false);
        return;
      }
      if (!checkpointing || process.as !== 'running') continue;
      const checkpoint = ++pipeline.checkpoint;
      const observation = { type: 'checkpointed', checkpoint, generation } as const;
      const outcome = await this.#report({ pipelineName, pipelineId }, observation);
      // Another executor has adopted it, or has put an end to it.
      if (this.#options.adopts && outcome?.accepted !== true) life.abort();
    }
  }
}
