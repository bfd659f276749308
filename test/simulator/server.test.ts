/** The simulator on a port: what Node would answer by itself, slow clients, other origins, the end. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import { serveSimulator } from '../../src/simulator/server';
import { createSimulator, type SimulatorOptions } from '../../src/simulator/simulator';

/** A simulator on a free port, with real time; ended with the test. */
async function served(options: SimulatorOptions = {}) {
  const log: string[] = [];
  const quick = { failures: 0, latency: { least: 1, most: 5 } };
  const simulator = createSimulator({ ...quick, ...options, log: (line) => log.push(line) });
  await simulator.start();
  const errors: Error[] = [];
  const address = { host: '127.0.0.1', port: 0 };
  const server = await serveSimulator(simulator, address, (error) => errors.push(error));
  const { port } = new URL(server.url);
  const stop = async () => {
    await server.stop();
    await simulator.stop();
  };
  onTestFinished(stop);
  /** All that comes back for these bytes, until the connection is closed or nothing more comes. */
  const raw = (bytes: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('error', () => {});
      socket.setTimeout(300, () => socket.destroy());
      socket.on('close', () => resolve(text));
    });
  return { ...server, stop, raw, log, simulator, errors };
}

const host = 'Host: localhost\r\n\r\n';

const unexpected = (error: Error) => {
  throw error;
};

describe('what is no request is answered with the envelope, and in words', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'InvalidRequest', 'This is not HTTP.'],
    [
      'headers too large',
      `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n${host}`,
      431,
      'HeadersTooLarge',
      '16384 bytes',
    ],
    ['no host', 'GET /v0/pipelines HTTP/1.1\r\n\r\n', 400, 'InvalidRequest', 'Missing host header'],
    ['a bad host', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400, 'InvalidRequest', 'Invalid URL'],
    ['a bad path', `GET /v0\\pipelines HTTP/1.1\r\n${host}`, 400, 'InvalidRequest', 'Backslash'],
    [
      'a path of another kind',
      `OPTIONS * HTTP/1.1\r\n${host}`,
      400,
      'InvalidRequest',
      'Invalid URL',
    ],
    [
      'an expectation',
      `GET / HTTP/1.1\r\nExpect: more\r\n${host}`,
      417,
      'InvalidRequest',
      '100-continue',
    ],
    ['a path too long', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\n${host}`, 414, 'UriTooLong', '8192'],
    [
      'a method of no use',
      `TRACE /v0/pipelines HTTP/1.1\r\n${host}`,
      405,
      'MethodNotAllowed',
      'TRACE',
    ],
    ['a tunnel', `CONNECT a:1 HTTP/1.1\r\n${host}`, 405, 'MethodNotAllowed', 'no proxy'],
  ])('%s', async (_, bytes, status, code, words) => {
    const { raw, log } = await served();
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [, body = ''] = answer.split('\r\n\r\n');
    const { message, error_code, details } = JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? '');
    expect({ error_code, details }).toEqual({ error_code: code, details: expect.any(Object) });
    expect(message).toContain(words);
    expect(answer).not.toMatch(/\n {4}at /);
    const logged = log.filter((line) => new RegExp(` ${status}( |$)`).test(line));
    expect(logged).toEqual([expect.stringContaining(words)]);
  });
});

describe('clients', () => {
  test('that leave in the middle of a long poll or a stream leave nothing behind', async () => {
    const { raw, log, url } = await served();
    await Promise.all([
      raw(`GET /v0/pipelines/demo?wait=Running&timeout=60 HTTP/1.1\r\n${host}`),
      raw(`GET /v0/pipelines/demo/events HTTP/1.1\r\n${host}`),
      raw(`POST /v0/pipelines HTTP/1.1\r\nContent-Length: 5000\r\n${host}{`),
    ]);
    expect((await fetch(`${url}/v0/pipelines/demo/start`, { method: 'POST' })).status).toBe(202);
    expect(log.filter((line) => / 500 |failed/.test(line))).toEqual([]);
  });

  test('of a stream get every change, and the end', async () => {
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

  test('of pages of another origin are let in where that is asked for, and only those', async () => {
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
    // Refusals too, or a page could not read why.
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
  test('ends within a second, whatever is under way', async () => {
    const { url, stop } = await served();
    const poll = fetch(`${url}/v0/pipelines/demo?wait=Running&timeout=60`).catch(() => 'cut');
    const stream = await fetch(`${url}/v0/pipelines/demo/events`);
    const reading = stream.text().catch(() => 'cut');
    await new Promise((wake) => setTimeout(wake, 50));
    const start = performance.now();
    await stop();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await Promise.all([poll, reading])).toEqual(['cut', 'cut']);
    await expect(fetch(`${url}/simulator`)).rejects.toThrow();
  });

  test('says where it listens as it has to be called', async () => {
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

  test('that cannot accept a connection says so, and goes on', async () => {
    const { url, errors } = await served();
    let inside: Server | undefined;
    const started = (message: unknown) => {
      inside = (message as { server: Server }).server;
    };
    subscribe('http.server.request.start', started);
    onTestFinished(() => void unsubscribe('http.server.request.start', started));
    await fetch(`${url}/v0/pipelines`);
    for (const message of ['accept EMFILE', 'accept ENFILE'])
      inside?.emit('error', new Error(message));
    expect(errors.map(({ message }) => message)).toEqual(['accept EMFILE', 'accept ENFILE']);
    expect((await fetch(`${url}/v0/pipelines`)).status).toBe(200);
  });

  test('that cannot listen says why', async () => {
    const { url } = await served();
    const port = Number(new URL(url).port);
    const simulator = createSimulator();
    for (const [address, message] of [
      [
        { host: '127.0.0.1', port },
        `port is ${port}, but must be a port that is free: something else listens on it at 127.0.0.1.`,
      ],
      [
        { host: '192.0.2.1', port: 0 },
        'host is "192.0.2.1", but must be an address of this machine.',
      ],
      [
        { host: 'no-such-host.invalid', port: 0 },
        'host is "no-such-host.invalid", but must be a name or an address of this machine.',
      ],
    ] as const) {
      const serving = serveSimulator(simulator, address, unexpected);
      await expect(serving).rejects.toThrow(InvalidInputError);
      await expect(serving).rejects.toThrow(message);
    }
  });
});
