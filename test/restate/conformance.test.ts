/** The conformance kit against two servers in front of Restate, in turn. */
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
import { amount } from '../tier';
import { createOn, describeOnRestate, injectedRestate, startWorker } from './worker';

describeOnRestate('servers in front of Restate', () => {
  test('conform', async () => {
    const { service, prefix } = await startWorker();
    await createOn(service, 'scratch');
    const { ingress } = injectedRestate();
    const handlers = [0, 1].map(() => {
      const service = restateService({ ingress, prefix, onError: () => {} });
      return createLifecycleHandler({ service, authenticate: noAuthentication });
    });
    let turn = 0;
    const inTurn: HttpFetch = (url, init) => {
      turn += 1;
      const handler = handlers[turn % 2] as (request: Request) => Promise<Response>;
      return handler(new Request(url, init as RequestInit));
    };
    const baseUrl = 'http://localhost';
    const driver = httpDriver({ baseUrl, pipeline: 'scratch', fetch: inTurn });
    const report = await checkConformance(driver, {
      ...{
        budget: { calls: amount({ usual: 40, deep: 2_000 }) },
        patience: 60_000,
        timeout: 60_000,
      },
    });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
  });
});
