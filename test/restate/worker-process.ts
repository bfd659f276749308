/** Worker processes for tests, to be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('worker-program.mjs', import.meta.url));

/** A worker in a process of its own, which comes back at the same port. */
export class WorkerProcess {
  readonly file: string;
  readonly #prefix: string;
  readonly #holds: boolean;
  #child: ChildProcess | undefined;
  #port = '0';

  /** With `holds`, its tasks end once they are called off, and not before. */
  constructor(file: string, prefix: string, { holds = false } = {}) {
    this.file = file;
    this.#prefix = prefix;
    this.#holds = holds;
    writeFileSync(file, '');
  }

  /** Starts it. Resolves with its address once it listens. */
  async start(): Promise<string> {
    const args = [program, this.#port, this.#prefix, this.file, ...(this.#holds ? ['holds'] : [])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const [line] = await once(child.stdout, 'data');
    this.#port = String(line).trim();
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Stops it for a while, as a machine that hangs does: its connections stay open. */
  hang(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** True if it was killed. */
  get isEnded(): boolean {
    return this.#child === undefined;
  }

  /** Lets it go on. */
  wake(): void {
    this.#child?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  /** The tasks that have begun. */
  get tasks(): readonly string[] {
    return this.#lines.filter((line) => !line.startsWith('called off'));
  }

  /** The tasks that were called off, with the reason. */
  get calledOff(): readonly string[] {
    return this.#lines.filter((line) => line.startsWith('called off'));
  }

  get #lines(): readonly string[] {
    return readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
  }
}
