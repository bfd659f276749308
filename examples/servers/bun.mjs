/** The handler on Bun. Run it: API_KEYS=… bun examples/servers/bun.mjs */
import { ordersHandler } from './handler.mjs';

const server = Bun.serve({
  port: process.env.PORT ?? 8080,
  // In seconds. The default of ten would end long polls, and streams while they are silent.
  idleTimeout: 120,
  fetch: await ordersHandler(process.env.API_KEYS),
});
console.log(`http://localhost:${server.port}/v0/pipelines/orders`);
