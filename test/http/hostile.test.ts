/** Whatever a port throws is a 500 that says nothing, and an event with what was thrown. */
import { format } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { hostileNames, hostileValues } from '../hostile';
import { holdTime, hook, sign } from './authentication/bearer-tokens';
import { handlerFor, type StoreHandlerOptions } from './handler-helpers';

holdTime();

/** Options with a port that throws this value, by the port. */
const ports: Readonly<Record<string, (thrown: unknown) => Partial<StoreHandlerOptions>>> = {
  authenticate: (thrown) => ({
    authenticate: () => {
      throw thrown;
    },
  }),
  'authenticate, later': (thrown) => ({ authenticate: () => Promise.reject(thrown) }),
  capabilities: (thrown) => ({ capabilities: () => Promise.reject(thrown) }),
  'store.update': (thrown) => ({
    store: { ...memoryStore(), update: () => Promise.reject(thrown) },
  }),
  'the key lookup': (thrown) => ({ authenticate: hook({ key: () => Promise.reject(thrown) }) }),
};

describe.each(Object.keys(ports))('%s', (port) => {
  test.each(hostileNames)('that throws is a 500 and an event: %s', async (name) => {
    const { ask, events } = await handlerFor(ports[port]?.(hostileValues[name]));
    const headers = { authorization: `Bearer ${await sign()}` };
    const { status, body } = await ask('POST', '/v0/pipelines/orders/start', { headers });
    expect([status, body.error_code]).toEqual([500, 'InternalError']);
    expect(events.map(({ type }) => type)).toEqual(['failed', 'answered']);
  });
});

describe('a listener', () => {
  test.each(hostileNames)(
    'that throws harms no answer, and goes to the console: %s',
    async (name) => {
      const written: string[] = [];
      const logged = vi.spyOn(console, 'error').mockImplementation((...parts) => {
        written.push(format(...parts));
      });
      onTestFinished(() => logged.mockRestore());
      for (const onEvent of [
        () => {
          throw hostileValues[name];
        },
        () => Promise.reject(hostileValues[name]),
      ]) {
        const { ask } = await handlerFor({ onEvent });
        expect((await ask('GET', '/v0/nowhere')).status).toBe(404);
        await new Promise((turn) => setImmediate(turn));
      }
      expect(written).toEqual([
        expect.stringMatching(/^onEvent:/),
        expect.stringMatching(/^onEvent:/),
      ]);
    },
  );

  test.each(hostileNames)('of accepted actions that throws is an event: %s', async (name) => {
    const { ask, events } = await handlerFor({
      onAccepted: () => {
        throw hostileValues[name];
      },
    });
    expect((await ask('POST', '/v0/pipelines/orders/start')).status).toBe(202);
    await new Promise((turn) => setImmediate(turn));
    expect(events.map(({ type }) => type)).toContain('failed');
  });
});
