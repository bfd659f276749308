/** An API server. Any number of them may share a store. Run it: API_KEYS=… node server.mjs */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';
import { endSignal, listen } from './lifetime.mjs';
import { handlerMetrics, storeMetrics } from './observability/lifecycle-metrics.mjs';
import { createLog } from './observability/log.mjs';
import { Metrics } from './observability/metrics.mjs';
import { probes } from './observability/probes.mjs';
import { openTelemetry, tracing } from './observability/tracing.mjs';
import { openStore } from './store.mjs';

const { NAME = 'server', API_KEYS = '' } = process.env;
if (API_KEYS === '') {
  throw new Error('Set API_KEYS to a key of at least 16 characters, or to several, with commas.');
}
const log = createLog({ process: NAME });
const signal = endSignal();
const { store, close } = await openStore();
const metrics = new Metrics();
storeMetrics(metrics, store);
const count = handlerMetrics(metrics);
const traced = tracing(await openTelemetry());

const handler = createLifecycleHandler({
  store,
  authenticate: bearer({ apiKeys: API_KEYS.split(',') }),
  onEvent: (event) => {
    count(event);
    if (event.type === 'decided') {
      const { pipelineName: pipeline, action, decision } = event;
      const { accepted, rule } = decision;
      log('info', accepted ? 'accepted' : 'refused', { pipeline, action: action.type, rule });
    }
    if (event.type === 'created' || event.type === 'deleted') {
      log('info', event.type, { pipeline: event.pipelineName });
    }
    if (event.type === 'failed') {
      log('error', 'failed', { path: event.path, error: event.error });
    }
  },
});

const probe = probes({ store, metrics, isEnding: () => signal.aborted });
const respond = getRequestListener((request) => {
  const { pathname } = new URL(request.url);
  const attributes = { 'http.request.method': request.method, 'url.path': pathname };
  return traced(request.method, attributes, () => handler(request));
});
const server = createServer((incoming, outgoing) => {
  if (!probe(incoming, outgoing)) respond(incoming, outgoing);
});
log('info', 'listening', { url: await listen(server) });

signal.addEventListener('abort', async () => {
  server.close();
  // Event streams and long polls would go on.
  server.closeAllConnections();
  await close();
  log('info', 'ended');
  process.exit(0);
});
