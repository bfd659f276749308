/** The program that docs/sqlite.md shows. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { codeIn } from '../repository/code-blocks';
import { read, root } from '../repository/tree';
import { temporaryFolder } from './opened-file';

const folder = temporaryFolder();

test('the program in docs/sqlite.md prints what its comments say', async () => {
  const [program = ''] = codeIn(read('docs/sqlite.md'), 'ts');
  const env = { ...process.env, PIPELINES: join(folder, 'pipelines.db') };
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
  const told = [...program.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  expect(told).toHaveLength(3);
  expect(stdout.trimEnd().split('\n')).toEqual(told);
});
