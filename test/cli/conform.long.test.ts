/** `conform` as a process, against a server that is another one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReachableServer, send } from '../testing/conformance/server-options';
import { startServer } from '../testing/conformance/start-server';
import { until } from '../until';
import { ended, ranBuilt, started } from './processes';

const bearer = { authorization: 'Bearer secret' };
const path = '/v0/pipelines/scratch';
const env = { KEY: 'secret' };
const named = ['--pipeline', 'scratch', '--api-key-env', 'KEY'];

let server: ReachableServer;
beforeAll(async () => {
  server = await startServer({ args: ['--latency', '1..5', '--api-key', 'secret'] });
  await send(server, 'PUT', path, bearer);
});
afterAll(() => server.stop());

it('finds nothing in a correct server', async () => {
  const argv = ['conform', server.baseUrl, ...named, '--walks', '3'];
  const { status, stdout } = await ranBuilt(argv, { env });
  expect(stdout).toMatch(/^No rule was broken: 3 walks, /);
  expect(status).toBe(0);
});

it('stops the pipeline if it is interrupted by a signal', async () => {
  const desired = async () =>
    (await send(server, 'GET', path, bearer)).body.deployment_desired_status;
  const { child, printed } = started(['conform', server.baseUrl, ...named, '--walks', '1000'], {
    env,
  });
  await until(async () => (await desired()) === 'Running');
  child.kill('SIGINT');
  const { status } = await ended(child);
  expect(status).toBe(2);
  expect(printed.stderr).toMatch(/^Interrupted: stopping the pipeline/);
  expect(await desired()).toBe('Stopped');
});
