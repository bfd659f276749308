/** Starts the servers of `servers/`, each as a process of its own, and leaves none behind. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../src/host';
import { argsOf, type ReachableServer, type ServerOptions } from './server-options';

const program = fileURLToPath(new URL('servers/server.mjs', import.meta.url));

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

// If a test run is cut short, the processes must not stay. (They also end with their standard
// input, in case the test run is killed.)
const running = new Set<Child>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a server. Rejects, with what it has printed, if it ends before it listens. */
export async function startServer(options: ServerOptions = {}): Promise<ReachableServer> {
  const args = ['--port', '0', ...argsOf(options), '--until-stdin-ends'];
  const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
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
    const baseUrl = `http://127.0.0.1:${port}`;
    return { baseUrl, fetch, clock: systemClock, complaints: () => stderr, stop };
  } catch (error) {
    await stop();
    throw new Error(`The server ${args.join(' ')} did not start: ${stderr}`, { cause: error });
  }
}

/** The port, once the server prints it. */
function portOf(child: Child, ended: Promise<void>): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      const port = /^listening on (\d+)$/m.exec(stdout)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    ended.then(() => reject(new Error('it ended')));
  });
}
