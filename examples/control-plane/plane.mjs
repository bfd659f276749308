/** Starts the processes of a control plane, and ends them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { killProcess } from './executor/control.mjs';
import { Folders } from './executor/folders.mjs';
import { pipelineProcesses } from './processes.mjs';

const programOf = (name) =>
  fileURLToPath(new URL(`${name.replace(/-\d+$/, '')}.mjs`, import.meta.url));

/** Returns this number of names of pipelines. */
export function orders(count) {
  return Array.from({ length: count }, (_, index) => `orders-${`${index + 1}`.padStart(2, '0')}`);
}

/** Servers and workers, each a process of its own. */
export class Plane {
  /** The addresses of the processes, by name: `server-1`. */
  urls = new Map();
  #env;
  #onEntry;
  #children = new Map();
  #isEnding = false;

  /**
   * `env` is what the processes get beside the environment, `onEntry` is called with each line of
   * their logs, parsed, and once for each that has ended.
   */
  constructor({ env, onEntry = () => {} }) {
    this.#env = env;
    this.#onEntry = onEntry;
  }

  /** Starts these processes. Resolves once they listen. */
  async start(...names) {
    await Promise.all(names.map((name) => this.#start(name)));
  }

  /** Sends a signal to a process. */
  signal(name, signal) {
    this.#children.get(name)?.kill(signal);
  }

  /** Kills a process. Resolves once it is dead. */
  async kill(name) {
    const child = this.#children.get(name);
    if (child === undefined) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** The names of the processes that run. */
  get names() {
    return [...this.#children.keys()];
  }

  /** Ends the processes in good order. Resolves once they are gone. */
  async end() {
    this.#isEnding = true;
    const ends = [...this.#children.values()].map((child) => once(child, 'exit'));
    for (const child of this.#children.values()) {
      child.kill('SIGTERM');
      // Whoever is stopped does not hear anything else.
      child.kill('SIGCONT');
    }
    await Promise.all(ends);
  }

  async #start(name) {
    const child = spawn(process.execPath, [programOf(name)], {
      env: { ...process.env, ...this.#env, NAME: name },
      // Through the channel it notices if this process is gone.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.set(name, child);
    const other = [];
    const listening = new Promise((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const entry = parsed(line);
        if (entry === undefined) other.push(line);
        if (entry?.message === 'listening') resolve(entry.url);
        else this.#onEntry(entry ?? { process: name, message: line });
      });
      child.once('exit', (code, by) => {
        this.#children.delete(name);
        reject(new Error(`${name} has ended (${by ?? code}):\n${other.join('\n')}`));
        if (!this.#isEnding) this.#onEntry({ process: name, message: 'exit', by: by ?? code });
      });
    });
    this.urls.set(name, await listening);
  }
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Kills every pipeline that still runs, as nobody looks after it any more. Resolves once the system
 * knows of none, not even of one that a worker had just started.
 */
export async function endPipelines(data) {
  const folders = new Folders(data);
  for (;;) {
    const records = folders.ids().map((id) => folders.ledger(id).read());
    const running = records.filter((record) => record?.process?.end === null);
    await Promise.all(running.map((record) => killProcess(record.process)));
    if (pipelineProcesses(folders.data).length === 0) return;
    await setTimeout(50);
  }
}
