/** The programs of the example control plane, as processes of a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { root } from '../../repository/tree';

/** The folder of the example. */
export const example = join(root, 'examples/control-plane');

/**
 * A program that runs, with what it has printed, in a folder for its temporary files. Without a
 * database it keeps its pipelines in a file of SQLite.
 */
export function started(program: string, args: readonly string[], database = '') {
  const folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, DATABASE_URL: database, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
    });
  }
  return { child, folder, output };
}

/** Runs the chaos of an example to its end. */
export async function chaos(folder: string, args: readonly string[], database?: string) {
  const program = join(folder, 'chaos.mjs');
  const { child, output } = started(program, ['--pipelines', '6', ...args], database);
  const [status] = await once(child, 'close');
  return { status, text: output.text };
}

/** Runs the chaos of the example, and expects that it proves what it is there to prove. */
export async function expectProof(database?: string): Promise<void> {
  const { status, text } = await chaos(example, ['--seconds', '8', '--seed', '1'], database);
  expect(text).toContain('Proved: nothing was lost, nothing ran twice, nothing is left behind.');
  expect(status, text).toBe(0);
}
