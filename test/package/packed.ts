/**
 * Packs the package once for all tests, and unpacks it beside its dependencies and optional peers.
 * A global set-up of vitest; `install` then makes installations from it.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest: {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the packed package: `package.tgz`, `files.json`, and `modules`, unpacked. */
    readonly packed: string;
  }
}

/** Packs the package, and provides the folder to the tests. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-packed-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    pack(folder);
    unpack(folder);
  } catch (error) {
    remove();
    throw error;
  }
  project.provide('packed', folder);
  return remove;
}

/** The build is fresh, so no script of the package needs to run. */
function pack(folder: string): void {
  const printed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--offline', '--json', '--pack-destination', folder],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [made] = JSON.parse(printed) as { filename: string; files: { path: string }[] }[];
  if (made === undefined) throw new Error(`npm pack has packed nothing: ${printed}`);
  const files = made.files.map(({ path }) => path).sort();
  writeFileSync(join(folder, 'files.json'), JSON.stringify(files));
  cpSync(join(folder, made.filename), join(folder, 'package.tgz'));
}

function unpack(folder: string): void {
  // Not named node_modules, which would be within reach of every installation below the folder.
  const home = join(folder, 'modules', manifest.name);
  mkdirSync(home, { recursive: true });
  const tarball = join(folder, 'package.tgz');
  execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components', '1']);
  // Copied, because a link would lead back to every package of the repository.
  for (const name of withDependencies([...dependencies, ...optionalPeers, '@types/node'])) {
    const options = { recursive: true, dereference: true };
    cpSync(join(root, 'node_modules', name), join(folder, 'modules', name), options);
  }
}

const dependencies = Object.keys(manifest.dependencies);
const optionalPeers = Object.keys(manifest.peerDependencies);

/** Returns these packages and their dependencies, direct and indirect. */
export function withDependencies(names: readonly string[]): Set<string> {
  const packages = new Set(names);
  // A Set can be extended while it is walked: new members are visited in turn.
  for (const name of packages) {
    const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
    const { dependencies: direct = {} }: { dependencies?: object } = JSON.parse(text);
    for (const dependency of Object.keys(direct)) packages.add(dependency);
  }
  return packages;
}
