/**
 * A server in a process of its own: the library's handler or, for comparison, the same server that
 * answers an empty 202 to everything. It tells `load.mjs` its port, and answers its questions.
 *
 * Node runs it on one core; its processor time includes garbage collection and hashing.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';
import { apiKey } from './load.mjs';
import { filledStore } from './pipelines.mjs';
import { recordedHost } from './recorded.mjs';

const authenticate = bearer({ apiKeys: [apiKey] });

/** The handlers by kind, each with the questions that its process answers. */
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

/** Processor time in seconds. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
