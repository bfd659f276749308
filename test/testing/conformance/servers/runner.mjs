/**
 * A simulated runner of one pipeline: asks `reconcile` what to do, takes its time, and reports what
 * it saw with the generation, as a correct runner does. It looks at the level and keeps nothing
 * that it could not do without, so it may be killed anywhere.
 *
 * There is a method for each step; a bug replaces one of them.
 */
import { reconcile } from 'pipeline-lifecycle';
import { Chance } from './random.mjs';

/** The observations by which the runner confirms the status of a pipeline that is up. */
const heartbeats = {
  Standby: 'standby',
  AwaitingApproval: 'awaitingApproval',
  Paused: 'paused',
  Running: 'running',
};

/** How late a report may arrive again, in longest latencies of a step. */
const latest = 30;

export class Runner {
  #incidents = 0;
  #ended = false;
  /** Shared by the present process and its steps; `over` once the process was killed. */
  #life = { over: true };

  constructor(name, { store, observe, options, clock, onError }) {
    this.name = name;
    this.clock = clock;
    this.onError = onError;
    this.store = store;
    this.observe = observe;
    this.options = options;
    this.chance = new Chance(options.seed, name, 'runner');
  }

  /** Starts the process. */
  start() {
    this.#life.over = true;
    if (this.#ended) return;
    this.#life = { over: false };
    this.live(this.#life).catch(this.onError);
  }

  /** Kills the process, and starts it again after a while. What it was about to report is lost. */
  kill() {
    this.#life.over = true;
    const pause = 20 + 2 * this.chance.between(this.options.latency);
    this.clock.sleep(pause).then(() => this.start());
  }

  /** Ends the process for good, with all messages that are still on their way. */
  end() {
    this.#ended = true;
    this.#life.over = true;
  }

  async live(life) {
    while (!life.over) {
      const row = this.store.read(this.name);
      if (row === undefined) return;
      const { deployment } = row;
      const step = reconcile(deployment);
      const heartbeat = heartbeats[deployment.status];
      if (step.type !== 'idle' && heartbeat !== undefined && this.chance.happens(0.5)) {
        await this.report({ step, life }, { type: heartbeat });
      }
      await this[step.type]({ step, deployment, life });
    }
  }

  /** Takes the time of a step. Resolves with false if the process was killed meanwhile. */
  async takes({ life }, range = this.options.latency) {
    await this.clock.sleep(this.chance.between(range));
    return !life.over;
  }

  /** Reports, and now and then reports again, late: the network delivers at least once. */
  async report({ step, life }, observation) {
    if (life.over) return;
    await this.send({ ...observation, generation: step.generation });
  }

  async send(observation) {
    if (this.chance.happens(this.options.late)) {
      const late = this.chance.next() ** 2 * latest * this.options.latency[1];
      this.clock.sleep(late).then(() => this.#ended || this.deliver(observation));
    }
    return this.deliver(observation);
  }

  deliver(observation) {
    return this.store.update(this.name, 'runner', ({ deployment, shown }) =>
      this.observe(deployment, observation, shown),
    );
  }

  /** The error of a failure; each has its own number. */
  incident(error_code, message) {
    this.#incidents += 1;
    return { message, error_code, details: { incident: this.#incidents } };
  }

  /** Makes the pipeline fail, whatever it does. Resolves with false if that changed nothing. */
  async fail() {
    const row = this.store.read(this.name);
    if (row === undefined) return false;
    const { generation } = row.deployment;
    const error = this.incident('PipelineFailed', 'The pipeline was made to fail.');
    const outcome = await this.send({ type: 'failed', error, generation });
    return outcome?.accepted === true && outcome.changed;
  }

  fails() {
    return this.chance.happens(this.options.failures);
  }

  failed(error_code, message) {
    return { type: 'failed', error: this.incident(error_code, message) };
  }

  // The steps. Each is done once, and then `reconcile` is asked again.

  async provision(work) {
    // Claims it first: if the report is stale, a stop was faster, and nothing is created.
    if (await this.takes(work)) await this.report(work, { type: 'provisioning' });
  }

  async awaitProvisioned(work) {
    if (!(await this.takes(work))) return;
    const { desiredStatus, bootstrapPolicy, checkpoint } = work.deployment;
    const isModified = checkpoint !== null && this.chance.happens(this.options.modified);
    if (this.fails() || (isModified && bootstrapPolicy === 'reject')) {
      await this.report(work, this.failed('ProvisioningFailed', 'Provisioning has failed.'));
    } else if (desiredStatus === 'Standby') {
      await this.report(work, { type: 'standby' });
    } else if (isModified && bootstrapPolicy === 'await_approval') {
      await this.report(work, { type: 'awaitingApproval' });
    } else {
      await this.report(work, { type: desiredStatus.toLowerCase() });
    }
  }

  async activate(work) {
    if (!(await this.takes(work))) return;
    // The checkpoint is that of the pipeline it follows.
    const { bootstrapPolicy } = work.deployment;
    const isModified = this.chance.happens(this.options.modified);
    const awaits = isModified && bootstrapPolicy === 'await_approval';
    const target = work.step.target.toLowerCase();
    await this.report(work, { type: awaits ? 'awaitingApproval' : target });
  }

  async bootstrap(work) {
    const type = work.deployment.desiredStatus.toLowerCase();
    if (await this.takes(work)) await this.report(work, { type });
  }

  async pause(work) {
    if (await this.takes(work)) await this.report(work, { type: 'paused' });
  }

  async resume(work) {
    if (await this.takes(work)) await this.report(work, { type: 'running' });
  }

  async suspend(work) {
    if (await this.takes(work)) await this.report(work, { type: 'suspending' });
  }

  async awaitSuspended(work) {
    if (!(await this.makesCheckpoint(work))) return;
    const failed = this.failed('SuspendFailed', 'The checkpoint could not be made.');
    await this.report(work, this.fails() ? failed : this.suspended(work));
  }

  suspended({ deployment }) {
    const checkpoint = (deployment.checkpoint ?? 0) + 1 + Math.floor(this.chance.next() * 3);
    return { type: 'suspended', checkpoint };
  }

  /**
   * Makes a checkpoint. Resolves with false if it is no longer wanted, which is checked now and
   * then.
   */
  async makesCheckpoint(work) {
    const end = this.clock.monotonic() + this.chance.between(this.options.suspends);
    const slice = this.options.latency[1];
    for (;;) {
      const left = Math.max(0, end - this.clock.monotonic());
      if (!(await this.takes(work, [Math.min(slice, left), Math.min(slice, left)]))) return false;
      if (this.clock.monotonic() >= end) return true;
      const row = this.store.read(this.name);
      if (row === undefined || reconcile(row.deployment).type !== work.step.type) return false;
    }
  }

  async deprovision(work) {
    if (await this.takes(work)) await this.report(work, { type: 'stopping' });
  }

  async awaitDeprovisioned(work) {
    if (!(await this.takes(work))) return;
    // Now and then a deletion does not work. That is not reported, but tried again.
    if (!this.chance.happens(0.2)) await this.report(work, { type: 'deprovisioned' });
  }

  async awaitApproval(work) {
    await this.rest(work);
  }

  async idle(work) {
    const { status, checkpoint } = work.deployment;
    if (status === 'Stopped') {
      await this.store.changed(1000);
      return;
    }
    const flows = status === 'Running' || status === 'Paused';
    if (flows && this.chance.happens(0.3)) {
      await this.report(work, { type: 'checkpointed', checkpoint: (checkpoint ?? 0) + 1 });
    }
    await this.rest(work);
  }

  /** Leaves a pipeline that is up alone for a while. It may fail. */
  async rest(work) {
    await this.store.changed(50 + 4 * this.options.latency[1]);
    if (work.life.over || !this.chance.happens(this.options.failures / 3)) return;
    await this.report(work, this.failed('PipelineFailed', 'The pipeline has failed.'));
  }
}
