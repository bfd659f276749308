/**
 * A simulator on a port.
 *
 * Node answers by itself what it cannot parse, with nothing in it that helps; here that is the same envelope
 * as everywhere. And it has limits for clients that are slow: to send a request takes seconds, and whoever does
 * not read what is sent is let go after two minutes, so that a long poll, which is silent for one, lives.
 */
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { spacedJson } from '../http/answers';
import { InvalidInputError } from '../input';
import type { Simulator } from './simulator';

/** Where to listen. */
export interface Address {
  /** A name or an address of this machine. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it can be called, such as http://127.0.0.1:8080. */
  readonly url: string;
  /** Ends all connections, at the latest after some tenths of a second. */
  stop(): Promise<void>;
}

/** How long, in milliseconds. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  silence: 120_000,
  goodbye: 200,
};

/**
 * Serves the simulator, which has been started. Rejects with InvalidInputError where this address cannot
 * be listened on. `onError` is told of what goes wrong later, such as a connection that cannot be accepted
 * because there are too many.
 */
export async function serveSimulator(
  simulator: Simulator,
  address: Address,
  onError: (error: Error) => void,
): Promise<RunningServer> {
  const { headersTimeout, requestTimeout, keepAliveTimeout } = limits;
  const listener = getRequestListener(simulator.fetch, {
    // Everybody else in this process keeps the platform's Request and Response.
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      // Only what is no request comes here: the simulator itself never rejects.
      const message = `This is no request: ${error instanceof Error ? error.message : error}.`;
      simulator.refused('(no request)', 400, message);
      return new Response(envelope('InvalidRequest', message), { status: 400, headers: json });
    },
  });
  const options = { headersTimeout, requestTimeout, connectionsCheckingInterval: 1_000 };
  // That there must be a host, the listener says better.
  const lenient = { keepAliveTimeout, requireHostHeader: false };
  const server = createServer({ ...options, ...lenient }, listener);
  server.setTimeout(limits.silence);
  server.on('checkExpectation', ({ method, url }, response) => {
    const message = 'Nothing but 100-continue can be expected.';
    simulator.refused(`${method} ${url}`, 417, message);
    response.writeHead(417, json).end(envelope('InvalidRequest', message));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    refuse(simulator, '(no request)', socket, refusals[error.code ?? ''] ?? malformed);
  });
  server.on('connect', ({ url }, socket) => {
    socket.on('error', () => socket.destroy());
    refuse(simulator, `CONNECT ${url}`, socket, noProxy);
  });
  await listening(server, address);
  server.on('error', onError);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${hostInUrl(address.host)}:${port}`, stop: () => stopped(server) };
}

const json = { 'content-type': 'application/json' };

function envelope(error_code: string, message: string): string {
  return spacedJson({ message, error_code, details: {} });
}

type Refusal = readonly [httpStatus: number, code: string, why: string];

/** What Node could not parse, or gave up waiting for. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'HeadersTooLarge',
    'The path and headers are too long: together they may have 16384 bytes.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'RequestTimeout', 'The request did not arrive in time.'],
};
const malformed: Refusal = [400, 'InvalidRequest', 'This is not HTTP.'];
const noProxy: Refusal = [
  405,
  'MethodNotAllowed',
  'CONNECT is not possible here: this is no proxy.',
];

/** Answers where there is no response to write to, only the connection. */
function refuse(simulator: Simulator, what: string, socket: Duplex, refusal: Refusal): void {
  const [httpStatus, code, why] = refusal;
  simulator.refused(what, httpStatus, why);
  const body = envelope(code, why);
  // Of a proxy that this is not, no method is possible.
  const allow = httpStatus === 405 ? 'allow: \r\n' : '';
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  const first = `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}\r\nconnection: close\r\n`;
  socket.end(`${first}${allow}${head}\r\n\r\n${body}`, () => {
    socket.destroy();
  });
}

function listening(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(problemOf(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function problemOf(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Readonly<Record<string, readonly ['port' | 'host', string]>> = {
    EADDRINUSE: ['port', `a port that is free: something else listens on it at ${host}`],
    EACCES: ['port', 'a port that you may listen on: those below 1024 are for administrators'],
    EADDRNOTAVAIL: ['host', 'an address of this machine'],
    EAFNOSUPPORT: ['host', 'an address of this machine'],
    ENOTFOUND: ['host', 'a name or an address of this machine'],
    EAI_AGAIN: ['host', 'a name or an address of this machine'],
  };
  const reason = reasons[error.code ?? ''];
  if (reason === undefined) return error;
  const [field, allowed] = reason;
  return new InvalidInputError({ field, value: field === 'port' ? port : host, allowed });
}

/** Who listens everywhere is called here. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function stopped(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // What is being answered just now may go out; long polls and streams would go on for ever.
  const timer = setTimeout(() => server.closeAllConnections(), limits.goodbye);
  await closed;
  clearTimeout(timer);
}
