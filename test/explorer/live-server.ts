/** Servers for the live view: simulators, and one that tells whatever a test wants. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { serveSimulator } from '../../src/simulator/server';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator';

/** Serves a simulator until the test ends; on the port of an earlier one, if there was one. */
export async function simulate(options: SimulatorOptions = {}, port = 0) {
  const simulator = createSimulator({
    ...{ failures: 0, latency: { least: 1, most: 5 }, pipelines: ['demo', 'invoices'] },
    ...options,
  });
  await simulator.start();
  const server = await serveSimulator(simulator, { host: '127.0.0.1', port }, () => {});
  let isOver = false;
  const stop = async () => {
    if (isOver) return;
    isOver = true;
    await server.stop();
    await simulator.stop();
  };
  onTestFinished(stop);
  return { url: server.url, port: Number(new URL(server.url).port), stop, simulator };
}

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
