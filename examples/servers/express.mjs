/** The handler in an application with Express. Run it: API_KEYS=… node examples/servers/express.mjs */
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(process.env.API_KEYS);
const app = express();
// A guest leaves Request and Response of the application as they are. And not `app.use('/v0', …)`,
// which takes `/v0` off the path.
app.all(/^\/v0(?=\/|$)/, getRequestListener(handler, { overrideGlobalObjects: false }));
// After the handler: what reads bodies, or compresses answers, would be in its way.
app.use(express.json());
app.get('/', (_, response) => response.send('The rest of the application.'));

const server = app.listen(process.env.PORT ?? 8080, (error) => {
  if (error) throw error;
  console.log(`http://localhost:${server.address().port}/v0/pipelines/orders`);
});
