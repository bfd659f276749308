/**
 * The handler on Deno.
 * Run it: API_KEYS=… deno run --allow-net --allow-env --allow-read examples/servers/deno.mjs
 */
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(Deno.env.get('API_KEYS'));
Deno.serve(
  {
    port: Number(Deno.env.get('PORT') ?? 8080),
    onListen: ({ port }) => console.log(`http://localhost:${port}/v0/pipelines/orders`),
  },
  (request) => handler(request),
);
