/**
 * Builds the package into `dist`. With `--if-stale` it does nothing if `dist` was built from the files
 * as they are now, so that tests of the package can never meet an older build.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'dist', '.built-from');
const inputs = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsup.config.ts',
  'scripts/build.mjs',
];

/** Builds if `dist` is missing or older than its sources. */
export function buildIfStale() {
  const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();
  if (!isFresh) build();
}

function build() {
  const builtFrom = fingerprint();
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/tsup/dist/cli-default.js'), '--silent'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  writeFileSync(stamp, builtFrom);
}

/** A hash of every file that the build reads. */
function fingerprint() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of [...inputs.map((name) => join(root, name)), ...sources]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** The set-up of tests that use the built package. */
export default buildIfStale;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--if-stale')) buildIfStale();
  else build();
}
