/**
 * Three servers that share a store, each with a worker of its own: the conformance kit and many
 * clients in front of them. Requests go to the first two in turn, as a proxy does, so that whoever
 * answers is mostly not who works. For tests of stores.
 */
import { expect, it, onTestFinished } from 'vitest';
import type { LifecycleStore } from '../../src/host';
import { createSimulator } from '../../src/simulator';
import { checkConformance, describeConformance, httpDriver } from '../../src/testing';
import { expectLegal } from '../http/many-clients';
import { amount } from '../tier';

const pipeline = 'conformance';
const crowded = 'crowded';
const settings = { latency: { least: 0, most: 10 }, failures: 0, pipelines: [pipeline, crowded] };
/** More than any step takes, however busy the machine is. Polls that are answered use it up. */
const patience = 60_000;

/** Tests servers that share a store, which `open` opens once more each time. */
export function testSharedStore(open: () => LifecycleStore): void {
  async function startServers(): Promise<(request: Request) => Promise<Response>> {
    const servers = [1, 2, 3].map((seed) => createSimulator({ ...settings, seed, store: open() }));
    for (const server of servers) await server.start();
    onTestFinished(async () => {
      await Promise.all(servers.map((server) => server.stop()));
    });
    let turn = 0;
    return async (request) => {
      turn += 1;
      return servers[turn % 2]?.fetch(request) as Promise<Response>;
    };
  }

  it('conforms behind a proxy, whichever server is asked and whichever worker works', async () => {
    const proxy = await startServers();
    const fetch = (url: string, init?: RequestInit) => proxy(new Request(url, init));
    const connection = { baseUrl: 'http://localhost', fetch, pipeline };
    const driver = httpDriver({ ...connection, stopsWithin: patience });
    const budget = { walks: amount({ usual: 1, deep: 30 }) };
    const limits = { timeout: patience, patience, pollEvery: 5 };
    const report = await checkConformance(driver, { budget, clients: 4, ...limits });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
  });

  it('gives 50 clients at once a legal history', async () => {
    await expectLegal(await startServers(), crowded);
  });
}
