/** The servers and workers of a test, each a process of its own, to be killed and stopped. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The place where pipelines are kept, as `bench/scale/engines.mjs` opens it. */
export type Address = Readonly<Record<string, unknown>> & { readonly lease: number };

/** A kind of process. */
export type Kind = 'server' | 'worker';

interface Started {
  readonly kind: Kind;
  readonly child: ChildProcess;
  /** The port at which it listens; undefined for a worker that nobody calls. */
  readonly port: number | undefined;
}

/** Two servers and two workers. Those that are stopped are not asked, as behind a balancer. */
export class Plane {
  /** The ports of the workers that are called, for a balancer, which sees each change. */
  readonly ports: number[] = [];
  readonly #address: Address;
  readonly #logPath: string;
  readonly #running: Started[] = [];
  readonly #stopped: Started[] = [];

  /** Workers append to the log at this path. */
  constructor(address: Address, logPath: string) {
    this.#address = address;
    this.#logPath = logPath;
  }

  /** Starts a process. Resolves once it listens, or has begun to work. */
  async start(kind: Kind): Promise<void> {
    const program = fileURLToPath(new URL(`${kind}.mjs`, import.meta.url));
    const child = fork(program, [JSON.stringify(this.#address), this.#logPath]);
    const early = once(child, 'exit').then(([code]) => {
      throw new Error(`A ${kind} has ended with ${code}.`);
    });
    early.catch(() => {});
    const [{ port }] = await Promise.race([once(child, 'message'), early]);
    this.#enter({ kind, child, port });
  }

  /** The address of a server: the same for the same index, as long as it is there. */
  urlOf(index: number): string {
    const servers = this.#running.filter(({ kind }) => kind === 'server');
    return `http://127.0.0.1:${servers[index % servers.length]?.port}`;
  }

  /** The ids of the workers that are not stopped. */
  get workers(): readonly number[] {
    const workers = this.#running.filter(({ kind }) => kind === 'worker');
    return workers.map(({ child }) => child.pid as number);
  }

  /** Kills a process of this kind: the one with this id, if there is one. */
  async kill(kind: Kind, pid?: number): Promise<void> {
    const { child } = this.#leave(kind, pid);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Stops a process of this kind, as a machine does that hangs: its connections stay open. */
  stop(kind: Kind, pid?: number): void {
    const started = this.#leave(kind, pid);
    started.child.kill('SIGSTOP');
    this.#stopped.push(started);
  }

  /** Lets those that are stopped go on. */
  wake(): void {
    for (const started of this.#stopped.splice(0)) {
      started.child.kill('SIGCONT');
      this.#enter(started);
    }
  }

  /** Kills everything. */
  async end(): Promise<void> {
    const all = [...this.#running.splice(0), ...this.#stopped.splice(0)];
    await Promise.all(
      all.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }

  #enter(started: Started): void {
    this.#running.push(started);
    if (started.kind === 'worker' && started.port !== undefined) this.ports.push(started.port);
  }

  #leave(kind: Kind, pid: number | undefined): Started {
    const those = this.#running.filter((each) => each.kind === kind);
    const started = those.find(({ child }) => child.pid === pid) ?? (those[0] as Started);
    this.#running.splice(this.#running.indexOf(started), 1);
    const index = started.port === undefined ? -1 : this.ports.indexOf(started.port);
    if (kind === 'worker' && index >= 0) this.ports.splice(index, 1);
    return started;
  }
}
