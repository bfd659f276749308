/**
 * The program as it is published: the packages that it brings along, and that it needs no other.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { packagesImportedBy } from './imports';
import { type Installation, install, manifest, root } from './install';

/** Without any optional peer. */
let installed: Installation;
beforeAll(() => {
  installed = install();
});
afterAll(() => installed?.remove());

const file = manifest.bin[manifest.name] ?? '';
const program = `node_modules/${manifest.name}/${file}`;

describe('the packages that the program brings along', () => {
  const bundled = ['commander', 'leven', 'hono', '@hono/node-server', 'zod'];

  test('are in three files: the program, its server, and its page', () => {
    const published = ['dist/cli.cjs', 'dist/serve.cjs', 'dist/explorer.html'];
    expect(installed.files).toEqual(expect.arrayContaining(published));
  });

  test.each([...bundled, 'preact'])('have their licenses beside them: %s', (name) => {
    const folder = join(root, `node_modules/${name}`);
    const file = readdirSync(folder).find((each) => each.toUpperCase() === 'LICENSE') ?? '';
    const license = readFileSync(join(folder, file), 'utf8');
    const copy = `${name.replace('@', '').replace('/', '-')}.LICENSE`;
    expect(installed.read(`dist/${copy}`)).toBe(license);
  });

  test('are these and no others', () => {
    const text = installed.read('dist/cli.cjs') + installed.read('dist/serve.cjs');
    // The bundler writes above each file where it comes from.
    const origins = text.matchAll(/^\s*\/\/.*\bnode_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm);
    const packages = [...new Set([...origins].map(([, name]) => name))];
    expect(packages.sort()).toEqual([...bundled].sort());
  });

  test('are in no entry point', () => {
    const others = installed.files.filter(
      (path) => /^dist\/.*\.c?js$/.test(path) && !/^dist\/(cli|serve)\.cjs$/.test(path),
    );
    expect(others).toContain('dist/http.js');
    expect(others.filter((path) => /^\/\/.*\bnode_modules\//m.test(installed.read(path)))).toEqual(
      [],
    );
  });

  test('leave xstate to be installed, and others for those who draw SVG or keep pipelines', () => {
    const imported = packagesImportedBy(['dist/cli.cjs', 'dist/serve.cjs'], installed.read);
    const packages = imported.filter((name) => !isBuiltin(name));
    expect(packages).toEqual([
      ...['@hpcc-js/wasm-graphviz', '@resvg/resvg-js', 'better-sqlite3', 'jose', 'pg', 'xstate'],
    ]);
    expect(installed.read('dist/cli.cjs')).toContain('import("@hpcc-js/wasm-graphviz")');
    expect(installed.read('dist/serve.cjs')).toContain('import("better-sqlite3")');
    expect(installed.read('dist/serve.cjs')).toContain('import("jose")');
  });
});

describe('the program', () => {
  test.each(['commander', 'hono', '@hono/node-server', 'zod', 'jose'])(
    'is tested where %s is not installed',
    (name) => {
      expect(installed.node('-e', `require('${name}')`).stderr).toContain('Cannot find module');
    },
  );

  test('says what to install for PNG', () => {
    const file = 'overview.png';
    const { status, stdout, stderr } = installed.node(program, 'diagram', 'overview', '-o', file);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      "error: PNG is rendered by the package '@resvg/resvg-js', which is not installed: npm install @resvg/resvg-js\n",
    );
  });

  test('prints its version', () => {
    const stdout = `${manifest.version}\n`;
    expect(installed.node(program, '--version')).toEqual({ status: 0, stdout, stderr: '' });
  });

  test('explains how to simulate', () => {
    const { status, stdout, stderr } = installed.node(program, 'serve', '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: pipeline-lifecycle serve/);
    expect(stdout).toContain('--port <number>');
  });

  test('reports an option that only the simulator can judge', () => {
    const record = 'no-such-folder/history.jsonl';
    expect(installed.node(program, 'serve', '--record', record)).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: --record is "${record}", but must be a file that can be written (its folder does not exist).\n`,
    });
  });

  test('says in one line what to install to draw SVG', () => {
    const { status, stderr } = installed.node(program, 'diagram', 'status', '-f', 'svg');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: SVG is laid out by the package .*: npm install \S+\n$/);
  });

  test('can be executed by its name', () => {
    expect(installed.read(file)).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(() => accessSync(join(installed.folder, program), constants.X_OK)).not.toThrow();
  });
});

/** Starts the simulator as the documents say, and waits until it listens. */
async function started() {
  // The settings of whoever runs the tests are not those of a user; and offline, so that a missing
  // package is not fetched.
  const npm = {
    cache: 'npm-cache',
    userconfig: 'npmrc',
    offline: 'true',
    update_notifier: 'false',
  };
  const settings = Object.entries(npm).map(([name, value]) => [`npm_config_${name}`, value]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(settings) };
  const options = ['--port', '0', '--failures', '0', '--latency', '1ms'];
  const child = spawn('npx', [manifest.name, 'serve', ...options], {
    ...{ cwd: installed.folder, env },
    // A process group of its own, so that everything npx starts can be ended, as by Ctrl+C.
    detached: true,
  });
  onTestFinished(() => void signal(child, 'SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, where] = /^Listening on (\S+) /m.exec(printed.stdout) ?? [];
      if (where !== undefined) resolve(where);
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`It ended with ${code}: ${printed.stderr}`)));
  });
  return { child, url };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): boolean {
  try {
    return pid !== undefined && process.kill(-pid, name);
  } catch {
    // It has ended.
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('npx pipeline-lifecycle serve', () => {
  test('serves with nothing else installed, until it is interrupted', async () => {
    const { child, url } = await started();
    const { status } = await fetch(`${url}/pipelines/demo/start`, { method: 'POST' });
    expect(status).toBe(202);
    const poll = await fetch(`${url}/pipelines/demo?wait=Running&timeout=60`);
    expect(await poll.json()).toMatchObject({ name: 'demo', deployment_status: 'Running' });
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
    const page = await fetch(new URL('/', url), { headers: { accept: 'text/html' } });
    expect(await page.text()).toBe(installed.read('dist/explorer.html'));
    const ended = once(child, 'close');
    signal(child, 'SIGINT');
    await ended;
    await expect(fetch(`${url}/pipelines/demo`)).rejects.toThrow('fetch failed');
  });
});
