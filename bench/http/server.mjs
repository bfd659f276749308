/**
 * A server in a process of its own: the library's handler or, for comparison, the same server that
 * answers an empty 202 to everything. It tells `load.mjs` its port, and answers its questions.
 *
 * Node runs it on one core; its processor time includes garbage collection and hashing.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createPipeline, memoryStore } from 'pipeline-lifecycle/host';
import { bearer, createLifecycleHandler } from 'pipeline-lifecycle/http';
import { fill } from '../process/pipelines.mjs';
import { apiKey } from './load.mjs';
import { filledStore } from './pipelines.mjs';
import { onlyName, recordedHost } from './recorded.mjs';

const authenticate = bearer({ apiKeys: [apiKey] });

/** The handlers by kind, each with the questions that its process answers. */
const kinds = {
  empty: async () => ({ handler: () => new Response(null, { status: 202 }) }),
  library: async () => ({
    handler: createLifecycleHandler({ store: await filledStore(), authenticate }),
  }),
  recorded: () => recordedHost(authenticate),
  settled: async () => ({
    handler: createLifecycleHandler({ store: await settledStore(), authenticate }),
  }),
  streams: async () => ({
    handler: createLifecycleHandler({ store: await storeOfOne(), authenticate }),
  }),
  bareStream: async () => ({ handler: bareStreams() }),
};

const { handler, ...answers } = await kinds[process.argv[2]]();
const questions = { processorTime, memory, ...answers };

process.on('message', async (question) => process.send(await questions[question]()));

const server = createServer(getRequestListener(handler));
server.listen(0, '127.0.0.1', () => process.send(server.address().port));

/** Processor time in seconds. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The memory of the process in bytes, after garbage collection. */
function memory() {
  globalThis.gc();
  return process.memoryUsage().rss;
}

async function storeOfOne() {
  const store = memoryStore();
  await store.create(createPipeline(onlyName, { now: Date.now(), id: crypto.randomUUID() }));
  return store;
}

/** As many settled pipelines as this process was told. */
async function settledStore() {
  const store = memoryStore();
  await fill(store, Number(process.argv[3]));
  return store;
}

/** A handler of nothing but event streams: each POST sends one event to all of them. */
function bareStreams() {
  const controllers = new Set();
  const event = new TextEncoder().encode(`event: pipeline\ndata: ${'x'.repeat(900)}\n\n`);
  return ({ method }) => {
    if (method === 'POST') {
      for (const controller of controllers) controller.enqueue(event);
      return new Response(null, { status: 202 });
    }
    const body = new ReadableStream({
      start: (controller) => {
        controllers.add(controller);
        controller.enqueue(event);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}
