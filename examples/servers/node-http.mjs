/** The handler on Node's http server. Run it: API_KEYS=… node examples/servers/node-http.mjs */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(process.env.API_KEYS);
const server = createServer(getRequestListener(handler));
server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/v0/pipelines/orders`);
});
