/**
 * The package as its users get it: in a folder of their own, beside its dependencies and the
 * optional peers that are asked for, with nothing else within reach.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { withDependencies } from './packed';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The `package.json` of the repository, as far as the tests read it. */
export const manifest: {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: true }>>;
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The output of a program, and its exit status. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder in which the package is installed. */
export interface Installation {
  readonly folder: string;
  /** The packed package. */
  readonly tarball: string;
  /** The files of the package, from its root, in order. */
  readonly files: readonly string[];
  /** Returns the text of a file of the package. */
  readonly read: (path: string) => string;
  /** Copies a file of `fixtures` into the folder, under another name if one is given. */
  readonly add: (fixture: string, name?: string) => void;
  /** Runs Node in the folder. */
  readonly node: (...args: string[]) => Run;
  /** Removes a package from the folder. */
  readonly uninstall: (name: string) => void;
  readonly remove: () => void;
}

/** Installs the packed package with these optional peers, without the network. */
export function install(...peers: readonly string[]): Installation {
  const packed = realpathSync(inject('packed'));
  const folder = mkdtempSync(join(packed, 'user-'));
  const modules = join(folder, 'node_modules');
  const home = join(modules, manifest.name);
  const names = withDependencies([...Object.keys(manifest.dependencies), ...peers]);
  for (const name of [manifest.name, ...names]) {
    linkFiles(join(packed, 'modules', name), join(modules, name));
  }
  linkPrograms(modules);
  return {
    ...{ folder, tarball: join(packed, 'package.tgz') },
    files: JSON.parse(readFileSync(join(packed, 'files.json'), 'utf8')),
    read: (path) => readFileSync(join(home, path), 'utf8'),
    add: (fixture, name = fixture) =>
      copyFileSync(join(root, 'test/package/fixtures', fixture), join(folder, name)),
    node: (...args) => run(folder, args),
    uninstall: (name) => rmSync(join(modules, name), { recursive: true, force: true }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Hard links: as fast as symbolic ones, and what is imported stays within the folder. */
function linkFiles(from: string, to: string): void {
  const made = new Set<string>();
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const folder = join(to, entry.parentPath.slice(from.length));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    linkSync(join(entry.parentPath, entry.name), join(folder, entry.name));
  }
}

/** Makes the program callable by its name, as npm does; on Windows that works by other means. */
function linkPrograms(modules: string): void {
  if (process.platform === 'win32') return;
  mkdirSync(join(modules, '.bin'));
  for (const [name, file] of Object.entries(manifest.bin)) {
    symlinkSync(join('..', manifest.name, file), join(modules, '.bin', name));
  }
}

function run(folder: string, args: readonly string[]): Run {
  // Only the path, because options of the test runner are not those of a user.
  const env = { PATH: process.env.PATH };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}
