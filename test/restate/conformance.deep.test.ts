/** Two servers, which are asked in turn, in front of Restate and three workers. */
import { expect, test } from 'vitest';
import { createLifecycleHandler } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { restateService } from '../../src/restate';
import {
  checkConformance,
  describeConformance,
  type HttpFetch,
  httpDriver,
} from '../../src/testing';
import { expectLegal } from '../http/many-clients';
import { amount } from '../tier';
import { createOn, describeOnRestate, injectedRestate, startWorkers } from './worker';

/** Two servers that are asked in turn, as a proxy does. */
async function startServers(): Promise<(request: Request) => Promise<Response>> {
  const { service, prefix } = await startWorkers(3);
  await createOn(service, 'scratch');
  const { ingress } = injectedRestate();
  const handlers = [0, 1].map(() => {
    const service = restateService({ ingress, prefix, onError: () => {} });
    return createLifecycleHandler({ service, authenticate: noAuthentication });
  });
  let turn = 0;
  return (request) => {
    turn += 1;
    const handler = handlers[turn % 2] as (request: Request) => Promise<Response>;
    return handler(request);
  };
}

describeOnRestate('servers in front of Restate', () => {
  test('conform', async () => {
    const proxy = await startServers();
    const fetch: HttpFetch = (url, init) => proxy(new Request(url, init as RequestInit));
    const driver = httpDriver({ baseUrl: 'http://localhost', pipeline: 'scratch', fetch });
    const budget = { calls: amount({ usual: 20, deep: 2_000 }) };
    const report = await checkConformance(driver, { budget, patience: 60_000, timeout: 60_000 });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
  });

  test('give 50 clients at once a legal history', async () => {
    await expectLegal(await startServers(), 'scratch');
  });
});
