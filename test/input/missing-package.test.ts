/** Optional packages: a missing one is told from a broken one. */
import { expect, test } from 'vitest';
import { MissingPackageError, optional } from '../../src/input';

test('an installed package is returned', async () => {
  expect(await optional('left', 'Pads are made by', Promise.resolve(7))).toBe(7);
});

test.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])(
  'an import that fails with %s says what to install',
  async (code) => {
    const cause = Object.assign(new Error('Cannot find package'), { code });
    const missing = optional('left', 'Pads are made by', Promise.reject(cause));
    await expect(missing).rejects.toBeInstanceOf(MissingPackageError);
    await expect(missing).rejects.toMatchObject({
      message: "Pads are made by the package 'left', which is not installed: npm install left",
      name: 'MissingPackageError',
      packageName: 'left',
      cause,
    });
  },
);

test.each([new SyntaxError('It is broken.'), 'text', null])(
  'an import that fails with %s fails with the same error',
  async (cause) => {
    await expect(optional('left', 'Pads are made by', Promise.reject(cause))).rejects.toBe(cause);
  },
);
