/**
 * Clients, generated from the committed OpenAPI document by the commands that users call, and
 * compiled together with the programs that call them.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { MakeCalls } from './programs/calls';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const document = join(root, 'docs/openapi.json');

/** The clients, each with a program of its name. */
export const clients = ['openapi-fetch', 'hey-api', 'orval'] as const;

/** A folder with generated clients. */
export interface GeneratedClients {
  /** Returns the type errors in a program beside the clients, and in the clients themselves. */
  readonly typeErrorsIn: (...programs: readonly string[]) => Promise<string[]>;
  readonly write: (program: string, text: string) => void;
  readonly load: (client: (typeof clients)[number]) => Promise<MakeCalls>;
  readonly remove: () => void;
}

/** Generates the clients, and has them call the server at this address. */
export async function generateClients(baseUrl: string): Promise<GeneratedClients> {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-clients-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(fileURLToPath(new URL('programs', import.meta.url)), folder, { recursive: true });
  const write = (program: string, text: string) => writeFileSync(join(folder, program), text);
  const node = (program: string, ...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [join(root, 'node_modules', program), ...args], {
      cwd: folder,
    });
  const output = { target: 'generated/orval.ts', client: 'fetch', baseUrl };
  const config = { orval: { input: document, output } };
  write('orval.config.cjs', `module.exports = ${JSON.stringify(config)};`);
  await Promise.all([
    node('openapi-typescript/bin/cli.js', document, '--output', 'generated/schema.ts'),
    node(
      '@hey-api/openapi-ts/bin/run.js',
      '--input',
      document,
      '--output',
      'generated/hey-api',
      '--silent',
    ),
    node('orval/dist/bin/orval.js', '--config', 'orval.config.cjs'),
  ]);
  return {
    write,
    typeErrorsIn: async (...programs) => {
      const options = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022'];
      const compiler = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', ...options];
      const lib = ['--lib', 'es2023,dom,dom.iterable', '--types', ''];
      const tsc = node('typescript-native/bin/tsc', ...compiler, ...lib, ...programs);
      const { stdout } = await tsc.catch((failed: { readonly stdout: string }) => failed);
      return stdout.split('\n').filter((line) => /error TS/.test(line));
    },
    load: async (client) => {
      const outfile = join(folder, `${client}.mjs`);
      const entryPoints = [join(folder, `${client}.ts`)];
      await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node' });
      return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)).makeCalls;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
