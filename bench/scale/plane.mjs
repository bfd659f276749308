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

/** Begins a run with this many workers and pipelines. */
export async function beginRun(address, { workers, pipelines }) {
  const opened = openService(address);
  await opened.migrate();
  const children = Array.from({ length: workers }, () =>
    fork(program, [JSON.stringify(address)], { serialization: 'json' }),
  );
  const ready = await Promise.all(children.map(async (child) => (await once(child, 'message'))[0]));
  const ports = ready.flatMap(({ port }) => port ?? []);
  const balancer = ports.length === 0 ? undefined : await balance(ports);
  if (balancer !== undefined) await register(address.admin, balancer.uri);
  const names = Array.from({ length: pipelines }, (_, index) => `pipeline-${index}`);
  await each(names, (name) =>
    opened.service.create(createPipeline(name, { now: Date.now(), id: `id-${name}` })),
  );
  return new Run(opened, names, children, balancer);
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

class Run {
  #opened;
  #children;
  #balancer;
  #calls = [];
  names;

  constructor(opened, names, children, balancer) {
    this.#opened = opened;
    this.names = names;
    this.#children = children;
    this.#balancer = balancer;
  }

  /** Decides an action for a pipeline; resolves with the moment of the answer. */
  async act(name, action) {
    const { decision } = await this.#opened.service.act(name, { action, capabilities: {} });
    if (!decision.accepted)
      throw new Error(`${action.type} was refused: ${decision.error.message}`);
    return now();
  }

  /**
   * Resolves once executors were called this often for each pipeline, and all have the status; with
   * the moment of the last call. A list of all pipelines would be more work than what is measured,
   * so it comes after that.
   */
  async reached(status, callsEach) {
    while ((await this.look()).calls.length < callsEach * this.names.length) await setTimeout(10);
    const last = this.#calls.reduce((latest, [, , , at]) => Math.max(latest, at), 0);
    while (!(await this.#areAll(status))) await setTimeout(10);
    return last;
  }

  async #areAll(status) {
    const pipelines = await this.#opened.service.list();
    return pipelines.every(({ deployment }) => deployment.status === status);
  }

  /**
   * All calls of the executors so far, the memory of the largest worker, and the processor time of
   * all workers and of the users.
   */
  async look() {
    const looks = await Promise.all(
      this.#children.map(async (child) => {
        const told = once(child, 'message');
        child.send('look');
        return (await told)[0];
      }),
    );
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
    await Promise.all(
      this.#children.map(async (child) => {
        const ended = once(child, 'exit');
        child.send('end');
        await ended;
      }),
    );
    await this.#balancer?.end();
    await this.#opened.close();
  }
}
