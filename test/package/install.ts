/**
 * The package as its users get it: packed, and unpacked into a folder of their own beside xstate,
 * its one dependency, with nothing else within reach but the optional peers that are asked for.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The `package.json` of the repository, as far as the tests read it. */
export const manifest: {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: unknown;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: true }>>;
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What a program has printed, and how it ended. */
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
  /** The text of a file of the package. */
  readonly read: (path: string) => string;
  /** Copies a file of `fixtures` into the folder, under another name where one is given. */
  readonly add: (fixture: string, name?: string) => void;
  /** Runs Node in the folder. */
  readonly node: (...args: string[]) => Run;
  readonly remove: () => void;
}

/** Throws, in words that say what to do, where the package is not built. */
export function assertBuilt(folder: string): void {
  if (existsSync(join(folder, 'dist'))) return;
  throw new Error('dist/ is missing: run `npm run build` before these tests, as `npm test` does.');
}

/** Packs the package and installs it, with these optional peers, without the network. */
export function install(...peers: readonly string[]): Installation {
  assertBuilt(root);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-')));
  const { files, contents } = pack();
  const tarball = join(folder, 'package.tgz');
  writeFileSync(tarball, contents);
  const modules = join(folder, 'node_modules');
  const home = join(modules, manifest.name);
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1']);
  linkProgram(modules);
  // Copied, because a link would lead back to every package of the repository.
  for (const name of withDependencies(['xstate', ...peers])) {
    cpSync(join(root, 'node_modules', name), join(modules, name), { recursive: true });
  }
  return {
    ...{ folder, tarball, files },
    read: (path) => readFileSync(join(home, path), 'utf8'),
    add: (fixture, name = fixture) =>
      copyFileSync(join(root, 'test/package/fixtures', fixture), join(folder, name)),
    node: (...args) => run(folder, args),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/**
 * Makes the program one that can be called by its name, as npm does; but on Windows, by other
 * means.
 */
function linkProgram(modules: string): void {
  if (process.platform === 'win32') return;
  mkdirSync(join(modules, '.bin'));
  for (const [name, file] of Object.entries(manifest.bin)) {
    chmodSync(join(modules, manifest.name, file), 0o755);
    symlinkSync(join('..', manifest.name, file), join(modules, '.bin', name));
  }
}

/** These packages and all that they depend on, at whatever remove. */
function withDependencies(names: readonly string[]): Set<string> {
  const packages = new Set(names);
  // A Set can be extended while it is walked: what is added is visited in turn.
  for (const name of packages) {
    const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
    const { dependencies = {} }: { dependencies?: object } = JSON.parse(text);
    for (const dependency of Object.keys(dependencies)) packages.add(dependency);
  }
  return packages;
}

/** A packed package. */
interface Packed {
  readonly files: readonly string[];
  readonly contents: Uint8Array;
}

let packed: Packed | undefined;

/** Once, because it takes as long as all the rest. */
function pack(): Packed {
  packed ??= packedNow();
  return packed;
}

function packedNow(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-'));
  try {
    const printed = execFileSync(
      'npm',
      ['pack', '--ignore-scripts', '--offline', '--json', '--pack-destination', folder],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const [made] = JSON.parse(printed) as { filename: string; files: { path: string }[] }[];
    if (made === undefined) throw new Error(`npm pack has packed nothing: ${printed}`);
    return {
      files: made.files.map(({ path }) => path).sort(),
      contents: readFileSync(join(folder, made.filename)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(folder: string, args: readonly string[]): Run {
  // Only the path: options of the test runner are not those of a user.
  const env = { PATH: process.env.PATH };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}
