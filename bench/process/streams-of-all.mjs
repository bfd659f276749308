/** Event streams of all pipelines: each shows the whole list, and knows what it has shown. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { apiKey, startServer } from '../http/load.mjs';
import { post } from '../http/streams.mjs';
import { nameOf } from './pipelines.mjs';

const streams = 4;

/** Measures streams of this many pipelines; times in milliseconds. */
export async function measureStreamsOfAll(pipelines) {
  const server = await startServer('settled', ['--expose-gc'], pipelines);
  const sockets = [];
  try {
    // The first one warms up, and what the events of the pipelines take is there from then on.
    sockets.push(await listed(server.origin));
    const memory = await server.ask('memory');
    const processor = await server.ask('processorTime');
    for (let count = 0; count < streams; count += 1) sockets.push(await listed(server.origin));
    const cost = (((await server.ask('processorTime')) - processor) / streams) * 1_000;
    const bytes = ((await server.ask('memory')) - memory) / streams;
    const told = Promise.all(sockets.map((socket) => until(socket, 'event: pipeline')));
    const began = performance.now();
    await post(server.origin, `/v0/pipelines/${nameOf(0)}/start`);
    await told;
    return { pipelines, bytes, cost, toldIn: performance.now() - began };
  } finally {
    for (const socket of sockets) socket.destroy();
    server.stop();
  }
}

/** Opens a stream, and waits until it has listed every pipeline. */
async function listed(origin) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const headers = `host: ${hostname}\r\nauthorization: Bearer ${apiKey}`;
  socket.write(`GET /v0/events HTTP/1.1\r\n${headers}\r\n\r\n`);
  await until(socket, 'event: listed');
  return socket;
}

/** Reads until a chunk, or two in a row, have these words. */
async function until(socket, words) {
  for (let seen = ''; !seen.includes(words); ) {
    const [chunk] = await once(socket, 'data');
    seen = `${seen.slice(-words.length)}${chunk}`;
  }
}
