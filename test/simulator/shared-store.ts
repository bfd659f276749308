/**
 * The conformance kit in front of three servers that share a store, each with a worker of its own.
 * Requests go to the first two in turn, as a proxy does, so that whoever answers is mostly not who
 * works. For tests of stores.
 */
import { expect, it, onTestFinished } from 'vitest';
import type { LifecycleStore } from '../../src/host';
import { createSimulator } from '../../src/simulator';
import { checkConformance, describeConformance, httpDriver } from '../../src/testing';
import { amount } from '../tier';

const settings = { latency: { least: 0, most: 10 }, failures: 0, pipelines: ['conformance'] };
/** More than any step takes, however busy the machine is. Polls that are answered use it up. */
const patience = 60_000;

/** Tests that servers conform that share the store which `open` opens once more each time. */
export function testSharedStore(open: () => LifecycleStore): void {
  it('conforms behind a proxy, whichever server is asked and whichever worker works', async () => {
    const servers = [1, 2, 3].map((seed) => createSimulator({ ...settings, seed, store: open() }));
    for (const server of servers) await server.start();
    onTestFinished(async () => {
      await Promise.all(servers.map((server) => server.stop()));
    });
    let turn = 0;
    const fetch = async (url: string, init?: RequestInit) => {
      turn += 1;
      return servers[turn % 2]?.fetch(new Request(url, init)) as Promise<Response>;
    };
    const connection = { baseUrl: 'http://localhost', fetch, pipeline: 'conformance' };
    const driver = httpDriver({ ...connection, stopsWithin: patience });
    const budget = { walks: amount({ usual: 2, deep: 30 }) };
    const limits = { timeout: patience, patience, pollEvery: 5 };
    const report = await checkConformance(driver, { budget, clients: 4, ...limits });
    expect(report.outcome, describeConformance(report)).toBe('conforms');
  });
}
