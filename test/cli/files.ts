/** Histories in files: the recorded examples, and those that a test makes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The path of a recorded example. */
export function example(name: string): string {
  return join(root, 'examples/histories', `${name}.jsonl`);
}

/** The program as it is built. */
export const builtProgram = join(root, 'dist/cli.cjs');

/** A folder that is gone after the tests of the file; with a function that writes a file into it. */
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
