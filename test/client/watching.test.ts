/** Watching by event streams: what is told, once, over every loss of the connection. */
import { describe, expect, test } from 'vitest';
import { UnexpectedAnswerError, type WatchEvent } from '../../src/client';
import { eventParser } from '../../src/client/event-parser';
import { bearer } from '../../src/http';
import { countingListeners, handlerFor, noon, running } from '../http/handler-helpers';
import { until } from '../until';
import { clientFor, lost } from './client-helpers';

/** Collects the events of a watcher, in short: `orders Stopped 1`. */
function told(events: AsyncGenerator<WatchEvent, void>) {
  const all: string[] = [];
  const full: WatchEvent[] = [];
  const done = (async () => {
    for await (const event of events) {
      full.push(event);
      all.push(inShort(event));
    }
    all.push('the end');
  })();
  return { all, full, done };
}

function inShort(event: WatchEvent): string {
  switch (event.type) {
    case 'pipeline': {
      const { name, deployment_status: status, revision } = event.pipeline;
      return `${name} ${status} ${revision}`;
    }
    case 'deleted':
      return `${event.name} deleted`;
    default:
      return event.type;
  }
}

/** Ends the bodies of answers, or breaks them off. */
function breakable() {
  const ends: ((error?: Error) => void)[] = [];
  const wrap = (response: Response): Response => {
    const reader = (response.body ?? expect.fail()).getReader();
    const { status, headers } = response;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        ends.push((error) => {
          if (error === undefined) controller.close();
          else controller.error(error);
          void reader.cancel();
        });
      },
      pull: async (controller) => {
        const { done, value } = await reader.read();
        try {
          if (done) controller.close();
          else controller.enqueue(value);
        } catch {
          // It was broken off while it was read.
        }
      },
      cancel: () => reader.cancel(),
    });
    return new Response(body, { status, headers });
  };
  return { wrap, end: (error?: Error) => ends.pop()?.(error) };
}

const pause = 250;

describe('a pipeline that is watched', () => {
  test('is told as it is, and after each change, until it is deleted', async () => {
    const { client, bring, store, clock } = await clientFor();
    const { all, full, done } = told(client.watch('orders'));
    await until(() => all.length === 1);
    await bring('orders', { type: 'start' });
    await until(() => all.length === 2);
    expect(full[1]).toMatchObject({ pipeline: { generation: 1, capabilities: {} } });
    await store.update('orders', () => ({ pipeline: null, result: null }));
    await done;
    expect(all).toEqual(['orders Stopped 1', 'orders Stopped 2', 'orders deleted', 'the end']);
    expect(clock.sleepers).toBe(0);
  });

  test('is told what changed while the connection was lost, and nothing twice', async () => {
    const { client, bring, through, clock } = await clientFor();
    const { wrap, end } = breakable();
    const gone = new AbortController();
    through(async (_, pass) => wrap(await pass()));
    const { all, done } = told(client.watch('orders', { signal: gone.signal }));
    await until(() => all.length === 1);
    end();
    await clock.advance(pause);
    end(new TypeError('terminated'));
    await until(() => all.length === 2);
    await bring('orders', { type: 'start' });
    await clock.advance(pause);
    await until(() => all.length === 3);
    gone.abort();
    await done;
    expect(all).toEqual(['orders Stopped 1', 'interrupted', 'orders Stopped 2', 'the end']);
  });

  test('an event that breaks off in its middle is not told', async () => {
    const { client, through, clock } = await clientFor();
    const gone = new AbortController();
    through(async (_, pass, count) => {
      const response = await pass();
      if (count > 1) return response;
      const reader = (response.body ?? expect.fail()).getReader();
      const { value } = await reader.read();
      await reader.cancel();
      const half = (value ?? expect.fail()).slice(0, 150);
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(half),
        pull: (controller) => controller.error(new TypeError('terminated')),
      });
      return new Response(body, { headers: response.headers });
    });
    const { all, done } = told(client.watch('orders', { signal: gone.signal }));
    await until(() => all.length === 1);
    await clock.advance(pause);
    await until(() => all.length === 2);
    gone.abort();
    await done;
    expect(all).toEqual(['interrupted', 'orders Stopped 1', 'the end']);
  });

  test('is watched again after a restart of the server, however long it takes', async () => {
    const { client, through, clock, sent } = await clientFor();
    const gone = new AbortController();
    const { wrap, end } = breakable();
    let isUp = true;
    through(async (_, pass) => (isUp ? wrap(await pass()) : lost()));
    const { all, done } = told(client.watch('orders', { signal: gone.signal }));
    await until(() => all.length === 1);
    isUp = false;
    end(new TypeError('terminated'));
    await clock.advance(60_000);
    // Less and less often.
    expect(sent.length).toBeLessThan(15);
    expect(all).toEqual(['orders Stopped 1', 'interrupted']);
    isUp = true;
    const before = sent.length;
    await clock.advance(8_000);
    expect(sent.length).toBeGreaterThan(before);
    gone.abort();
    await done;
  });

  test('counts as lost if the server says nothing at all', async () => {
    const { client, through, clock, sent } = await clientFor();
    const gone = new AbortController();
    const headers = { 'content-type': 'text/event-stream' };
    through(async () => new Response(new ReadableStream({}), { headers }));
    const { all, done } = told(client.watch('orders', { signal: gone.signal }));
    await clock.advance(45_000 + pause);
    expect(all).toEqual(['interrupted']);
    expect(sent).toHaveLength(2);
    gone.abort();
    await done;
  });

  test('refusals end it, and those that pass do not', async () => {
    const { client, through, clock } = await clientFor();
    const refused = told(client.watch('nobody'));
    await refused.done;
    expect(refused.full[0]).toMatchObject({ refusal: { code: 'UnknownPipelineName' } });
    const gone = new AbortController();
    const headers = { 'retry-after': '9' };
    through(async (_, pass, count) =>
      count > 1 ? pass() : new Response('<h1>Later</h1>', { status: 503, headers }),
    );
    const { all, done } = told(client.watch('orders', { signal: gone.signal }));
    await clock.advance(8_999);
    expect(all).toEqual(['interrupted']);
    await clock.advance(1);
    await until(() => all.length === 2);
    gone.abort();
    await done;
    expect(all).toEqual(['interrupted', 'orders Stopped 1', 'the end']);
  });

  test('ends with the permission, and with the pipeline during a loss', async () => {
    let isAllowed = true;
    const authenticate = () => ({ subject: 'ada', may: () => isAllowed });
    const { client, bring, clock, through, store } = await clientFor({ authenticate });
    const { all, done } = told(client.watch('orders'));
    await until(() => all.length === 1);
    isAllowed = false;
    await bring('orders', { type: 'start' });
    await clock.advance(pause);
    await done;
    expect(all).toEqual(['orders Stopped 1', 'interrupted', 'refused', 'the end']);
    isAllowed = true;
    const { wrap, end } = breakable();
    through(async (_, pass) => wrap(await pass()));
    const other = told(client.watch('orders'));
    await until(() => other.all.length === 1);
    await store.update('orders', () => ({ pipeline: null, result: null }));
    end();
    await clock.advance(pause);
    await other.done;
    expect(other.all.slice(-2)).toEqual(['orders deleted', 'the end']);
  });

  test('a page in place of a stream is an error', async () => {
    const { client, through } = await clientFor();
    through(
      async () => new Response('<h1>Hello</h1>', { headers: { 'content-type': 'text/html' } }),
    );
    await expect(client.watch('orders').next()).rejects.toThrow(UnexpectedAnswerError);
  });
});

describe('whoever watches', () => {
  test.each(['the signal', 'a break'])('leaves the server with %s', async (by) => {
    const { counting, listeners } = countingListeners((await handlerFor()).store);
    const { client, clock } = await clientFor({ store: counting });
    const gone = new AbortController();
    const watched = [client.watch('orders', { signal: gone.signal })];
    watched.push(client.watchAll({ signal: gone.signal }));
    for (const events of watched) await events.next();
    const ends = by === 'a break' ? [] : watched.map((events) => events.next());
    if (by === 'the signal') await until(() => listeners() === 1);
    if (by === 'a break') await Promise.all(watched.map((events) => events.return()));
    else gone.abort();
    await Promise.all(ends);
    await until(() => listeners() === 0 && clock.sleepers === 0);
    for (const events of watched) expect(await events.next()).toMatchObject({ done: true });
  });

  test('whose signal is aborted already is told nothing', async () => {
    const { client, sent } = await clientFor();
    const signal = AbortSignal.abort();
    expect(await client.watch('orders', { signal }).next()).toMatchObject({ done: true });
    expect(sent).toEqual([]);
  });

  test('sends credentials', async () => {
    const key = 'k'.repeat(40);
    const authenticate = bearer({ apiKeys: [{ key, subject: 'ada' }] } as never);
    const { client } = await clientFor({ authenticate }, { token: key });
    const events = client.watchAll();
    expect((await events.next()).value).toMatchObject({ type: 'pipeline' });
    await events.return();
  });
});

describe('all pipelines', () => {
  test('are told, then listed, then each change, new ones and deletions', async () => {
    const { client, bring, store } = await clientFor();
    const gone = new AbortController();
    const { all, done } = told(client.watchAll({ signal: gone.signal }));
    await until(() => all.length === 3);
    expect(all).toEqual(['invoices Stopped 1', 'orders Stopped 1', 'listed']);
    await bring('orders', { type: 'start' });
    await until(() => all.length === 4);
    await client.create('fresh');
    await until(() => all.length === 5);
    await store.update('invoices', () => ({ pipeline: null, result: null }));
    await until(() => all.length === 6);
    gone.abort();
    await done;
    expect(all.slice(3)).toEqual([
      ...['orders Stopped 2', 'fresh Stopped 1', 'invoices deleted', 'the end'],
    ]);
  });

  test('that went during a loss are told to be deleted', async () => {
    const { client, through, store, clock } = await clientFor();
    const gone = new AbortController();
    const { wrap, end } = breakable();
    through(async (_, pass) => wrap(await pass()));
    const { all, done } = told(client.watchAll({ signal: gone.signal }));
    await until(() => all.length === 3);
    end();
    await store.update('invoices', () => ({ pipeline: null, result: null }));
    await clock.advance(pause);
    await until(() => all.length === 5);
    gone.abort();
    await done;
    expect(all.slice(3)).toEqual(['invoices deleted', 'listed', 'the end']);
  });

  test('are those that the caller may see, as long as that is so', async () => {
    const allowed = new Set(['orders']);
    const may = (_: unknown, name: string) => allowed.has(name);
    const { client, bring } = await clientFor({ authenticate: () => ({ subject: 'ada', may }) });
    const gone = new AbortController();
    const { all, done } = told(client.watchAll({ signal: gone.signal }));
    await until(() => all.length === 2);
    allowed.add('invoices');
    await bring('invoices', { type: 'start' });
    await until(() => all.length === 3);
    allowed.delete('orders');
    await bring('orders', ...running);
    await until(() => all.length === 4);
    gone.abort();
    await done;
    expect(all).toEqual([
      ...['orders Stopped 1', 'listed', 'invoices Stopped 2', 'orders deleted', 'the end'],
    ]);
  });

  test.each([true, false])(
    'are heard of though the store tells nothing (watch: %s)',
    async (tells) => {
      const { store } = await handlerFor();
      const { watch: _, ...silent } = store;
      const deaf = tells ? { ...store, watch: () => () => {} } : silent;
      const { client, bring, clock } = await clientFor({ store: deaf });
      const gone = new AbortController();
      const { all, done } = told(client.watchAll({ signal: gone.signal }));
      await until(() => all.length === 3);
      await bring('orders', { type: 'start' });
      await clock.runUntil(() => all.length === 4);
      gone.abort();
      await done;
      expect(all).toContain('orders Stopped 2');
      expect(clock.now() - noon).toBeLessThanOrEqual(40_000);
    },
  );

  test('come with their capabilities', async () => {
    const capabilities = (name: string) => ({ standby: name === 'orders' });
    const { client } = await clientFor({ capabilities });
    const gone = new AbortController();
    const { full, done } = told(client.watchAll({ signal: gone.signal }));
    await until(() => full.length === 3);
    gone.abort();
    await done;
    const standby = full.flatMap((event) =>
      event.type === 'pipeline' ? [event.pipeline.capabilities.standby] : [],
    );
    expect(standby).toEqual([false, true]);
  });
});

describe('the parser of events', () => {
  const text =
    'event: pipeline\ndata: {"a":\ndata: "ä→𝄞"}\n\n: still here\n\ndata: 2\n\nevent: x\ndata: 3';
  const expected = [
    { type: 'pipeline', data: '{"a":\n"ä→𝄞"}' },
    { type: '', data: '2' },
  ];

  test.each(['\n', '\r\n', '\r'])('takes lines that end with %j, cut anywhere', (ending) => {
    const bytes = new TextEncoder().encode(text.replaceAll('\n', ending));
    for (let size = 1; size <= bytes.length; size += 1) {
      const parser = eventParser();
      const events = [];
      for (let at = 0; at < bytes.length; at += size) {
        events.push(...parser.take(bytes.slice(at, at + size)));
      }
      expect(events).toEqual(expected);
    }
  });
});
