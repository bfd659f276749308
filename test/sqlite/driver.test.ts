/** The package for SQLite: one that is missing, one that is not built, and one that is broken. */
import { expect, test } from 'vitest';
import { MissingPackageError, SqliteBuildError } from '../../src/sqlite';
import { packageError } from '../../src/sqlite/driver';

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  coded('ERR_DLOPEN_FAILED', 'It was compiled against a different Node.js version using 115.'),
  new Error('Could not locate the bindings file. Tried:'),
])('one that is not built for this version of Node says how to build it', (cause) => {
  const error = packageError(cause, '22.0.0');
  expect(error).toBeInstanceOf(SqliteBuildError);
  expect(error).toMatchObject({
    message:
      "The package 'better-sqlite3' is not built for Node 22.0.0: call npm rebuild better-sqlite3, or install it again.",
    cause,
  });
});

test('one that is missing says how to install it', () => {
  const cause = coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'better-sqlite3' imported");
  expect(packageError(cause, '22.0.0')).toBeInstanceOf(MissingPackageError);
});

test('what else is wrong is passed on', () => {
  const cause = new SyntaxError('Unexpected token');
  expect(packageError(cause, '22.0.0')).toBe(cause);
});
