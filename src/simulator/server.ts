/**
 * A simulator on a port.
 *
 * Node itself answers what it cannot parse, with nothing in the answer that helps; here such an
 * answer has the same envelope as every other. And there are limits for slow clients: a request
 * must arrive within seconds, and a client that does not read its answer is cut off after two
 * minutes, so that a long poll, which is silent for one minute, survives.
 */
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { spacedJson } from '../http/answers';
import { isParameter } from '../http/endpoints';
import { shownPath } from '../http/requests';
import { InvalidInputError, readThrown, show } from '../input';
import type { Simulator } from './simulator';

/** An address to listen on. */
export interface Address {
  /** A name or an address of this machine. */
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Where to send requests, such as http://127.0.0.1:8080. */
  readonly url: string;
  /** Ends all connections; what is being answered gets some tenths of a second to finish. */
  stop(): Promise<void>;
}

/** All in milliseconds. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  silence: 120_000,
  goodbye: 200,
};

/**
 * Serves a simulator that was started. Rejects with InvalidInputError if the address cannot be
 * listened on. `onError` receives later errors, such as too many open connections.
 */
export async function serveSimulator(
  simulator: Simulator,
  address: Address,
  onError: (error: Error) => void,
): Promise<RunningServer> {
  const { headersTimeout, requestTimeout, keepAliveTimeout } = limits;
  const listener = getRequestListener(simulator.fetch, {
    // The rest of this process keeps the platform's Request and Response.
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      // Only malformed requests end up here, because the simulator itself never rejects.
      const message = `Malformed request: ${readThrown(error).message}.`;
      simulator.logRefusal('(malformed)', 400, message);
      return new Response(envelope('InvalidRequest', message), {
        status: 400,
        headers: jsonHeaders,
      });
    },
  });
  const timeouts = { headersTimeout, requestTimeout, connectionsCheckingInterval: 1_000 };
  // The listener above has a better answer to a missing host.
  const options = { ...timeouts, keepAliveTimeout, requireHostHeader: false };
  const server = createServer(options, listener);
  server.setTimeout(limits.silence);
  server.on('checkExpectation', ({ method, url, headers }, response) => {
    const message = `Expect is ${show(headers.expect)}, but must be 100-continue or left out.`;
    simulator.logRefusal(`${method} ${shownPath(url ?? '', isParameter)}`, 417, message);
    response.writeHead(417, jsonHeaders).end(envelope('InvalidRequest', message));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    answerOnSocket(simulator, '(malformed)', socket, parserAnswers[error.code ?? ''] ?? notHttp);
  });
  server.on('connect', ({ url }, socket) => {
    socket.on('error', () => socket.destroy());
    answerOnSocket(simulator, `CONNECT ${url}`, socket, notProxy);
  });
  await listening(server, address);
  server.on('error', onError);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${hostInUrl(address.host)}:${port}`, stop: () => stopServer(server) };
}

const jsonHeaders = { 'content-type': 'application/json' };

function envelope(error_code: string, message: string): string {
  return spacedJson({ message, error_code, details: {} });
}

type RawAnswer = readonly [httpStatus: number, code: string, message: string];

/** The answers to what Node could not parse, or gave up waiting for. */
const parserAnswers: Readonly<Record<string, RawAnswer>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'HeadersTooLarge',
    'The path and headers are too long: together they may have at most 16384 bytes.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'RequestTimeout', 'The request did not arrive in time.'],
};
const notHttp: RawAnswer = [400, 'InvalidRequest', 'This is not HTTP.'];
const notProxy: RawAnswer = [
  405,
  'MethodNotAllowed',
  'CONNECT is not allowed: this server is not a proxy.',
];

/** Answers if there is no response to write to, only the connection. */
function answerOnSocket(
  simulator: Simulator,
  what: string,
  socket: Duplex,
  [httpStatus, code, message]: RawAnswer,
): void {
  simulator.logRefusal(what, httpStatus, message);
  const body = envelope(code, message);
  // A server that is not a proxy allows no method here.
  const allow = httpStatus === 405 ? 'allow: \r\n' : '';
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  const first = `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}\r\nconnection: close\r\n`;
  socket.end(`${first}${allow}${head}\r\n\r\n${body}`, () => {
    socket.destroy();
  });
}

function listening(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(addressError(error, address)));
    server.listen(address.port, address.host, resolve);
  });
}

function addressError(error: NodeJS.ErrnoException, { host, port }: Address): Error {
  const ofThisMachine =
    'a name or an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them';
  const reasons: Readonly<Record<string, readonly ['port' | 'host', string]>> = {
    EADDRINUSE: [
      'port',
      `a free port, or 0 to pick one: another program listens on port ${port} of ${host}`,
    ],
    EACCES: [
      'port',
      'a port that you may listen on, or 0 to pick one: those below 1024 are for administrators',
    ],
    EADDRNOTAVAIL: ['host', ofThisMachine],
    EAFNOSUPPORT: ['host', ofThisMachine],
    ENOTFOUND: ['host', ofThisMachine],
    EAI_AGAIN: ['host', ofThisMachine],
  };
  const reason = reasons[error.code ?? ''];
  if (reason === undefined) return error;
  const [field, allowed] = reason;
  return new InvalidInputError({ field, value: field === 'port' ? port : host, allowed });
}

/** A server that listens on every address of this machine is reached on its own one. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // What is being answered may finish; long polls and streams would go on for ever.
  const timer = setTimeout(() => server.closeAllConnections(), limits.goodbye);
  await closed;
  clearTimeout(timer);
}
