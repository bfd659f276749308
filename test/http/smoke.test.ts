import { test } from 'vitest';
import { noAuthentication } from '../../src/http/authentication';
import { createLifecycleHandler } from '../../src/http/handler';
import { memoryStore } from '../../src/http/memory-store';

test('smoke', async () => {
  const h = createLifecycleHandler({ store: memoryStore(), authenticate: noAuthentication });
  const ask = async (m: string, p: string, body?: string, headers: Record<string, string> = {}) => {
    const r = await h(
      new Request(`http://x${p}`, { method: m, headers, ...(body === undefined ? {} : { body }) }),
    );
    console.log(m, p, r.status, JSON.stringify([...r.headers]), (await r.text()).slice(0, 600));
    return r;
  };
  await ask('POST', '/v0/pipelines', '{"name":"demo"}');
  await ask('POST', '/v0/pipelines', '{"name":"demo"}');
  await ask('POST', '/v0/pipelines', '{"nam":"demo"}');
  await ask('POST', '/v0/pipelines', '{"name":"d emo"}');
  await ask('POST', '/v0/pipelines', 'x'.repeat(20000));
  await ask('POST', '/v0/pipelines/demo/start?initial=paused');
  await ask('POST', '/v0/pipelines/demo/start?initial=runing');
  await ask('POST', '/v0/pipelines/demo/start?foo=1');
  await ask('POST', '/v0/pipelines/demo/pause');
  await ask('POST', '/v0/pipelines/demo/activate');
  await ask('POST', '/v0/pipelines/non-existent-pipeline/activate');
  await ask('GET', '/v0/pipelines/demo/activate');
  await ask('DELETE', '/v0/pipelines/demo');
  const r = await ask('GET', '/v0/pipelines/demo');
  await ask('GET', '/v0/pipelines/demo', undefined, {
    'if-none-match': r.headers.get('etag') ?? '',
  });
  await ask('HEAD', '/v0/pipelines/demo');
  await ask('GET', '/v0/pipelines?limit=0');
  await ask('GET', '/v0/pipelines?limit=1');
  await ask('GET', '/v0/pipelines/demo?wait=Runing');
  await ask('GET', '/v0/pipelines/demo?wait=Running,Paused&timeout=1');
  await ask('GET', '/v0/nothing');
  await ask('GET', '/nothing');
  await ask('GET', '/v0/openapi.json');
});
