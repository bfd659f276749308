/** The handler in an Express application. Run it: API_KEYS=… node examples/servers/express.mjs */
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(process.env.API_KEYS);
const app = express();
// A guest does not replace the application's Request and Response. And not `app.use('/v0', …)`,
// which takes `/v0` off the path.
app.all(/^\/v0(?=\/|$)/, getRequestListener(handler, { overrideGlobalObjects: false }));
// After the handler, which needs the body unread and its answers uncompressed.
app.use(express.json());
app.get('/', (_, response) => response.send('The rest of the application.'));

const server = app.listen(process.env.PORT ?? 8080, (error) => {
  if (error) throw error;
  console.log(`http://localhost:${server.address().port}/v0/pipelines/orders`);
});
