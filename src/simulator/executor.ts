/**
 * A simulated executor: provisions and runs pipelines that do not exist. Each task takes its time and now
 * and then fails, both by chance that the seed repeats.
 *
 * It keeps what a real one would find in its cluster: which process lives, of which generation, as what it
 * is up. What is desired it knows from its tasks alone.
 */
import type { Clock } from '../http/clock';
import type { ComesUpAs, Executor, Report, Task } from '../http/executor';
import { aborted } from '../http/scopes';
import type { Deployment } from '../lifecycle';
import { chanceOf, type Drawn } from './chance';
import { errorOf, failed, TaskError } from './failures';
import type { Span } from './settings';

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

/** A process that is up. */
interface SimulatedProcess {
  readonly generation: number;
  as: ComesUpAs;
  /** Its last checkpoint, once it is suspended. */
  suspendedWith: number | null;
  /** Aborted once the process ends. */
  readonly life: AbortController;
}

/** What the cluster has of a pipeline. */
interface Simulated {
  process: SimulatedProcess | null;
  isModified: boolean;
  /** The number of its latest checkpoint. */
  checkpoint: number;
  failsToProvision: boolean;
  suspensionWill: 'fail' | 'hang' | null;
  /** Aborted where a suspension that hangs is to fail. */
  hanging: AbortController | null;
}

type Flowing = 'paused' | 'running';

/** An executor of pipelines that do not exist, which can be made to fail. */
export class SimulatedExecutor implements Executor {
  readonly #options: SimulatedExecutorOptions;
  readonly #pipelines = new Map<string, Simulated>();
  /** How often chance was drawn; not forgotten with a pipeline, so that the next one differs. */
  readonly #counts = new Map<string, number>();
  #report: Report = async () => undefined;

  constructor(options: SimulatedExecutorOptions) {
    this.#options = options;
  }

  connect(report: Report): void {
    this.#report = report;
  }

  async provision(task: Task): Promise<ComesUpAs> {
    const { pipelineName, deployment } = task;
    const { generation, desiredStatus, checkpoint } = deployment;
    const pipeline = this.#of(pipelineName);
    if (pipeline.process?.generation === generation) return pipeline.process.as;
    const fails = await this.#takesItsTime(task);
    if (pipeline.failsToProvision || fails) {
      const isProvoked = pipeline.failsToProvision;
      pipeline.failsToProvision = false;
      throw failed('ProvisioningFailed', pipelineName, generation, isProvoked);
    }
    const isInStandby = desiredStatus === 'Standby';
    const as = isInStandby ? 'standby' : flowsOrWaits(pipeline, task, checkpoint !== null);
    this.#begin(pipelineName, pipeline, { generation, as });
    return as;
  }

  async activate(task: Task): Promise<Exclude<ComesUpAs, 'standby'>> {
    await this.#takesItsTime(task);
    const process = this.#processOf(task);
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
    if (pipeline.suspensionWill === 'hang') await hangs(pipeline, signal);
    const provoked = pipeline.suspensionWill;
    pipeline.suspensionWill = null;
    if (provoked === 'fail' || fails) {
      throw failed('SuspendFailed', pipelineName, deployment.generation, provoked === 'fail');
    }
    process.suspendedWith = nextCheckpoint(pipeline, deployment);
    return { checkpoint: process.suspendedWith };
  }

  async deprovision(task: Task): Promise<void> {
    const pipeline = this.#of(task.pipelineName);
    // First of all: what is being deleted neither crashes nor makes a checkpoint any more, and what was to
    // spoil it does not spoil the next one.
    end(pipeline);
    pipeline.failsToProvision = false;
    pipeline.suspensionWill = null;
    if (await this.#takesItsTime(task)) {
      throw new TaskError('The volume of the pipeline is still in use and could not be deleted.');
    }
  }

  /** The provisioning that is under way, or else the next one, fails. */
  failProvisioning(pipelineName: string): void {
    this.#of(pipelineName).failsToProvision = true;
  }

  /** The suspension that is under way, or else the next one, fails or never ends. False without any. */
  spoilSuspension(pipelineName: string, will: 'fail' | 'hang'): boolean {
    if (!this.#options.checkpointing) return false;
    const pipeline = this.#of(pipelineName);
    pipeline.suspensionWill = will;
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
    const known = this.#pipelines.get(pipelineName) ?? {
      process: null,
      isModified: false,
      checkpoint: 0,
      failsToProvision: false,
      suspensionWill: null,
      hanging: null,
    };
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

/** Until it is to fail instead. Rejects where it is called off. */
async function hangs(pipeline: Simulated, calledOffBy: AbortSignal): Promise<void> {
  pipeline.hanging = new AbortController();
  await aborted(AbortSignal.any([calledOffBy, pipeline.hanging.signal]));
  pipeline.hanging = null;
  if (calledOffBy.aborted) throw calledOff();
}

/** As what a process comes up that is to flow, if its pipeline was modified since the checkpoint. */
function flowsOrWaits(
  pipeline: Simulated,
  { pipelineName, deployment }: Task,
  hasCheckpoint: boolean,
): Flowing | 'awaitingApproval' {
  const { bootstrapPolicy, generation } = deployment;
  if (pipeline.isModified && hasCheckpoint && bootstrapPolicy !== 'allow') {
    if (bootstrapPolicy === 'await_approval') return 'awaitingApproval';
    throw failed('BootstrapRejected', pipelineName, generation);
  }
  // It was bootstrapped, or had nothing to go on from.
  pipeline.isModified = false;
  return desiredOf(deployment);
}

function desiredOf({ desiredStatus }: Deployment): Flowing {
  return desiredStatus === 'Paused' ? 'paused' : 'running';
}

/** A deployment may know of a checkpoint that is not from here. */
function nextCheckpoint(pipeline: Simulated, { checkpoint }: Deployment): number {
  pipeline.checkpoint = Math.max(pipeline.checkpoint, checkpoint ?? 0) + 1;
  return pipeline.checkpoint;
}

function end(pipeline: Simulated): void {
  pipeline.process?.life.abort();
  pipeline.process = null;
}

function calledOff(): TaskError {
  return new TaskError('The task was called off.');
}
