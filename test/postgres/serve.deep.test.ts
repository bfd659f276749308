/** `serve --database`: pipelines that outlive the program, and that others share. */
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { ran } from '../cli/fake-io';
import { servingKept } from '../cli/kept-server';
import { ended } from '../cli/processes';
import { createDatabase } from './database';

let url: string;
beforeAll(async () => {
  url = await createDatabase();
});

const quick = ['--latency', '1ms'];

describe('a database that cannot be used', () => {
  const refusalOf = async (address: string) => {
    const { status, stdout, stderr } = await ran(['serve', '--port', '0', '--database', address]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .*\n$/);
    return stderr;
  };

  it('is told in one line, with its address and without its password', async () => {
    const wrong = new URL(url);
    wrong.password = 'secret-word';
    const { host, pathname } = wrong;
    const told = await refusalOf(wrong.href);
    expect(told).toContain(`--database: PostgreSQL at ${host}${pathname} cannot be used: password`);
    const missing = Object.assign(new URL(url), { pathname: '/nowhere' });
    expect(await refusalOf(missing.href)).toContain('database "nowhere" does not exist');
    const silent = Object.assign(new URL(url), { port: '1' });
    expect(await refusalOf(silent.href)).toMatch(/cannot be used: .*ECONNREFUSED/);
    for (const address of [wrong.href, 'secret-word', 'mysql://me:secret-word@localhost/a']) {
      expect(await refusalOf(address)).not.toContain('secret-word');
    }
  });

  it('is refused beside a file', async () => {
    const { status, stderr } = await ran(['serve', '--database', url, '--data', 'a.db']);
    expect(status).toBe(2);
    expect(stderr).toContain(
      "option '--database <url>' cannot be used with option '--data <file>'",
    );
  });
});

it('keeps its pipelines in the database, shares them, and has lost nothing when it is killed', async () => {
  const serving = () => servingKept('--database', url, ...quick);
  const [one, two] = await Promise.all([serving(), serving()]);
  const { host, pathname } = new URL(url);
  expect(one.printed.stdout).toContain(
    `\nThe pipelines are kept in PostgreSQL at ${host}${pathname}.\n`,
  );
  expect(await one.ask('/demo/start', 'POST')).toMatchObject({ httpStatus: 202 });
  await two.becomes('demo', 'Running');
  one.child.kill('SIGKILL');
  await once(one.child, 'exit');
  expect(await two.ask('/demo/pause', 'POST')).toMatchObject({ httpStatus: 202 });
  await two.becomes('demo', 'Paused');
  two.child.kill('SIGKILL');
  await once(two.child, 'exit');
  const three = await serving();
  expect((await three.ask('/demo')).body).toMatchObject({ deployment_status: 'Paused' });
  await three.ask('/demo/stop?force=true', 'POST');
  await three.becomes('demo', 'Stopped');
  three.child.kill('SIGINT');
  expect(await ended(three.child)).toEqual({ status: 0, by: null });
  expect(three.printed.stderr).toBe('');
});
