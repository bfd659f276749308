/** Optional packages: a missing one and a broken one are told apart. */
import { expect, test } from 'vitest';
import { importError, MissingPackageError } from '../../src/input';

const errorFor = (cause: unknown) => importError(cause, 'left', 'Pads are made by');
const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  ['Node', coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'left' imported from a.js")],
  ['require and webpack', coded('MODULE_NOT_FOUND', "Cannot find module 'left'")],
  ['Chromium', new TypeError('Failed to resolve module specifier "left".')],
  ['Firefox', new TypeError('The specifier “left” was a bare specifier, but was not remapped.')],
  ['Safari', new TypeError("Module name, 'left' does not resolve to a valid URL.")],
])('a package that %s does not find is one to install', (_, cause) => {
  const error = errorFor(cause);
  expect(error).toBeInstanceOf(MissingPackageError);
  expect(error).toMatchObject({
    message: "Pads are made by the package 'left', which is not installed: npm install left",
    name: 'MissingPackageError',
    packageName: 'left',
    cause,
  });
});

test.each([
  new SyntaxError("Unexpected 'left'"),
  new TypeError('undefined is not a function'),
  coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'right' imported from node_modules/left/a.js"),
  'text',
  null,
])('what is wrong with a package that is there is passed on: %s', (cause) => {
  expect(errorFor(cause)).toBe(cause);
});
