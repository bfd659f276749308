/**
 * Every mutant is active from the start, and every test is put to it.
 *
 * Stryker notes which tests execute a mutant, and runs no others. Here that would miss kills: the
 * library keeps what it has once made ready (tables, replies, results), so the first test to come
 * by executes the code, and a later one sees what came of it. Without the id of a test, Stryker
 * counts all that is executed as static.
 */
import { beforeEach } from 'vitest';

const { __stryker__: stryker } = globalThis as {
  __stryker__?: { currentTestId?: string | undefined };
};

// After Stryker's own hook, which comes first.
beforeEach(() => {
  if (stryker !== undefined) stryker.currentTestId = undefined;
});
