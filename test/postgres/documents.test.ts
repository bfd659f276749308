/** The tables and programs that the documents show, on a real server. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createDeployment, steps } from '../../src/lifecycle';
import { codeIn } from '../repository/code-blocks';
import { read, root } from '../repository/tree';
import { createDatabase, onPostgres } from './database';
import { pipelineSchema } from './example-store';

describe('the table in docs/hosting.md', () => {
  it('is that of the example, which the tests run', () => {
    expect(codeIn(read('docs/hosting.md'), 'sql')).toEqual([pipelineSchema]);
  });
});

describe('the program in docs/postgresql.md', () => {
  it('prints what its comments say', async () => {
    const [program = ''] = codeIn(read('docs/postgresql.md'), 'ts');
    const DATABASE_URL = await createDatabase();
    const options = { cwd: root, env: { ...process.env, DATABASE_URL } };
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    const told = [...program.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    expect(told).toHaveLength(3);
    expect(stdout.trimEnd().split('\n')).toEqual(told);
  });
});

describe('the table in docs/embedding.md', () => {
  const [table = ''] = codeIn(read('docs/embedding.md'), 'sql');
  const insert =
    'INSERT INTO pipelines (name, format, deployment, status, desired_status) VALUES ($1, 1, $2, $3, $4)';
  const error = { message: 'before\u0000after \ud800', error_code: 'Strange', details: {} };
  const deployment = JSON.stringify({ ...createDeployment(), error });

  it('takes every deployment, and gives no version twice', async () => {
    const url = await createDatabase();
    const versions = await onPostgres(url, async (client) => {
      await client.query(table);
      const seen: string[] = [];
      for (let round = 1; round <= 2; round += 1) {
        await client.query(insert, ['orders', deployment, 'Stopped', 'Running']);
        const update = 'UPDATE pipelines SET deployment = $1, version = DEFAULT RETURNING *';
        const { rows } = await client.query(update, [deployment]);
        expect(rows[0].deployment.error).toEqual(error);
        seen.push(rows[0].version);
        await client.query('DELETE FROM pipelines');
      }
      return seen;
    });
    expect(new Set(versions).size).toBe(2);
  });

  it('has the constraint that the page makes: the pairs that occur, and no others', async () => {
    const [snippet = ''] = codeIn(read('docs/embedding.md'), 'js').filter((code) =>
      code.includes('const constraint ='),
    );
    const constraint = constraintOf(snippet);
    const url = await createDatabase();
    await onPostgres(url, async (client) => {
      await client.query(`${table}; ${constraint}`);
      for (const [status, row] of Object.entries(steps)) {
        for (const desired of Object.keys(row)) {
          await client.query(insert, [`${status}-${desired}`, deployment, status, desired]);
        }
      }
      const impossible = client.query(insert, ['no', deployment, 'Stopping', 'Running']);
      await expect(impossible).rejects.toThrow('pair_occurs');
    });
  });
});

/** Runs a snippet up to the constraint, and returns it. */
function constraintOf(snippet: string): string {
  const body = snippet.replace(/^import .*$/m, '').split('console.log')[0];
  return new Function('steps', `${body}; return constraint;`)(steps);
}
