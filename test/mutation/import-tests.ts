/** Many test files as one, so that each mutant loads the library once. */
import { test } from 'vitest';

/**
 * Imports tests by their paths below `test`, without the extension. A mutant can break the library
 * so that it does not even load; then there would be no test to fail, so one is made.
 */
export async function importTests(names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await import(/* @vite-ignore */ `../${name}.test.ts`);
    } catch (error) {
      test(`${name} loads`, () => {
        throw error;
      });
      return;
    }
  }
}
