/** One run of a scenario: an engine with pipelines, users in this process, workers in their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPipeline } from 'pipeline-lifecycle/host';
import { balance } from './balancer.mjs';
import { openService } from './engines.mjs';

const program = fileURLToPath(new URL('worker.mjs', import.meta.url));
/** The moment, as all processes of this machine see it. */
export const now = () => performance.timeOrigin + performance.now();

/** The number of calls that users have under way at once. */
const atOnce = 100;

/** Begins a run with this many workers and pipelines. If they hold, they do none of their tasks. */
export async function beginRun(address, { workers, pipelines, holds = false }) {
  const opened = openService(address);
  await opened.migrate();
  const started = await Promise.all(
    Array.from({ length: workers }, () => startWorker(address, holds)),
  );
  const children = started.map(({ child }) => child);
  const ports = started.flatMap(({ port }) => port ?? []);
  const balancer = ports.length === 0 ? undefined : await balance(ports);
  if (balancer !== undefined) await register(address.admin, balancer.uri);
  const names = Array.from({ length: pipelines }, (_, index) => `pipeline-${index}`);
  await each(names, (name) =>
    opened.service.create(createPipeline(name, { now: Date.now(), id: `id-${name}` })),
  );
  const watching = openService(address);
  return new Run({ address, opened, watching }, names, children, { balancer, ports });
}

async function startWorker(address, holds = false) {
  const args = [JSON.stringify(address), ...(holds ? ['holds'] : [])];
  const child = fork(program, args, { serialization: 'json' });
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

/** Does something for each item, a hundred at once. */
export async function each(items, act) {
  const left = [...items].reverse();
  const lane = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Makes an engine call the workers at this address. */
async function register(admin, uri) {
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri, force: true }),
  });
  if (!response.ok) throw new Error(`Not registered: ${await response.text()}`);
}

/** The calls of a worker since the last look, its memory, and its processor time. */
async function lookAt(child) {
  const looked = new AbortController();
  const { signal } = looked;
  const told = once(child, 'message', { signal });
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A worker has ended with ${code}.`);
  });
  child.send('look');
  try {
    return (await Promise.race([told, ended]))[0];
  } finally {
    looked.abort();
  }
}

class Run {
  #address;
  #opened;
  #watching;
  #children;
  #balancer;
  #ports;
  #calls = [];
  #lost = [];
  names;

  constructor({ address, opened, watching }, names, children, { balancer, ports }) {
    this.#address = address;
    this.#opened = opened;
    this.#watching = watching;
    this.names = names;
    this.#children = children;
    this.#balancer = balancer;
    this.#ports = ports;
  }

  /** Resolves once the first worker was asked for a task, and another one is there. */
  async firstHolds() {
    while ((await lookAt(this.#children[0])).calls.length === 0) await setTimeout(10);
    const { child, port } = await startWorker(this.#address);
    this.#children.push(child);
    if (port !== undefined) this.#ports.push(port);
  }

  /**
   * Watches a pipeline as another server does. Resolves with the way to end it once it listens; the
   * listener is called with each change after that.
   */
  async watch(name, listener) {
    const { service } = this.#watching;
    if (service.watchPipeline === undefined) {
      return service.watch((changed) => changed === name && listener());
    }
    let told = 0;
    const end = service.watchPipeline(name, () => {
      // The first call is about no change.
      if (told > 0) listener();
      told += 1;
    });
    while (told === 0) await setTimeout(1);
    return end;
  }

  /** Sends a signal to the first worker, after which it says nothing any more. */
  lose(signal) {
    const [child] = this.#children.splice(0, 1);
    child.kill(signal);
    this.#lost.push(child);
    // As a balancer does that has noticed.
    this.#ports.shift();
  }

  /** Decides an action for a pipeline; resolves with the moment of the answer. */
  async act(name, action) {
    const { decision } = await this.#opened.service.act(name, { action, capabilities: {} });
    if (!decision.accepted)
      throw new Error(`${action.type} was refused: ${decision.error.message}`);
    return now();
  }

  /** Starts a pipeline, however often it takes: while the engine is away, calls fail. */
  async startPersistently(name) {
    const request = { action: { type: 'start' }, capabilities: {} };
    const start = () => this.#opened.service.act(name, request).catch(() => undefined);
    while ((await start()) === undefined) await setTimeout(10);
  }

  /**
   * Resolves once executors were called this often for each pipeline, and all have the status; with
   * the moment of the last call. A list of all pipelines would be more work than what is measured,
   * so it comes after that.
   */
  async reached(status, callsEach) {
    while ((await this.look()).calls.length < callsEach * this.names.length) await setTimeout(10);
    const last = this.#calls.reduce((latest, [, , , at]) => Math.max(latest, at), 0);
    await this.settledAs(status);
    return last;
  }

  /** Resolves once all pipelines have the status. */
  async settledAs(status) {
    const isSettled = ({ deployment }) => deployment.status === status;
    while (!(await this.#opened.service.list()).every(isSettled)) await setTimeout(10);
  }

  /**
   * All calls of the executors so far, the memory of the largest worker, and the processor time of
   * all workers and of the users.
   */
  async look() {
    const looks = await Promise.all(this.#children.map(lookAt));
    this.#calls.push(...looks.flatMap(({ calls }) => calls));
    const { user, system } = process.cpuUsage();
    return {
      calls: this.#calls,
      rss: Math.max(0, ...looks.map(({ rss }) => rss)),
      workersUsed: looks.reduce((sum, { used }) => sum + used, 0),
      usersUsed: (user + system) / 1_000,
    };
  }

  async end() {
    for (const child of this.#lost) child.kill('SIGKILL');
    await Promise.all(
      this.#children.map(async (child) => {
        const ended = once(child, 'exit');
        child.send('end');
        await ended;
      }),
    );
    await this.#balancer?.end();
    await this.#watching.close();
    await this.#opened.close();
  }
}
