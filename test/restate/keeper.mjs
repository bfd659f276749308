/**
 * Keeps a real Restate server, with its data in a temporary folder, on free ports of loopback,
 * until its standard input ends. A pipe ends with whoever holds its other end, even if that is
 * killed, so no server is left behind.
 *
 * Each line that it prints is JSON: `{ ingress, admin }` once the server answers, or `{ missing }`
 * if it cannot be had here. Each line that it reads says what happens to the server: `kill` ends it
 * as a power cut does, and starts it again at the same addresses, with the same data; `hang` stops
 * it, and `wake` lets it go on. Its argument is JSON: more variables for the environment of the
 * server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ending = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-restate-'));

/** The program, by its path; undefined if there is none for this platform. */
function installedServer() {
  const { platform, arch } = process;
  try {
    const { resolve } = createRequire(
      createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json'),
    );
    return resolve(`@restatedev/restate-server-${platform}-${arch}/bin/restate-server`);
  } catch {
    return undefined;
  }
}

/** The addresses that only this server has. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Starts the server. Resolves once it answers. */
async function start(program, [ingress, admin, node]) {
  const env = {
    PATH: process.env.PATH,
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_DEFAULT_NUM_PARTITIONS: '4',
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '128MB',
    RESTATE_LOG_FILTER: 'error',
    NO_COLOR: '1',
    ...JSON.parse(process.argv[2] ?? '{}'),
  };
  const options = { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawn(program, ['--no-logo', '--base-dir', join(folder, 'data')], options);
  const words = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => words.push(text));
  }
  const ended = once(child, 'close');
  const health = `http://127.0.0.1:${admin}/health`;
  const isHealthy = async () => (await fetch(health).catch(() => undefined))?.ok === true;
  while (!(await isHealthy())) {
    if (child.exitCode !== null) throw new Error(`Restate has ended: ${words.join('')}`);
    await sleep(20);
  }
  return { child, ended };
}

/** Starts the server on free ports; somebody else may take one between its choice and its use. */
async function startAnywhere(program) {
  for (let tries = 1; ; tries += 1) {
    const ports = await freePorts(3);
    try {
      return { server: await start(program, ports), ports };
    } catch (error) {
      if (tries === 5) throw error;
      rmSync(join(folder, 'data'), { recursive: true, force: true });
    }
  }
}

async function stop({ child, ended }) {
  child.kill('SIGKILL');
  await ended;
}

async function keep(program) {
  const { server: first, ports } = await startAnywhere(program);
  let server = first;
  const [ingress, admin] = ports.map((port) => `http://127.0.0.1:${port}`);
  const tell = () => process.stdout.write(`${JSON.stringify({ ingress, admin })}\n`);
  tell();
  for await (const what of createInterface({ input: process.stdin, signal: ending.signal })) {
    if (what === 'hang') {
      server.child.kill('SIGSTOP');
    } else if (what === 'wake') {
      server.child.kill('SIGCONT');
    } else {
      await stop(server);
      server = await start(program, ports);
    }
    tell();
  }
  await stop(server);
}

// Whoever started it may be gone, and cannot be told anything.
process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
try {
  const program = installedServer();
  if (program === undefined) {
    const missing = `@restatedev/restate-server-${process.platform}-${process.arch}`;
    process.stdout.write(`${JSON.stringify({ missing })}\n`);
  } else {
    await keep(program);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
