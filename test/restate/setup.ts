/** Starts one Restate server for all test files. A global set-up of vitest. */
import type { TestProject } from 'vitest/node';
import { MissingServerError, type RestateAddresses, startRestate } from './server';

declare module 'vitest' {
  interface ProvidedContext {
    /** The addresses of the server; null if it cannot be had on this platform. */
    readonly restate: RestateAddresses | null;
  }
}

/** Starts the server, and provides its addresses. Without it, tests are skipped, but not in CI. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    const { ingress, admin, end } = await startRestate();
    project.provide('restate', { ingress, admin });
    return end;
  } catch (error) {
    if (!(error instanceof MissingServerError) || process.env.CI !== undefined) throw error;
    process.stderr.write(`The tests of Restate are skipped. ${error.message}\n`);
    project.provide('restate', null);
    return async () => {};
  }
}
