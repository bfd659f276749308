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
  #child: ChildProcess | undefined;
  #port = '0';

  constructor(file: string, prefix: string) {
    this.file = file;
    this.#prefix = prefix;
    writeFileSync(file, '');
  }

  /** Starts it. Resolves with its address once it listens. */
  async start(): Promise<string> {
    const args = [program, this.#port, this.#prefix, this.file];
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
    return readFileSync(this.file, 'utf8').split('\n').filter(Boolean);
  }
}
