/** The handler in a Fastify application. Run it: API_KEYS=… node examples/servers/fastify.mjs */
import { getRequestListener } from '@hono/node-server';
import Fastify from 'fastify';
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(process.env.API_KEYS);
// A guest does not replace the application's Request and Response.
const listener = getRequestListener(handler, { overrideGlobalObjects: false });

/** Runs in a hook, before Fastify reads the body and refuses what it cannot parse. */
async function onRequest(request, reply) {
  reply.hijack();
  await listener(request.raw, reply.raw);
}

const app = Fastify();
for (const path of ['/v0', '/v0/*']) app.all(path, { onRequest }, () => {});
app.get('/', () => 'The rest of the application.');

await app.listen({ port: Number(process.env.PORT ?? 8080), host: '0.0.0.0' });
console.log(`http://localhost:${app.server.address().port}/v0/pipelines/orders`);
