/** Starts one PostgreSQL server for all test files. A global set-up of vitest. */
import type { TestProject } from 'vitest/node';
import { startPostgres } from './server';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the server, with the right to do everything. */
    readonly postgresUrl: string;
  }
}

/** Starts the server, and provides its address to the tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return () => server.end();
}
