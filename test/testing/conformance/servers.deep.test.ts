/** The servers that the kit is proven with, as real processes over HTTP. */
import { afterAll, expect } from 'vitest';
import type { ReachableServer } from './server-options';
import { describeServers } from './servers-suite';
import { startServer } from './start-server';

const servers = new Map<string, Promise<ReachableServer>>();

describeServers(async ({ seed: _, ...options }, use) => {
  const key = JSON.stringify(options);
  const server = servers.get(key) ?? startServer(options);
  servers.set(key, server);
  return use(await server);
});

afterAll(async () => {
  const all = await Promise.all(servers.values());
  const complaints = all.map((server) => server.complaints()).filter((text) => text !== '');
  await Promise.all(all.map((server) => server.stop()));
  expect(complaints).toEqual([]);
});
