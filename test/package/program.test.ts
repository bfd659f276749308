/**
 * The program, as it is published: what is bundled with it, and that it runs without anything else.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Installation, install, manifest, root } from './install';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Without any optional peer. */
let installed: Installation;
beforeAll(() => {
  installed = install();
});
afterAll(() => installed?.remove());

const file = manifest.bin[manifest.name] ?? '';
const program = `node_modules/${manifest.name}/${file}`;

describe('what is bundled', () => {
  const copies = {
    commander: 'cli-commander',
    hono: 'serve-hono',
    '@hono/node-server': 'serve-hono-node-server',
    zod: 'serve-zod',
  };

  test('is published: the program, and what it loads to serve', () => {
    const published = ['dist/cli.cjs', 'dist/serve.cjs'];
    expect(installed.files).toEqual(expect.arrayContaining(published));
  });

  test.each(Object.entries(copies))('has the license of %s beside it', (name, copy) => {
    const license = readFileSync(join(root, `node_modules/${name}/LICENSE`), 'utf8');
    expect(installed.read(`dist/${copy}.LICENSE`)).toBe(license);
  });

  test('holds no package but those', () => {
    const text = installed.read('dist/cli.cjs') + installed.read('dist/serve.cjs');
    // The bundler writes above each file where it comes from.
    const origins = text.matchAll(/^\s*\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm);
    const packages = [...new Set([...origins].map(([, name]) => name))];
    expect(packages.sort()).toEqual(Object.keys(copies).sort());
  });

  test('is in the program alone: no entry point holds code of another package', () => {
    const entries = installed.files.filter(
      (path) => /^dist\/.*\.c?js$/.test(path) && !/^dist\/(cli|serve)\.cjs$/.test(path),
    );
    expect(entries).toContain('dist/http.js');
    expect(entries.filter((path) => installed.read(path).includes('// node_modules/'))).toEqual([]);
  });
});

describe('the program', () => {
  test('runs where no argument parser is installed', () => {
    expect(installed.node('-e', "require('commander')").stderr).toContain('Cannot find module');
    expect(installed.node(program, '--version')).toEqual({
      status: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  test.each(['hono', '@hono/node-server', 'zod', 'jose'])('is tried without %s', (name) => {
    expect(installed.node('-e', `require('${name}')`).stderr).toContain('Cannot find module');
  });

  test('says how to simulate', () => {
    const { status, stdout, stderr } = installed.node(program, 'serve', '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: pipeline-lifecycle serve/);
    expect(stdout).toContain('--port <number>');
  });

  test('says what is wrong with an option that only the simulator can judge', () => {
    const record = 'no-such-folder/history.jsonl';
    expect(installed.node(program, 'serve', '--record', record)).toEqual({
      status: 2,
      stdout: '',
      stderr: `error: --record is "${record}", but must be a file that can be written (there is no such folder).\n`,
    });
  });

  test('can be executed by its name', () => {
    expect(readFileSync(join(root, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(() => accessSync(join(root, file), constants.X_OK)).not.toThrow();
  });
});

/** The simulator as the documents start it, once it listens. */
async function served() {
  // Of its own, because the settings of whoever runs the tests are not those of a user; and
  // offline, so that what is not installed is not fetched.
  const npm = {
    cache: 'npm-cache',
    userconfig: 'npmrc',
    offline: 'true',
    update_notifier: 'false',
  };
  const settings = Object.entries(npm).map(([name, value]) => [`npm_config_${name}`, value]);
  const env = { PATH: process.env.PATH, ...Object.fromEntries(settings) };
  const child = spawn('npx', [manifest.name, 'serve', '--port', '0', '--failures', '0'], {
    ...{ cwd: installed.folder, env },
    // A group of its own, so that it can be ended with all that npx starts, as by Ctrl+C.
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
  test('serves where nothing else is installed, until it is interrupted', async () => {
    const { child, url } = await served();
    const call = await fetch(`${url}/pipelines/demo/start`, { method: 'POST' });
    expect(call.status).toBe(202);
    const poll = await fetch(`${url}/pipelines/demo?wait=Running&timeout=30`);
    expect(await poll.json()).toMatchObject({ name: 'demo', deployment_status: 'Running' });
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
    const ended = new Promise((resolve) => child.once('close', resolve));
    signal(child, 'SIGINT');
    await ended;
    await expect(fetch(`${url}/pipelines/demo`)).rejects.toThrow('fetch failed');
  });
});
