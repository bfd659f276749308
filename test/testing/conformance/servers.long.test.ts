/**
 * The servers that the kit is proven with, as real processes over HTTP. In the usual tier, all of
 * them run in the process of the tests.
 */
import { afterAll, expect } from 'vitest';
import { sample } from '../../tier';
import type { ReachableServer } from './server-options';
import { bugs } from './servers/bugs.mjs';
import { describeServers } from './servers-suite';
import { startServer } from './start-server';

const servers = new Map<string, Promise<ReachableServer>>();

describeServers(
  async ({ seed: _, ...options }, use) => {
    const key = JSON.stringify(options);
    const server = servers.get(key) ?? startServer(options);
    servers.set(key, server);
    return use(await server);
  },
  [...sample(Object.keys(bugs), 3)],
);

afterAll(async () => {
  const all = await Promise.all(servers.values());
  const complaints = all.map((server) => server.complaints()).filter((text) => text !== '');
  await Promise.all(all.map((server) => server.stop()));
  expect(complaints).toEqual([]);
});
