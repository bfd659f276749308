/** One run of a scenario: a store with pipelines, users in this process, workers in their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { applyAction, createPipeline } from 'pipeline-lifecycle/host';
import { openStore } from './stores.mjs';

const program = fileURLToPath(new URL('worker.mjs', import.meta.url));
const now = () => performance.timeOrigin + performance.now();

/** The number of calls that users have under way at once. */
const atOnce = 100;

/** Begins a run with this many workers and pipelines. */
export async function beginRun(address, { workers, pipelines }) {
  const opened = openStore(address);
  await opened.migrate();
  const names = Array.from({ length: pipelines }, (_, index) => `pipeline-${index}`);
  await each(names, (name) =>
    opened.store.create(createPipeline(name, { now: Date.now(), id: `id-${name}` })),
  );
  const children = Array.from({ length: workers }, () =>
    fork(program, [JSON.stringify({ address })], { serialization: 'json' }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  return new Run(opened, names, children);
}

/** Does something for each item, a hundred at once. */
export async function each(items, act) {
  const left = [...items].reverse();
  const lane = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

class Run {
  #opened;
  #children;
  #calls = [];
  names;

  constructor(opened, names, children) {
    this.#opened = opened;
    this.names = names;
    this.#children = children;
  }

  /** Decides an action for a pipeline; resolves with the moment of the answer. */
  async act(name, action) {
    const decision = await this.#opened.store.update(name, (pipeline) =>
      applyAction(pipeline, action, { capabilities: {}, now: Date.now() }),
    );
    if (!decision.accepted)
      throw new Error(`${action.type} was refused: ${decision.error.message}`);
    return now();
  }

  /** Resolves once the workers have applied this many observations for each pipeline. */
  async observed(each) {
    // A list of all pipelines would be more work than what is measured.
    while ((await this.look()).reports < each * this.names.length) await setTimeout(10);
  }

  /** Throws unless every pipeline has this status. */
  async requireStatus(status) {
    const other = (await this.#opened.store.list()).find((one) => one.deployment.status !== status);
    if (other) throw new Error(`${other.name} is ${other.deployment.status}, not ${status}.`);
  }

  /** All calls of the executors so far, and what the workers have reported. */
  async look() {
    const looks = await Promise.all(
      this.#children.map(async (child) => {
        const told = once(child, 'message');
        child.send('look');
        return (await told)[0];
      }),
    );
    this.#calls.push(...looks.flatMap(({ calls }) => calls));
    return {
      calls: this.#calls,
      reports: looks.reduce((sum, { reports }) => sum + reports, 0),
      rss: Math.max(0, ...looks.map(({ rss }) => rss)),
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
    await this.#opened.close();
  }
}
