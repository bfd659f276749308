/**
 * Event streams: what ten thousand of them that watch one pipeline cost, and how soon all of them
 * are told of a change; in turn with a bare event stream of the same server.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { apiKey, startServer } from './load.mjs';
import { onlyName } from './recorded.mjs';

/** How many streams are open at once. */
const streamCount = 10_000;

/** How many are opened at once: the queue of the operating system for connections is short. */
const batch = 200;
const change = `/v0/pipelines/${onlyName}`;

/** Measures what the streams of each kind of server cost. */
export async function measureStreams() {
  const bare = await streamsOf('bareStream');
  return { count: streamCount, bare, library: await streamsOf('streams') };
}

/** Megabytes for all streams, and milliseconds until all are told of a change. */
async function streamsOf(kind) {
  const server = await startServer(kind, ['--expose-gc']);
  const sockets = [];
  try {
    const before = await server.ask('memory');
    while (sockets.length < streamCount) {
      const opened = Array.from({ length: batch }, () => openStream(server.origin, change));
      sockets.push(...(await Promise.all(opened)));
    }
    const after = await server.ask('memory');
    const told = Promise.all(sockets.map((socket) => once(socket, 'data')));
    const began = performance.now();
    await post(server.origin, `${change}/start`);
    const answered = performance.now();
    await told;
    const done = performance.now();
    return {
      megabytes: (after - before) / 1e6,
      answeredIn: answered - began,
      toldIn: done - began,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    server.stop();
  }
}

/** Opens an event stream, and waits for its first event. */
export async function openStream(origin, path) {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${path}/events HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${apiKey}\r\n\r\n`,
  );
  for (let seen = ''; !seen.includes('data: '); ) {
    const [chunk] = await once(socket, 'data');
    seen += chunk;
  }
  return socket;
}

/** Decides an action, which must be accepted. */
export async function post(origin, path) {
  const headers = { authorization: `Bearer ${apiKey}` };
  const { status } = await fetch(`${origin}${path}`, { method: 'POST', headers });
  if (status !== 202) throw new Error(`POST ${path}: answered with ${status}.`);
}
