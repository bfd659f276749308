/**
 * The servers that the kit is proven with, in virtual time: the correct one is correct, and each
 * bug is really there. See servers.long.test.ts for real processes.
 */
import { expect } from 'vitest';
import { inVirtualTime } from '../virtual-time';
import { startInProcess } from './in-process-server';
import { describeServers } from './servers-suite';

describeServers((options, use) =>
  inVirtualTime(async (clock) => {
    const server = startInProcess(clock, options);
    const result = await use(server);
    expect(server.complaints()).toBe('');
    return result;
  }),
);
