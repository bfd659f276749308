/** Files of tests: recorded histories, and folders that are removed afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Returns the path of a recorded example. */
export function example(name: string): string {
  return join(import.meta.dirname, '../../examples/histories', `${name}.jsonl`);
}

/**
 * Makes a folder that is removed after the tests of the file, and a function that writes into it.
 */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { folder, write };
}
