/** The program in docs/restate.md, on the real server. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { codeIn } from '../repository/code-blocks';
import { read, root } from '../repository/tree';
import { describeOnRestate, injectedRestate } from './worker';

describeOnRestate('the program in docs/restate.md', () => {
  test('prints what its comments say', async () => {
    const document = read('docs/restate.md');
    const [program = ''] = codeIn(document, 'ts');
    const [forNode20 = ''] = codeIn(document, 'javascript');
    const { ingress: RESTATE_INGRESS, admin: RESTATE_ADMIN } = injectedRestate();
    const env = { ...process.env, RESTATE_INGRESS, RESTATE_ADMIN };
    const args = ['--input-type=module', '--eval', `${forNode20}${program}`];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
    const told = [...program.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    expect(told).toHaveLength(2);
    expect(stdout.trimEnd().split('\n')).toEqual(told);
    expect(read('test/restate/promise-with-resolvers.mjs')).toContain(forNode20.trim());
  });
});
