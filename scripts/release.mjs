/**
 * Publishes the version in package.json, with its provenance: `npm run release`.
 *
 * Lists everything that stands in the way, runs CI, and only then publishes. With `-- --dry-run` it
 * does everything but publish, and is not stopped by what only a CI job can have.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { releaseProblems } from './release-checks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isDryRun = process.argv.includes('--dry-run');
process.exitCode = main();

function main() {
  const { name, version, repository } = JSON.parse(read('package.json'));
  print(`${name} ${version}${isDryRun ? ', a dry run' : ''}`);
  const { ofVersion, ofPlace } = releaseProblems({
    version,
    repository,
    changes: changes(),
    changelog: read('CHANGELOG.md'),
    published: isPublished(`${name}@${version}`),
    tags: git('tag', '--points-at', 'HEAD').split('\n'),
    canSign: ['ACTIONS_ID_TOKEN_REQUEST_URL', 'SIGSTORE_ID_TOKEN'].some(
      (each) => each in process.env,
    ),
    today: new Date().toISOString().slice(0, 10),
  });
  for (const problem of ofVersion) print(`Not ready: ${problem}`);
  for (const problem of ofPlace) print(`${isDryRun ? 'To publish' : 'Not ready'}: ${problem}`);
  if (ofVersion.length > 0 || (ofPlace.length > 0 && !isDryRun)) return 1;
  if (!runs('bash', '.ci/run')) return failed('CI does not pass.');
  if (changes() !== '') return failed(`CI has changed files:\n${changes()}`);
  const publish = ['publish', '--provenance', '--access', 'public'];
  if (!runs('npm', ...publish, ...(isDryRun ? ['--dry-run'] : []))) return failed('npm refuses.');
  print(isDryRun ? `${name} ${version} could be published.` : `${name} ${version} is published.`);
  return 0;
}

function changes() {
  return git('status', '--porcelain');
}

/** Returns true if the registry has this version. Throws if it cannot be asked. */
function isPublished(specifier) {
  const { status, stdout, stderr } = spawnSync('npm', ['view', specifier, 'version'], {
    encoding: 'utf8',
  });
  if (status === 0) return stdout.trim() !== '';
  if (stderr.includes('E404')) return false;
  throw new Error(`The registry does not say whether it has ${specifier}: ${stderr}`);
}

function runs(command, ...args) {
  print(`$ ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

function read(path) {
  return readFileSync(new URL(path, new URL('..', import.meta.url)), 'utf8');
}

function failed(reason) {
  print(`Not published: ${reason}`);
  return 1;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
