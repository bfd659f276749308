/**
 * Event streams of one process with many pipelines: their memory, how soon all of them have heard
 * of a decision, what they cost at rest, and what a decision costs that none of them watches.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../figures.mjs';
import { startServer } from '../http/load.mjs';
import { openStream, post } from '../http/streams.mjs';
import { nameOf } from './pipelines.mjs';

/** How many are opened at once: the queue of the operating system for connections is short. */
const batch = 200;
const warmUp = 5;
/** Compiling what decides takes more of them than warm up anything else. */
const unwatched = { warmUp: 3_000, measured: 500 };
const pathOf = (index) => `/v0/pipelines/${nameOf(index)}`;

/** The pipelines with even numbers were never started. */
const [watched, other] = [pathOf(0), pathOf(2)];

/** Starts and stops a pipeline in turn: each is accepted, and changes what a stream shows. */
const decideOn = (origin, path, turn) =>
  post(origin, `${path}/${turn % 2 === 0 ? 'start' : 'stop?force=true'}`);

/** Measures so many streams of one pipeline among so many; times in milliseconds. */
export async function measureStreams({ pipelines, streams, decisions, rest }) {
  const server = await startServer('settled', ['--expose-gc'], pipelines);
  const { origin } = server;
  const sockets = [];
  try {
    const [memory, aloneCost] = [await server.ask('memory'), await decisionCost(server)];
    while (sockets.length < streams) {
      const length = Math.min(batch, streams - sockets.length);
      const opened = Array.from({ length }, () => openStream(origin, watched));
      sockets.push(...(await Promise.all(opened)));
    }
    const bytes = ((await server.ask('memory')) - memory) / streams;
    const before = await server.ask('processorTime');
    await sleep(rest * 1_000);
    const atRest = (((await server.ask('processorTime')) - before) / rest) * 1_000;
    const told = await toldIn(server, sockets, decisions);
    const besideCost = await decisionCost(server);
    return { pipelines, streams, bytes, ...told, aloneCost, besideCost, atRest };
  } finally {
    for (const socket of sockets) socket.destroy();
    server.stop();
  }
}

/** The processor time of a decision that nobody watches, its request included. */
async function decisionCost(server) {
  const { warmUp: first, measured } = unwatched;
  for (let turn = 0; turn < first; turn += 1) await decideOn(server.origin, other, turn);
  const before = await server.ask('processorTime');
  for (let turn = 0; turn < measured; turn += 1) await decideOn(server.origin, other, turn);
  return (((await server.ask('processorTime')) - before) / measured) * 1_000;
}

/** From a decision until all streams have heard, and the processor time of the server for that. */
async function toldIn(server, sockets, decisions) {
  let waiting = new Set();
  let told = () => {};
  for (const socket of sockets) {
    socket.on('data', (chunk) => {
      // Not what keeps a connection alive.
      if (chunk.includes('data: ') && waiting.delete(socket) && waiting.size === 0) told();
    });
  }
  const times = [];
  let before = 0;
  for (let turn = 0; turn < warmUp + decisions; turn += 1) {
    if (turn === warmUp) before = await server.ask('processorTime');
    waiting = new Set(sockets);
    const all = new Promise((resolve) => {
      told = resolve;
    });
    const began = performance.now();
    await decideOn(server.origin, watched, turn);
    await all;
    times.push(performance.now() - began);
  }
  const cost = (((await server.ask('processorTime')) - before) / decisions) * 1_000;
  const latest = times.slice(warmUp);
  return { cost, p50: quantile(latest, 0.5), p95: quantile(latest, 0.95) };
}
