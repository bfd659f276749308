/** The handler on Bun. Run it: API_KEYS=… bun examples/servers/bun.mjs */
import { ordersHandler } from './handler.mjs';

const server = Bun.serve({
  port: process.env.PORT ?? 8080,
  // Seconds. By default ten, which ends long polls and streams that have nothing to tell.
  idleTimeout: 120,
  fetch: await ordersHandler(process.env.API_KEYS),
});
console.log(`http://localhost:${server.port}/v0/pipelines/orders`);
