/**
 * The package in bundles. Without an optional package they are built, and say once they need it
 * what to install; with it, they bring it along. They run where no package is within reach.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { sample } from '../tier';
import { type Installation, install } from './install';

/** Bundles a program of a folder into its `bundle.mjs`. Gives the warnings, throws for an error. */
type Bundler = (folder: string, program: string) => Promise<string[]>;

const withEsbuild: Bundler = async (folder, program) => {
  const { warnings } = await build({
    absWorkingDir: folder,
    entryPoints: [program],
    outfile: 'bundle.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return warnings.map(({ text }) => text);
};

const withWebpack: Bundler = async (folder, program) => {
  const compiler = webpack({
    mode: 'production',
    target: 'node20',
    context: folder,
    entry: `./${program}`,
    experiments: { outputModule: true },
    output: { path: folder, filename: 'bundle.mjs', library: { type: 'module' } },
    // One file, which can be moved; and readable, which takes half the time.
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
    optimization: { minimize: false },
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler?.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  const { errors = [], warnings = [] } =
    stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return warnings.map(({ message }) => message);
};

let alone: Installation;
let lacking: Installation;
let complete: Installation;
let elsewhere: string;
beforeAll(() => {
  alone = install();
  lacking = install('hono', 'zod');
  complete = install('hono', 'zod', 'jose', '@hpcc-js/wasm-graphviz');
  elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-')));
});
afterAll(() => {
  for (const each of [alone, lacking, complete]) each?.remove();
  if (elsewhere !== undefined) rmSync(elsewhere, { recursive: true });
});

const bundlers: [name: string, bundler: Bundler][] = [
  ['esbuild', withEsbuild],
  ['webpack', withWebpack],
];

describe.each(sample(bundlers, 1))('%s', (_, bundler) => {
  /** The output of a program that was bundled in an installation, and the bundler's warnings. */
  const bundled = async (installation: Installation, program: string) => {
    installation.add(program);
    const warnings = await bundler(installation.folder, program);
    const bundle = join(installation.folder, 'bundle.mjs');
    const options = { cwd: elsewhere, input: readFileSync(bundle), encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], options);
    return { stdout, stderr, warnings };
  };

  test('bundles a worker that reconciles, where neither hono nor zod is installed', async () => {
    expect(await bundled(alone, 'bundled-host.mjs')).toEqual({
      stdout: 'Running',
      stderr: '',
      warnings: [],
    });
  });

  test('bundles the store in PostgreSQL, which says what to install, once it is needed', async () => {
    const { stdout, stderr, warnings } = await bundled(alone, 'bundled-postgres.mjs');
    expect({ stdout, stderr }).toEqual({
      stdout: "PostgreSQL is reached by the package 'pg', which is not installed: npm install pg",
      stderr: '',
    });
    expect(warnings.filter((warning) => !warning.includes("'pg'"))).toEqual([]);
  });

  test('bundles the services of Restate, which say what to install, once they are needed', async () => {
    const { stdout, stderr, warnings } = await bundled(alone, 'bundled-restate.mjs');
    const sdk = '@restatedev/restate-sdk';
    expect({ stdout, stderr }).toEqual({
      stdout: `Restate calls its services through the package '${sdk}', which is not installed: npm install ${sdk}`,
      stderr: '',
    });
    expect(warnings.filter((warning) => !warning.includes(`'${sdk}'`))).toEqual([]);
  });

  test('bundles the store in SQLite, which says what to install, if Node has none itself', async () => {
    const { stdout, stderr, warnings } = await bundled(alone, 'bundled-sqlite.mjs');
    const hasOwn = process.getBuiltinModule('node:sqlite' as 'fs') !== undefined;
    const missing =
      "SQLite is reached by the package 'better-sqlite3', which is not installed: npm install better-sqlite3@12";
    expect(stdout).toBe(hasOwn ? 'noFolder' : missing);
    if (!hasOwn) expect(stderr).toBe('');
    expect(warnings.filter((warning) => !warning.includes("'better-sqlite3'"))).toEqual([]);
  });

  describe.each([
    ['diagrams', '@hpcc-js/wasm-graphviz', '<svg ', 'SVG is laid out by'],
    ['http', 'jose', '200', '500 JSON Web Tokens are verified by'],
  ])('pipeline-lifecycle/%s', (name, optional, whole, failure) => {
    const program = `bundled-${name}.mjs`;

    test(`without ${optional} says what to install, once it is needed`, async () => {
      const { stdout, stderr, warnings } = await bundled(lacking, program);
      expect({ stdout, stderr }).toEqual({
        stdout: `${failure} the package '${optional}', which is not installed: npm install ${optional}`,
        stderr: '',
      });
      expect(warnings.filter((warning) => !warning.includes(`'${optional}'`))).toEqual([]);
    });

    test(`brings ${optional} along if it is installed`, async () => {
      expect(await bundled(complete, program)).toEqual({ stdout: whole, stderr: '', warnings: [] });
    });
  });
});
