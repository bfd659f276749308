/**
 * Makes every mutant active from the start, and runs every test on it.
 *
 * Stryker notes which tests execute a mutant, and runs no others. Here that would miss kills: the
 * library keeps its tables and replies, so an early test executes the code, and a later one fails.
 * Without the id of a test, Stryker counts all executed code as static.
 */
import { beforeEach } from 'vitest';

const { __stryker__: stryker } = globalThis as {
  __stryker__?: { currentTestId?: string | undefined };
};

// It runs after Stryker's own hook.
beforeEach(() => {
  if (stryker !== undefined) stryker.currentTestId = undefined;
});
