/** A simulator on a port, and the requests that arrive there. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { serveSimulator } from '../../src/simulator/server';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator';

/** A request that has arrived, as Node announces it. */
export interface Arrival {
  readonly server: Server;
  readonly socket: Socket;
  readonly request: IncomingMessage;
}

/** Serves a simulator on a free port until the test ends. */
export async function served(options: SimulatorOptions = {}) {
  const log: string[] = [];
  const quick = { failures: 0, latency: { least: 1, most: 5 } };
  const simulator = createSimulator({ ...quick, ...options, log: (line) => log.push(line) });
  await simulator.start();
  const errors: Error[] = [];
  const address = { host: '127.0.0.1', port: 0 };
  const server = await serveSimulator(simulator, address, (error) => errors.push(error));
  const stop = async () => {
    await server.stop();
    await simulator.stop();
  };
  onTestFinished(stop);
  const open = (bytes: string): Socket => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(bytes);
    return socket;
  };
  /** Sends these bytes, and returns all that comes back until the server closes the connection. */
  const answerTo = async (bytes: string): Promise<string> => {
    let text = '';
    const socket = open(bytes).on('data', (data) => {
      text += data;
    });
    await once(socket, 'close');
    return text;
  };
  return { ...server, stop, open, answerTo, log, simulator, errors };
}

/** Resolves once this many requests have arrived from now on, whichever server they are for. */
export function arrivals(count: number): Promise<readonly Arrival[]> {
  return new Promise((resolve) => {
    const arrived: Arrival[] = [];
    const onStart = (message: unknown) => {
      arrived.push(message as Arrival);
      if (arrived.length < count) return;
      unsubscribe('http.server.request.start', onStart);
      resolve(arrived);
    };
    subscribe('http.server.request.start', onStart);
  });
}
