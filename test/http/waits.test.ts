/** How soon a wait finds what another process has written: as far as its store says it hears. */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import type { LifecycleStore } from '../../src/host/store';
import { slowTable, storeOn } from '../host/slow-table';
import { VirtualClock } from '../host/virtual-clock';
import { handlerFor, noon } from './handler-helpers';

/** A store of this process, and one of another over the same data. */
type Stores = readonly [own: LifecycleStore, other: LifecycleStore];

function onOneTable(tells: boolean): Stores {
  const { table } = slowTable({ isQuick: true, tells });
  return [storeOn(table), storeOn(table)];
}

function inMemory(change: Partial<Record<keyof LifecycleStore, unknown>>): Stores {
  const store = memoryStore();
  return [{ ...store, ...change } as LifecycleStore, store];
}

const mute = { watch: () => () => {} };

describe('a wait finds what another process has written', () => {
  test.each<[when: string, what: string, make: () => Stores, milliseconds: number]>([
    ['at once', 'the table tells of every write', () => onOneTable(true), 0],
    ['in half a second', 'the store hears only itself', () => onOneTable(false), 500],
    ['in half a second', 'the store tells of nothing', () => inMemory({ watch: undefined }), 500],
    [
      'in half a second',
      'the store does not say how far it hears',
      () => inMemory({ ...mute, watchesEveryWriter: undefined }),
      500,
    ],
    ['in ten seconds', 'a message is lost', () => inMemory(mute), 10_000],
  ])('%s if %s', async (_when, _what, make, milliseconds) => {
    const clock = new VirtualClock(noon);
    const [own, other] = make();
    const { bring } = await handlerFor({ store: other });
    await bring('orders', { type: 'start' });
    const { ask, events } = await handlerFor({ store: own, clock });
    const poll = ask('GET', '/v0/pipelines/orders?wait=Provisioning&timeout=30');
    await clock.settle();
    await bring('orders', { type: 'provisioning' });
    await clock.runUntil(() => events.some(({ type }) => type === 'read'));
    expect(clock.now() - noon).toBe(milliseconds);
    expect((await poll).body.deployment_status).toBe('Provisioning');
  });
});

describe('a time of day that is set during a wait', () => {
  test.each([
    ['back', -3_600_000],
    ['forth', 3_600_000],
  ])('does not change how long it takes: %s', async (_, milliseconds) => {
    const clock = new VirtualClock(noon);
    const { ask, bring } = await handlerFor({ clock });
    await bring('orders', { type: 'start' });
    const before = clock.monotonic();
    const poll = ask('GET', '/v0/pipelines/orders?wait=Running&timeout=20');
    await clock.advance(500);
    clock.set(milliseconds);
    await clock.advance(10_000);
    let isAnswered = false;
    void poll.then(() => {
      isAnswered = true;
    });
    await clock.settle();
    expect(isAnswered).toBe(false);
    await clock.runUntil(() => isAnswered);
    expect(clock.monotonic() - before).toBe(20_000);
    expect((await poll).headers.get('wait-outcome')).toBe('timeout');
  });

  test('does not make a stream any longer', async () => {
    const clock = new VirtualClock(noon);
    const { handler } = await handlerFor({ clock });
    const response = await handler(new Request('http://localhost/v0/pipelines/orders/events'));
    let isOver = false;
    const text = response.text().finally(() => {
      isOver = true;
    });
    const before = clock.monotonic();
    await clock.advance(1_000);
    clock.set(-3_600_000);
    await clock.runUntil(() => isOver);
    expect(clock.monotonic() - before).toBe(15 * 60_000);
    expect(await text).toMatch(/^event: pipeline/);
  });
});
