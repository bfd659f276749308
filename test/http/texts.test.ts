/** The texts of polls: each is made once for a revision, and only if it is sent. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createPipeline } from '../../src/host';
import { spacedJson, toWire, wireText } from '../../src/http/answers';
import { fullCapabilities } from '../../src/lifecycle';
import { handlerFor } from './handler-helpers';

const poll = '/v0/pipelines/orders';

afterEach(() => vi.restoreAllMocks());

describe('the text of a pipeline', () => {
  test('is made once for all polls of a revision, and again for the next', async () => {
    const { ask, bring } = await handlerFor();
    const first = await ask('GET', poll);
    const stringify = vi.spyOn(JSON, 'stringify');
    const second = await ask('GET', poll);
    expect(second.text).toBe(first.text);
    expect(stringify).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    await bring('orders', { type: 'start' });
    const third = await ask('GET', poll);
    expect(third.body.deployment_desired_status).toBe('Running');
  });

  test('is not made for a client that has it', async () => {
    const { ask } = await handlerFor();
    const { headers } = await ask('HEAD', '/v0/pipelines');
    const stringify = vi.spyOn(JSON, 'stringify');
    const unchanged = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await ask('GET', poll, { headers: { 'if-none-match': '*' } })).status).toBe(304);
    expect((await ask('GET', '/v0/pipelines', { headers: unchanged })).status).toBe(304);
    expect(stringify).not.toHaveBeenCalled();
  });

  test('is the same in a list, byte by byte', async () => {
    const { ask } = await handlerFor();
    const { text, body } = await ask('GET', '/v0/pipelines');
    expect(body.length).toBeGreaterThan(1);
    expect(text).toBe(spacedJson(body));
    const empty = await ask('GET', '/v0/pipelines?after=zzz');
    expect(empty.text).toBe('[]');
  });

  test('follows a pipeline that its store changes in place', () => {
    const pipeline = { ...createPipeline('orders', { now: 0, id: 'first' }) };
    const before = wireText(pipeline, fullCapabilities);
    pipeline.revision += 1;
    const after = wireText(pipeline, fullCapabilities);
    expect(after).not.toBe(before);
    expect(after).toBe(spacedJson(toWire(pipeline)));
  });

  test('follows the capabilities', () => {
    const pipeline = createPipeline('orders', { now: 0, id: 'first' });
    for (const capabilities of [{}, { standby: false }, {}]) {
      expect(wireText(pipeline, capabilities)).toBe(spacedJson(toWire(pipeline, capabilities)));
    }
  });
});
