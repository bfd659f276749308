/**
 * Faults: everything is killed or stopped, in turn, and started again; and what a worker that was
 * replaced has sent arrives late.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { ask, ProcessGoneError, ProcessRefusedError, signalProcess } from '../executor/control.mjs';
import { spawnPipeline } from '../executor/launch.mjs';
import { isRunning, StartRefusedError } from '../executor/record.mjs';
import { between, pick } from './random.mjs';

/** Injects faults into a control plane. */
export class Faults {
  /** How often each fault was injected. */
  counts = {};
  #plane;
  #entries;
  #folders;
  #servers;
  #workers;
  #lease;
  #random;
  #say;

  /** `entries` emits the lines of the logs, by their message. */
  constructor({ plane, entries, folders, servers, workers, lease, random, say }) {
    this.#plane = plane;
    this.#entries = entries;
    this.#folders = folders;
    this.#servers = servers;
    this.#workers = workers;
    this.#lease = lease;
    this.#random = random;
    this.#say = say;
  }

  /** Injects faults until the signal is aborted; everything lives then. */
  async run(signal) {
    // In the midst of a task, which is when it hurts.
    const inTask = async (act) => {
      const [entry] = await once(this.#entries, 'task', { signal }).catch(() => []);
      return entry !== undefined && act(entry.process);
    };
    const server = () => pick(this.#random, this.#servers);
    const longerThanLease = [1.5 * this.#lease, 2 * this.#lease];
    // Each kind has a row of its own, so that several things happen at once.
    const rows = [
      [
        ['kill worker', () => inTask((worker) => this.#kill([worker]))],
        ['stop worker', () => inTask((worker) => this.#stop(worker, longerThanLease))],
        ['kill worker', () => inTask((worker) => this.#kill([worker]))],
        ['stop worker', () => inTask((worker) => this.#stop(worker, longerThanLease))],
        ['kill all workers', () => this.#kill(this.#workers)],
      ],
      [
        ['kill server', () => this.#kill([server()])],
        ['stop server', () => this.#stop(server(), [300, 1_500])],
      ],
      [
        ['kill pipeline', () => this.#killPipeline()],
        ['stop pipeline', () => this.#stopPipeline()],
        ['late command', () => this.#lateCommand(this.#someRunning())],
        ['late start', () => this.#lateStart(pick(this.#random, this.#records()))],
      ],
    ];
    await Promise.all(rows.map((row) => this.#inTurn(row, signal)));
  }

  /** Kills each worker that has just started a process, until the signal is aborted. */
  async runWhileStarting(signal) {
    while (!signal.aborted) {
      const [entry] = await once(this.#entries, 'started', { signal }).catch(() => []);
      if (entry !== undefined) await this.#kill([entry.process]);
    }
  }

  /** Injects the last faults, when nobody acts any more who would put something right by chance. */
  async runLast() {
    const running = this.#records().filter(isRunning);
    await Promise.all(running.map((record) => this.#lateCommand(record)));
    const killed = running.slice(0, running.length / 2);
    for (const record of killed) await this.#killPipeline(record);
  }

  async #inTurn(faults, signal) {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const [name, inject] = faults[turn % faults.length];
      if (await inject()) this.counts[name] = (this.counts[name] ?? 0) + 1;
      const delay = between(this.#random, 200, 1_200);
      await setTimeout(delay, undefined, { signal }).catch(() => {});
    }
  }

  async #kill(names) {
    this.#say(`kill -9: ${names.join(', ')}`);
    await Promise.all(names.map((name) => this.#plane.kill(name)));
    await setTimeout(between(this.#random, 0, 1_000));
    await this.#plane.start(...names);
    return true;
  }

  async #stop(name, [least, most]) {
    const duration = between(this.#random, least, most);
    this.#say(`SIGSTOP: ${name} for ${Math.round(duration)} ms`);
    this.#plane.signal(name, 'SIGSTOP');
    await setTimeout(duration);
    this.#plane.signal(name, 'SIGCONT');
    return true;
  }

  async #killPipeline(record = this.#someRunning()) {
    if (record === undefined) return false;
    this.#say(`kill -9: the process of ${record.pipelineName}`);
    return signalProcess(record.process, 'SIGKILL');
  }

  async #stopPipeline() {
    const record = this.#someRunning();
    if (record === undefined) return false;
    const duration = between(this.#random, 500, 3_000);
    this.#say(`SIGSTOP: the process of ${record.pipelineName} for ${Math.round(duration)} ms`);
    const isStopped = await signalProcess(record.process, 'SIGSTOP');
    await setTimeout(duration);
    await signalProcess(record.process, 'SIGCONT');
    return isStopped;
  }

  /**
   * Sends a pipeline what a worker that was replaced may have sent: the opposite of what it does,
   * with a fence that is lower than the latest one.
   */
  async #lateCommand(record) {
    if (record === undefined) return false;
    const { process, fence, pipelineName } = record;
    const signal = AbortSignal.timeout(5_000);
    try {
      const { mode } = await ask(process, { command: 'status' }, signal);
      const command = mode === 'running' ? 'pause' : 'resume';
      this.#say(`late: ${command} with fence ${fence - 1} after ${fence}, to ${pipelineName}`);
      await ask(process, { command, fence: fence - 1 }, signal);
    } catch (error) {
      const isExpected = [ProcessGoneError, ProcessRefusedError].some(
        (each) => error instanceof each,
      );
      if (!isExpected && error.name !== 'TimeoutError') throw error;
    }
    return true;
  }

  /** Starts the process that a worker which was replaced may have started. */
  async #lateStart(record) {
    if (record === undefined || record.task === null) return false;
    const { pipelineName, pipelineId, task } = record;
    const { generation } = task;
    const fence = record.fence - 1;
    this.#say(
      `late: the start of generation ${generation} of ${pipelineName}, with fence ${fence}`,
    );
    const signal = AbortSignal.timeout(5_000);
    const late = { pipelineName, pipelineId, deployment: { generation }, signal };
    try {
      await spawnPipeline(this.#folders, {
        task: late,
        fence,
        mode: 'running',
        settings: { alone: 60_000 },
      });
    } catch (error) {
      if (!(error instanceof StartRefusedError) && error.name !== 'TimeoutError') throw error;
    }
    return true;
  }

  #records() {
    return this.#folders.ids().map((id) => this.#folders.ledger(id).read());
  }

  #someRunning() {
    return pick(this.#random, this.#records().filter(isRunning));
  }
}
