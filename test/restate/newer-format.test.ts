/** Messages of a newer version wait for a newer worker, unless a server hears of the refusal. */
import { createServer } from 'node:http2';
import { createEndpointHandler, type ObjectContext, object } from '@restatedev/restate-sdk';
import { expect, onTestFinished, test } from 'vitest';
import { messageFormat } from '../../src/restate/messages';
import { until } from '../until';
import {
  createOn,
  describeOnRestate,
  injectedRestate,
  listening,
  register,
  startWorker,
} from './worker';
import './promise-with-resolvers.mjs';

const newer = { format: messageFormat + 1, anything: true };

type Services = Parameters<typeof createEndpointHandler>[0]['services'];

/** Serves these at an address of their own, and makes the engine call them from then on. */
async function serve(services: Services): Promise<void> {
  const server = createServer(createEndpointHandler({ services, logger: () => {} }));
  onTestFinished(() => void server.close());
  await register(injectedRestate().admin, `http://127.0.0.1:${await listening(server)}`);
}

const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });

/** Returns why the engine will try a call again. */
async function failuresOf(target: string): Promise<string> {
  const query = `SELECT last_failure FROM sys_invocation WHERE target = '${target}'`;
  return (await post(`${injectedRestate().admin}/query`, { query })).text();
}

describeOnRestate('a message of a newer format', () => {
  test('that a handler has sent is tried again until a newer worker takes it', async () => {
    const { service, prefix } = await startWorker();
    await createOn(service);
    const taken: unknown[] = [];
    const tryAgain = async (_: ObjectContext, message: object) => void taken.push(message);
    const pipelines = object({ name: `${prefix}.pipelines`, handlers: { tryAgain } });
    // From outside, the engine would not take it.
    const send = async (ctx: ObjectContext, message: object) =>
      void ctx.objectSendClient<typeof pipelines>(pipelines, 'orders').tryAgain(message);
    await serve([object({ name: `${prefix}.sender`, handlers: { send } })]);
    await post(`${injectedRestate().ingress}/${prefix}.sender/any/send`, newer);
    await until(async () =>
      (await failuresOf(`${prefix}.pipelines/orders/tryAgain`)).includes('needs a newer version'),
    );
    expect(taken).toEqual([]);
    await serve([pipelines]);
    await until(() => taken.length > 0);
    expect(taken).toEqual([newer]);
  });

  test('that a server has sent is refused, and holds up nobody', async () => {
    const { service, prefix } = await startWorker();
    await createOn(service);
    const handlers = `${injectedRestate().ingress}/${prefix}.pipelines/orders`;
    const refused = await post(`${handlers}/remove`, newer);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      message: `remove.format is ${newer.format}, but must be ${messageFormat}; a newer one needs a newer version of pipeline-lifecycle.`,
    });
    expect((await service.remove('orders'))?.result).toBe('removed');
  });
});
