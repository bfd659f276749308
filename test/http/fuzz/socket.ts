/** Bytes that no good client sends, each attack on a connection of its own. */
import { connect, type Socket } from 'node:net';
import type { Random } from '../../../src/testing/random';
import { keys } from './drafts';
import { texts } from './texts';

/** The bytes to send over one connection, and how it ends. */
export interface Attack {
  readonly kind: string;
  readonly pieces: readonly (string | Buffer)[];
  /** True if each piece is to arrive on its own. */
  readonly isSlow?: boolean;
  /** The client ends its half, resets the connection, or waits for the server to close it. */
  readonly end: 'close' | 'reset' | 'wait';
}

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`;
const host = 'Host: localhost';
const key = `Authorization: Bearer ${keys.operator}`;
const last = 'Connection: close';
const get = (path: string, ...headers: string[]) => lines(`GET ${path} HTTP/1.1`, host, ...headers);
const post = (path: string, ...headers: string[]) =>
  lines(`POST ${path} HTTP/1.1`, host, ...headers);
const create = (body: string, ...headers: string[]) =>
  `${post('/v0/pipelines', key, last, ...headers)}${body}`;

type Kind = (random: Random) => Partial<Attack> & Pick<Attack, 'pieces'>;

const kinds: Readonly<Record<string, Kind>> = {
  'random bytes': ({ next }) => {
    const bytes = Buffer.from(Array.from({ length: 300 }, () => Math.floor(next() * 256)));
    return { pieces: [bytes, '\r\n\r\n'] };
  },
  'a request line of another kind': ({ pick }) => {
    const line = pick([
      ...['GET', 'GET /', 'GET / HTTP/9.9', 'GET / HTTP/0.9', 'GET / SPDY/1', ' GET / HTTP/1.1'],
      ...[
        'G\0T / HTTP/1.1',
        'GET /\0 HTTP/1.1',
        'PRI * HTTP/2.0',
        'HELO localhost',
        '\x16\x03\x01',
      ],
      ...[
        'GET  /  HTTP/1.1',
        'get / HTTP/1.1',
        `${'M'.repeat(9_000)} / HTTP/1.1`,
        'OPTIONS * HTTP/1.1',
      ],
      ...['CONNECT localhost:80 HTTP/1.1', 'TRACE /v0/pipelines HTTP/1.1', 'PATCH * HTTP/1.1'],
    ]);
    return { pieces: [lines(line, host, key, last)] };
  },
  'a target of another kind': ({ pick }) => {
    const target = pick([
      ...[
        '*',
        'http://elsewhere/v0/pipelines',
        'http://',
        'http://[/',
        'v0/pipelines',
        '?',
        '#',
        '',
      ],
      ...[
        '/v0/../v0/pipelines',
        '/v0/./pipelines',
        '/v0\\pipelines',
        '//v0/pipelines',
        '/v0/pipelines#a',
      ],
      ...['/v0/pipelines/a|b', '/v0/pipelines/"', '/v0/pipelines/{a}', '/v0/pipelines/^', '/v0/%'],
      ...['/v0/pipelines/\x80\xff', '/v0/pipelines?after=\x80', `/${'a'.repeat(20_000)}`],
    ]);
    return { pieces: [Buffer.from(get(target, key, last), 'latin1')] };
  },
  'malformed headers': ({ pick }) => {
    const header = pick([
      ...[
        'no colon',
        ': no name',
        'a b: c',
        'x: \0',
        'x: a\rb',
        ' folded',
        '\tfolded',
        'x\0: y',
        'ä: ö',
      ],
      ...['Host: a', 'Host: ', 'Host: a b', 'Host: [', 'Host: a/b', 'Host: a@b', 'Host: %'],
      ...[`x: ${'y'.repeat(20_000)}`, 'x: y\r\n'.repeat(3_000).trim(), 'Expect: 100-continue'],
      ...[
        'Upgrade: websocket\r\nConnection: Upgrade',
        'Connection: keep-alive, close',
        'Expect: nothing',
      ],
      ...[
        'Transfer-Encoding: gzip',
        'Content-Length: -1',
        'Content-Length: 1e3',
        'Content-Length: a',
      ],
    ]);
    const first = pick([host, 'Host: localhost:99999', '', 'Host: LOCALHOST', 'Host: 127.0.0.1']);
    const [line, ...rest] = ['GET /v0/pipelines HTTP/1.1', first, header, key, last];
    return { pieces: [lines(...[line ?? '', ...rest].filter((each) => each !== ''))] };
  },
  'headers with odd values': ({ pick }) => {
    const name = pick(['Authorization', 'If-None-Match', 'Accept', 'Content-Type', 'X-Other']);
    const value = Buffer.from(pick(texts).slice(0, 2_000), 'utf8');
    const [before, after] = [
      `GET /v0/pipelines HTTP/1.1\r\n${host}\r\n${name}: `,
      `\r\n${last}\r\n\r\n`,
    ];
    return { pieces: [Buffer.concat([Buffer.from(before), value, Buffer.from(after)])] };
  },
  'a body with a wrong length': ({ pick }) => {
    const length = pick(['0', '5', '100000', '16385', '99999999999999999999']);
    return { pieces: [create('{"name":"half"}', `Content-Length: ${length}`)], end: 'reset' };
  },
  'a body in broken chunks': ({ pick }) => {
    const body = pick([
      ...[
        'zz\r\n{}\r\n0\r\n\r\n',
        '5\r\n{}\r\n0\r\n\r\n',
        'FFFFFFFFFFFFFFFFF\r\n{}',
        '-1\r\n{}\r\n0\r\n\r\n',
      ],
      ...[
        '2\r\n{}\r\n',
        '2\r\n{',
        '2;a=b\r\n{}\r\n0\r\nTrailer: x\r\n\r\n',
        '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
      ],
      ...[`5000\r\n${'x'.repeat(0x5000)}\r\n0\r\n\r\n`, '2\n{}\n0\n\n'],
    ]);
    const end = pick(['close', 'reset', 'wait'] as const);
    return { pieces: [create(body, 'Transfer-Encoding: chunked')], end };
  },
  'two lengths at once': ({ pick }) => {
    const headers = pick([
      ['Content-Length: 2', 'Transfer-Encoding: chunked'],
      ['Content-Length: 2', 'Content-Length: 3'],
      ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
    ]);
    return { pieces: [create('0\r\n\r\nGET /v0/pipelines HTTP/1.1\r\n\r\n', ...headers)] };
  },
  'headers, slowly': () => ({ pieces: [...get('/v0/pipelines', key, last)], isSlow: true }),
  'headers without an end': () => ({
    pieces: ['GET /v0/pipelines HTTP/1.1\r\n', ...Array<string>(50).fill('x: y\r\n')],
    isSlow: true,
    end: 'wait',
  }),
  'many requests at once': ({ pick }) => {
    const path = pick(['/v0/pipelines', '/v0/pipelines/orders', '/nowhere', '/v0/pipelines/%00']);
    return { pieces: [get(path, key).repeat(50), get(path, key, last)] };
  },
  'a good request and a bad one at once': () => ({
    pieces: [get('/v0/pipelines/orders', key), 'nonsense\r\n\r\n', get('/v0/pipelines', key)],
  }),
  'a request that is cut': ({ next, pick }) => {
    const whole = pick([
      get('/v0/pipelines', key),
      create('{"name":"cut"}', 'Content-Length: 14'),
      post('/v0/pipelines/orders/start', key, 'Content-Length: 0'),
    ]);
    const pieces = [whole.slice(0, 1 + Math.floor(next() * whole.length))];
    return { pieces, end: pick(['close', 'reset'] as const) };
  },
  'a wait that is left': ({ pick }) => {
    const path = pick([
      '/v0/pipelines/waiting?wait=Paused&timeout=60',
      '/v0/pipelines/orders/events',
    ]);
    return { pieces: [get(path, key)], end: pick(['close', 'reset'] as const) };
  },
  'only headers of a stream': () => ({
    pieces: [lines('HEAD /v0/pipelines/orders/events HTTP/1.1', host, key)],
  }),
};

/** The kinds of attacks. */
export const attackKinds: readonly string[] = Object.keys(kinds);

/** Draws an attack of this kind. */
export function attackOf(kind: string, random: Random): Attack {
  const end = random.pick(['close', 'wait'] as const);
  return { kind, end, ...(kinds[kind] as Kind)(random) };
}

/**
 * Carries out an attack, and resolves with the answer. Never rejects: a lost connection is the
 * purpose. `moment` resolves once the server has had the time to answer; the client waits no longer
 * than that.
 */
export async function attack(
  port: number,
  { pieces, isSlow = false, end }: Attack,
  moment: () => Promise<unknown>,
): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const answer: Buffer[] = [];
  socket.on('data', (data) => answer.push(data));
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    // A connection that the server has closed cannot be reset, and then no `close` follows.
    socket.on('error', () => resolve());
  });
  await new Promise<void>((resolve) => {
    socket.on('connect', () => resolve());
    closed.then(resolve);
  });
  for (const piece of pieces) {
    if (socket.writable) socket.write(piece);
    if (isSlow) await new Promise((turn) => setImmediate(turn));
  }
  await Promise.race([closed, moment()]);
  leave(socket, end);
  await closed;
  return Buffer.concat(answer).toString('latin1');
}

function leave(socket: Socket, end: Attack['end']): void {
  if (end === 'reset') socket.resetAndDestroy();
  else socket.end(() => socket.destroy());
  // If nothing can be written any more, the end would never come.
  if (!socket.writable) socket.destroy();
}
