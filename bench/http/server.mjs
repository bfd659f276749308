/**
 * A server in a process of its own: the library's handler, or, to compare with, the same server that
 * answers an empty 202 to everything. Driven by `load.mjs`, which it tells its port, and answers questions.
 *
 * Node runs it on one core; what else belongs to the process (garbage collection, hashing) is part of its
 * processor time.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';
import { apiKey } from './load.mjs';
import { filledStore } from './pipelines.mjs';
import { recordedHost } from './recorded.mjs';

const authenticate = bearer({ apiKeys: [apiKey] });

/** By kind: the handler, and what its process can be asked. */
const kinds = {
  empty: async () => ({ handler: () => new Response(null, { status: 202 }) }),
  library: async () => ({
    handler: createLifecycleHandler({ store: await filledStore(), authenticate }),
  }),
  recorded: () => recordedHost(authenticate),
};

const { handler, ...answers } = await kinds[process.argv[2]]();
const questions = { processorTime, ...answers };

process.on('message', async (question) => process.send(await questions[question]()));

const server = createServer(getRequestListener(handler));
server.listen(0, '127.0.0.1', () => process.send(server.address().port));

/** In seconds. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
