/** The simulator on a port: malformed requests, slow clients, other origins, and the end. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/input';
import { serveSimulator } from '../../src/simulator/server';
import { createSimulator } from '../../src/simulator/simulator';
import { arrivals, served } from './served';

const host = 'Host: localhost\r\n\r\n';
const close = `Connection: close\r\n${host}`;

const unexpected = (error: Error) => {
  throw error;
};

describe('a malformed request is answered with the envelope, and in words', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'InvalidRequest', 'This is not HTTP.'],
    [
      'headers too large',
      `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n${host}`,
      431,
      'HeadersTooLarge',
      '16384 bytes',
    ],
    [
      'no host',
      'GET /v0/pipelines HTTP/1.1\r\nConnection: close\r\n\r\n',
      400,
      'InvalidRequest',
      'Missing host header',
    ],
    [
      'a bad host',
      'GET / HTTP/1.1\r\nConnection: close\r\nHost: a b\r\n\r\n',
      400,
      'InvalidRequest',
      'Invalid URL',
    ],
    ['a bad path', `GET /v0\\pipelines HTTP/1.1\r\n${close}`, 400, 'InvalidRequest', 'Backslash'],
    [
      'a path of another kind',
      `OPTIONS * HTTP/1.1\r\n${close}`,
      400,
      'InvalidRequest',
      'Invalid URL',
    ],
    [
      'an expectation',
      `GET /?api_key=S3CRET HTTP/1.1\r\nExpect: more\r\n${close}`,
      417,
      'InvalidRequest',
      'Expect is "more", but must be 100-continue',
    ],
    [
      'a path too long',
      `GET /${'a'.repeat(9_000)} HTTP/1.1\r\n${close}`,
      414,
      'UriTooLong',
      '8192',
    ],
    [
      'a method without meaning',
      `TRACE /v0/pipelines HTTP/1.1\r\n${close}`,
      405,
      'MethodNotAllowed',
      'TRACE',
    ],
    ['a tunnel', `CONNECT a:1 HTTP/1.1\r\n${host}`, 405, 'MethodNotAllowed', 'not a proxy'],
  ])('%s', async (_, bytes, status, code, words) => {
    const { answerTo, log } = await served();
    const answer = await answerTo(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [, body = ''] = answer.split('\r\n\r\n');
    const { message, error_code, details } = JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? '');
    expect({ error_code, details }).toEqual({ error_code: code, details: expect.any(Object) });
    expect(message).toContain(words);
    expect(answer).not.toMatch(/\n {4}at /);
    const logged = log.filter((line) => new RegExp(` ${status}( |$)`).test(line));
    expect(logged).toEqual([expect.stringContaining(words)]);
    expect(log.join()).not.toContain('S3CRET');
  });
});

describe('clients', () => {
  test('that leave during a long poll, a stream or a body leave nothing behind', async () => {
    const { open, log, url } = await served({ pipelines: ['demo', 'waiting'] });
    await fetch(`${url}/v0/pipelines/waiting/start`, { method: 'POST' });
    const arrived = arrivals(3);
    const sockets = [
      open(`GET /v0/pipelines/waiting?wait=Paused&timeout=60 HTTP/1.1\r\n${host}`),
      open(`GET /v0/pipelines/demo/events HTTP/1.1\r\n${host}`),
      open(`POST /v0/pipelines HTTP/1.1\r\nContent-Length: 5000\r\n${host}{`),
    ];
    const left = (await arrived).map(({ socket }) => once(socket, 'close'));
    for (const socket of sockets) socket.destroy();
    await Promise.all(left);
    expect((await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' })).status).toBe(202);
    expect(log.filter((line) => / 500 |failed/.test(line))).toEqual([]);
  });

  test('of a stream get every change', async () => {
    const { url, simulator } = await served();
    const stream = await fetch(`${url}/v0/pipelines/demo/events`);
    const texts = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' });
    let text = '';
    while (!text.includes('"deployment_status":"Running"')) text += (await texts?.read())?.value;
    expect(text).toContain('event: pipeline');
    expect((await simulator.store.read('demo'))?.deployment.status).toBe('Running');
    await texts?.cancel();
  });

  test('from pages of another origin are let in if the simulator allows that origin', async () => {
    const origin = 'http://localhost:5173';
    const { url } = await served({ cors: origin, apiKey: 'a-key-of-sixteen-letters' });
    const preflight = await fetch(`${url}/v0/pipelines/demo/stop`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('DELETE');
    // Refusals too, so that a page can read the reason.
    const refused = await fetch(`${url}/v0/pipelines/demo`, { headers: { origin } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      origin,
    ]);
    const other = await fetch(`${url}/simulator`, { headers: { origin: 'http://elsewhere' } });
    expect(other.headers.get('access-control-allow-origin')).not.toBe('http://elsewhere');
    const closed = await served();
    const none = await fetch(`${closed.url}/v0/pipelines`, { headers: { origin } });
    expect(none.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a server', () => {
  test('cuts off what is under way when it stops', async () => {
    const { url, stop } = await served();
    await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' });
    const arrived = arrivals(2);
    const poll = fetch(`${url}/v0/pipelines/demo?wait=Paused&timeout=60`).catch(() => 'cut');
    const stream = await fetch(`${url}/v0/pipelines/demo/events`);
    const reading = stream.text().catch(() => 'cut');
    await arrived;
    await stop();
    expect(await Promise.all([poll, reading])).toEqual(['cut', 'cut']);
    await expect(fetch(`${url}/simulator`)).rejects.toThrow();
  });

  test('says where it can be reached, wherever it listens', async () => {
    const simulator = createSimulator();
    for (const [address, url] of [
      ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
      ['localhost', /^http:\/\/localhost:\d+$/],
    ] as const) {
      const server = await serveSimulator(simulator, { host: address, port: 0 }, unexpected);
      expect(server.url).toMatch(url);
      expect((await fetch(`${server.url}/v0/pipelines`)).status).toBe(200);
      await server.stop();
    }
  });

  test('that cannot accept a connection reports that, and goes on', async () => {
    const { url, errors } = await served();
    const arrived = arrivals(1);
    await fetch(`${url}/v0/pipelines`);
    const [{ server } = {}] = await arrived;
    for (const message of ['accept EMFILE', 'accept ENFILE'])
      server?.emit('error', new Error(message));
    expect(errors.map(({ message }) => message)).toEqual(['accept EMFILE', 'accept ENFILE']);
    expect((await fetch(`${url}/v0/pipelines`)).status).toBe(200);
  });

  test('that cannot listen says why', async () => {
    const { url } = await served();
    const port = Number(new URL(url).port);
    const simulator = createSimulator();
    const names = 'a name or an address of this machine, such as 127.0.0.1';
    for (const [address, message] of [
      [
        { host: '127.0.0.1', port },
        `port is ${port}, but must be a free port, or 0 to pick one: another program listens on port ${port} of 127.0.0.1.`,
      ],
      [{ host: '192.0.2.1', port: 0 }, `host is "192.0.2.1", but must be ${names}`],
      [
        { host: 'no-such-host.invalid', port: 0 },
        `host is "no-such-host.invalid", but must be ${names}`,
      ],
    ] as const) {
      const serving = serveSimulator(simulator, address, unexpected);
      await expect(serving).rejects.toThrow(InvalidInputError);
      await expect(serving).rejects.toThrow(message);
    }
  });
});
