/** The handler in a Hono application. Run it: API_KEYS=… node examples/servers/hono.mjs */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(process.env.API_KEYS);
const app = new Hono();
// Not `mount`, which takes `/v0` off the path.
app.all('/v0/*', (context) => handler(context.req.raw));
app.get('/', (context) => context.text('The rest of the application.'));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 8080) }, ({ port }) => {
  console.log(`http://localhost:${port}/v0/pipelines/orders`);
});
