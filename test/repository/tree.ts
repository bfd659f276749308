/** The files of the repository, as git knows them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Every file that is tracked or about to be, from the root of the repository; what git ignores is
 * not. New files count, so that a fault is found before it is committed and not after.
 */
export function repositoryFiles(): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8' },
  );
  const files = new Set(listed.split('\0').filter((path) => path !== ''));
  return [...files].filter((path) => existsSync(root + path)).sort();
}

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** The files under a folder that end in one of these ways, with their texts. */
export function sourcesUnder(folder: string, ...endings: string[]): Record<string, string> {
  const paths = repositoryFiles().filter(
    (path) => path.startsWith(`${folder}/`) && endings.some((ending) => path.endsWith(ending)),
  );
  return Object.fromEntries(paths.map((path) => [path, read(path)]));
}
