/** Starts the servers of `servers/`, each a process of its own, and sees to it that none is left. */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('servers/server.mjs', import.meta.url));

/** Which server to start. */
export interface ServerOptions {
  /** The name of a bug; none for the correct server. */
  readonly bug?: string | undefined;
  readonly seed?: number;
  /** Further options, as on the command line: see `servers/options.mjs`. */
  readonly args?: readonly string[];
}

/** A server that listens. */
export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** Ends the process, and waits until it has. */
  stop(): Promise<void>;
  /** What it has complained about so far; nothing, as a rule. */
  stderr(): string;
}

/** A bug as `servers/bugs.mjs` describes it. */
export interface Bug {
  readonly seen: string;
  readonly property: string | null;
  readonly rule: string | null;
  readonly shows: string;
  readonly by: 'history' | 'look';
  readonly options: readonly string[];
  readonly wraps: 'decide' | 'observe' | 'Store' | 'Edge' | 'Runner';
}

/** The bugs that a server can have, by name. */
export function listBugs(): Readonly<Record<string, Bug>> {
  const text = execFileSync(process.execPath, [program, '--list-bugs'], {
    encoding: 'utf8',
    timeout: startMax,
  });
  return JSON.parse(text);
}

/** How long a process may take until it listens, in milliseconds. */
const startMax = 20_000;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

// Where a test run is cut short, the processes must not stay. (They also end with their standard
// input, which covers a run that is killed.)
const running = new Set<Child>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a server. Rejects, with what it said, where it ends or says nothing in time. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { bug, seed = 7, args = [] } = options;
  const named = bug === undefined ? [] : ['--bug', bug];
  const given = ['--port', '0', '--seed', String(seed), ...named, ...args, '--until-stdin-ends'];
  const child = spawn(process.execPath, [program, ...given], { stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  running.add(child);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    running.delete(child);
  };
  try {
    const port = await portOf(child, ended);
    return { baseUrl: `http://127.0.0.1:${port}`, stop, stderr: () => stderr };
  } catch (error) {
    await stop();
    throw new Error(`The server ${given.join(' ')} did not start: ${stderr}`, { cause: error });
  }
}

/** The port of the line that says so. */
async function portOf(child: Child, ended: Promise<void>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const line = new Promise<number>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      const port = /^listening on (\d+)$/m.exec(stdout)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    timer = setTimeout(() => reject(new Error(`silent for ${startMax} ms`)), startMax);
    ended.then(() => reject(new Error('it ended')));
  });
  return line.finally(() => clearTimeout(timer));
}
