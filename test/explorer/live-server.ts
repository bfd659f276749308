/** A server for the live view that tells whatever a test wants. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves a stream that tells these pipelines, and then stays open until the test ends. */
export async function serveBodies(bodies: readonly object[]) {
  const events = bodies.map((body) => `event: pipeline\ndata: ${JSON.stringify(body)}\n\n`);
  const server = createServer(({ url }, response) => {
    response.setHeader('access-control-allow-origin', '*');
    if (url === '/v0/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${events.join('')}event: listed\ndata: {}\n\n`);
    } else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
