/** The lock file installs on every platform, and `npm install` leaves it as it is. */
import { describe, expect, test } from 'vitest';
import { read } from './tree';

/** An entry of the lock file, as far as the tests read it. */
interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly libc?: readonly string[];
  readonly resolved?: string;
}

const locked: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages;
const mend = 'mend it with: npx npm@10 install --package-lock-only';

/** The path of a dependency as Node resolves it: in the package's own folder, else above it. */
function lockedPathOf(dependency: string, from: string): string | undefined {
  const folder = `${from}/node_modules/${dependency}`.replace(/^\//, '');
  if (folder in locked) return folder;
  const above = from.lastIndexOf('node_modules/');
  return above < 0 ? undefined : lockedPathOf(dependency, from.slice(0, above).replace(/\/$/, ''));
}

/** The paths of the entries that have this property. */
const withProperty = (property: keyof Locked) =>
  Object.keys(locked).filter((path) => property in (locked[path] ?? {}));

describe('the lock file', () => {
  test('has the optional binaries of every platform, without which npm ci fails there', () => {
    const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((dependency) => lockedPathOf(dependency, path) === undefined)
        .map((dependency) => `${path} needs ${dependency}`),
    );
    expect(withProperty('optionalDependencies').length).toBeGreaterThan(5);
    expect(missing, mend).toEqual([]);
  });

  test('has nothing that npm 10 removes, so that git status stays clean with npm 10 and 11', () => {
    expect(withProperty('libc'), mend).toEqual([]);
  });

  test('has no addresses, which depend on the registry of whoever wrote it', () => {
    expect(withProperty('resolved'), mend).toEqual([]);
  });
});
