/** Faults: everything is killed or stopped, in turn, and started again. */
import { setTimeout } from 'node:timers/promises';
import { signalProcess } from '../executor/control.mjs';
import { isRunning } from '../executor/record.mjs';
import { between, pick } from './random.mjs';

/** Injects faults into a control plane. */
export class Faults {
  /** How often each fault was injected. */
  counts = {};
  #plane;
  #folders;
  #servers;
  #workers;
  #lease;
  #random;
  #say;

  constructor({ plane, folders, servers, workers, lease, random, say }) {
    this.#plane = plane;
    this.#folders = folders;
    this.#servers = servers;
    this.#workers = workers;
    this.#lease = lease;
    this.#random = random;
    this.#say = say;
  }

  /** Injects faults until the signal is aborted; everything lives then. */
  async run(signal) {
    const worker = () => pick(this.#random, this.#workers);
    const server = () => pick(this.#random, this.#servers);
    const longerThanLease = [1.5 * this.#lease, 2 * this.#lease];
    // Each kind has a row of its own, so that several things happen at once.
    const rows = [
      [
        ['kill worker', () => this.#kill([worker()])],
        ['stop worker', () => this.#stop(worker(), longerThanLease)],
        ['stop worker', () => this.#stop(worker(), longerThanLease)],
        ['kill all workers', () => this.#kill(this.#workers)],
      ],
      [
        ['kill server', () => this.#kill([server()])],
        ['stop server', () => this.#stop(server(), [300, 1_500])],
      ],
      [
        ['kill pipeline', () => this.#killPipeline()],
        ['stop pipeline', () => this.#stopPipeline()],
      ],
    ];
    await Promise.all(rows.map((row) => this.#inTurn(row, signal)));
  }

  async #inTurn(faults, signal) {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const [name, inject] = faults[turn % faults.length];
      if (await inject()) this.counts[name] = (this.counts[name] ?? 0) + 1;
      const delay = between(this.#random, 500, 2_000);
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

  async #killPipeline() {
    const record = this.#someRunning();
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

  #someRunning() {
    const records = this.#folders.ids().map((id) => this.#folders.ledger(id).read());
    return pick(this.#random, records.filter(isRunning));
  }
}
