/**
 * The example servers as their users run them: each a process of its own, asked over HTTP, on the
 * built package. Bun, Deno and the worker run on Node here, with stand-ins for the globals of their
 * hosts.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sample } from '../../tier';
import { until } from '../../until';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const examples = join(root, 'examples/servers');
const standIns = fileURLToPath(new URL('stand-ins.mjs', import.meta.url));
const key = '0123456789abcdef';

/** The fields of a body that the tests read. */
interface Body {
  readonly name?: string;
  readonly deployment_desired_status?: string;
  readonly error_code: string;
  readonly details: { readonly pipeline_name?: string };
}

interface Asked {
  readonly method?: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

interface Example {
  /** True if the handler is a guest in an application with answers of its own. */
  readonly isGuest?: boolean;
  /** True if the host itself refuses paths whose percent-encoding is broken. */
  readonly refusesBrokenPaths?: boolean;
}

const servers: Readonly<Record<string, Example>> = {
  'node-http.mjs': {},
  'node-plain.mjs': {},
  'hono.mjs': { isGuest: true },
  'fastify.mjs': { isGuest: true, refusesBrokenPaths: true },
  'express.mjs': { isGuest: true },
  'bun.mjs': {},
  'deno.mjs': {},
  'worker.mjs': {},
};

/** A running server. */
interface Running {
  readonly url: string;
  /** Returns the number of timers: the handler has one for each client that waits. */
  readonly timers: () => Promise<number>;
  readonly end: () => Promise<void>;
}

async function started(file: string): Promise<Running> {
  const program = join(examples, file);
  const isWorker = file === 'worker.mjs';
  const child = fork(isWorker ? standIns : program, isWorker ? [pathToFileURL(program).href] : [], {
    execArgv: isWorker ? [] : ['--import', pathToFileURL(standIns).href],
    env: { PATH: process.env.PATH, PORT: '0', API_KEYS: key },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [, port] = await printed(child, /http:\/\/localhost:(\d+)/);
  return {
    url: `http://127.0.0.1:${port}`,
    timers: () =>
      new Promise((resolve) => {
        child.once('message', (count) => resolve(count as number));
        child.send('timers?');
      }),
    end: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

function printed({ stdout, stderr }: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let output = '';
  return new Promise((resolve, reject) => {
    const add = (chunk: Buffer) => {
      output += chunk;
      const found = pattern.exec(output);
      if (found !== null) resolve(found);
    };
    stdout?.on('data', add);
    stderr?.on('data', add);
    stdout?.once('close', () => reject(new Error(`The server ended without listening: ${output}`)));
  });
}

it('are all the files of their folder', () => {
  const files = readdirSync(examples).filter((file) => file.endsWith('.mjs'));
  expect(files.sort()).toEqual(['handler.mjs', ...Object.keys(servers)].sort());
});

describe.each(sample(Object.entries(servers), 4))('%s', (file, { isGuest, refusesBrokenPaths }) => {
  let server: Running;
  beforeAll(async () => {
    server = await started(file);
  });
  afterAll(() => server?.end());

  function ask(path: string, { headers = {}, ...init }: Asked = {}): Promise<Response> {
    return fetch(`${server.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...headers },
    });
  }

  const bodyOf = async (response: Response) => (await response.json()) as Body;

  /** Returns the status, and the code of the error in the documented envelope. */
  async function refusalOf(path: string, init?: Asked): Promise<[number, string]> {
    const response = await ask(path, init);
    const body = await bodyOf(response);
    expect(Object.keys(body)).toEqual(['message', 'error_code', 'details']);
    return [response.status, body.error_code];
  }

  const post = (body: string, type?: string): Asked => ({
    method: 'POST',
    // Bytes have no type of their own, unlike a string.
    body: new TextEncoder().encode(body),
    headers: type === undefined ? {} : { 'content-type': type },
  });

  it.each(['application/json', 'text/plain', 'nonsense', undefined])(
    'passes on a body of the type %s',
    async (type) => {
      const name = `of-${type?.replace('/', '-')}`;
      const response = await ask('/v0/pipelines', post(`{"name":"${name}"}`, type));
      expect(response.status).toBe(201);
      expect(response.headers.get('location')).toBe(`/v0/pipelines/${name}`);
      expect(await response.json()).toMatchObject({ name, deployment_status: 'Stopped' });
      const removed = await ask(`/v0/pipelines/${name}`, { method: 'DELETE' });
      expect([removed.status, await removed.text()]).toEqual([204, '']);
    },
  );

  it('lets the handler refuse a body', async () => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded', undefined]) {
      const answer = await refusalOf('/v0/pipelines', post('{', type));
      expect(answer, type).toEqual([400, 'InvalidRequest']);
    }
    const large = post('x'.repeat(200_000), 'application/json');
    expect(await refusalOf('/v0/pipelines', large)).toEqual([413, 'PayloadTooLarge']);
    // The rest of that body must not be read as the next request.
    expect((await ask('/v0/pipelines/orders')).status).toBe(200);
  });

  it('answers the next request on the connection of a body that is too large', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { authorization: `Bearer ${key}` };
    const statusOf = (method: string, path: string, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${server.url}${path}`, { agent, method, headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode));
        });
        sent.once('error', reject).end(body);
      });
    for (let round = 0; round < 5; round += 1) {
      expect(await statusOf('POST', '/v0/pipelines', 'x'.repeat(200_000))).toBe(413);
      expect(await statusOf('GET', '/v0/pipelines/orders', '')).toBe(200);
    }
    agent.destroy();
  });

  it('passes on actions with their queries, and answers 202 without a body', async () => {
    await ask('/v0/pipelines', post('{"name":"acted"}'));
    const start = '/v0/pipelines/acted/start';
    expect(await refusalOf(`${start}?initial=runing`, post(''))).toEqual([400, 'InvalidRequest']);
    const twice = `${start}?initial=paused&initial=paused`;
    expect(await refusalOf(twice, post(''))).toEqual([400, 'InvalidRequest']);
    // Clients send a type even without a body.
    const response = await ask(`${start}?initial=%70aused`, post('', 'application/json'));
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toBeNull();
    // Otherwise a generated client tries to parse the body as JSON.
    expect(response.headers.get('content-length')).toBe('0');
    expect(response.headers.get('transfer-encoding')).toBeNull();
    expect(await response.text()).toBe('');
    const pipeline = await bodyOf(await ask('/v0/pipelines/acted'));
    expect(pipeline.deployment_desired_status).toBe('Paused');
  });

  it('passes on names in any encoding', async () => {
    expect((await bodyOf(await ask('/v0/pipelines/%6Frders'))).name).toBe('orders');
    const nameIn = async (path: string) => (await bodyOf(await ask(path))).details.pipeline_name;
    expect(await nameIn('/v0/pipelines/a%2Fb')).toBe('a/b');
    expect(await nameIn('/v0/pipelines/caf%C3%A9/')).toBeUndefined();
    expect(await nameIn('/v0/pipelines/caf%C3%A9')).toBe('café');
    expect(await nameIn(`/v0/pipelines/${'%61'.repeat(100)}`)).toBe('a'.repeat(100));
    const broken = await ask('/v0/pipelines/%E0%A4%A');
    expect(broken.status).toBe(refusesBrokenPaths ? 400 : 404);
  });

  it('answers HEAD, and 304 if nothing has changed', async () => {
    const path = '/v0/pipelines/orders';
    const [got, head] = [await ask(path), await ask(path, { method: 'HEAD' })];
    const etag = got.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f-]+\.1"$/);
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
    const again = await ask(path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect((await ask(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('lets the handler refuse a path, a method or a stranger', async () => {
    const unknown = ['/v0', '/v0/', '/v0/nothing', '/v0/pipelines/', '/v0/pipelines/orders/'];
    for (const path of unknown) {
      expect(await refusalOf(path), path).toEqual([404, 'UnknownEndpoint']);
    }
    for (const method of ['PUT', 'PATCH', 'OPTIONS']) {
      const answer = await refusalOf('/v0/pipelines/orders', { method });
      expect(answer, method).toEqual([405, 'MethodNotAllowed']);
    }
    const wrong = { authorization: 'Bearer 0000000000000000' };
    const stranger = await ask('/v0/pipelines', { ...post('x'.repeat(200_000)), headers: wrong });
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await stranger.text();
    expect((await ask('/v0/pipelines/orders')).status).toBe(200);
  });

  it.runIf(isGuest)('leaves the rest of the application alone', async () => {
    expect(await (await ask('/')).text()).toBe('The rest of the application.');
    for (const path of ['/nothing', '/v0s']) {
      const response = await ask(path);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('UnknownEndpoint');
    }
  });

  /** Resolves once this many clients wait. For a moment there may be timers of another kind. */
  const waiting = (count: number) => until(async () => (await server.timers()) === count);

  it('holds a long poll until something happens', async () => {
    await ask('/v0/pipelines', post('{"name":"polled"}'));
    await ask('/v0/pipelines/polled/start', { method: 'POST' });
    await waiting(0);
    const poll = ask('/v0/pipelines/polled?wait=Paused&timeout=60');
    await waiting(1);
    await ask('/v0/pipelines/polled/stop?force=true', { method: 'POST' });
    const { headers } = await poll;
    expect(headers.get('wait-outcome')).toBe('unreachable');
  });

  it('ends a long poll once the client is gone', async () => {
    await waiting(0);
    const leaving = new AbortController();
    const { signal } = leaving;
    await ask('/v0/pipelines', post('{"name":"left"}'));
    await ask('/v0/pipelines/left/start', { method: 'POST' });
    const left = ask('/v0/pipelines/left?wait=Paused&timeout=60', { signal }).catch(() => 'left');
    await waiting(1);
    leaving.abort();
    expect(await left).toBe('left');
    await waiting(0);
  });

  it('keeps nothing running for a request for the headers of a stream', async () => {
    const response = await ask('/v0/pipelines/orders/events', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    await waiting(0);
  });

  it('streams each event immediately, and ends once the client is gone', async () => {
    await ask('/v0/pipelines', post('{"name":"watched"}'));
    await waiting(0);
    const response = await ask('/v0/pipelines/watched/events', {
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const desired = async () => {
      const { value } = await reader.read();
      const [, type, data = ''] =
        /^event: (\w+)\ndata: (.*)\n\n$/.exec(new TextDecoder().decode(value)) ?? [];
      return [type, JSON.parse(data).deployment_desired_status];
    };
    expect(await desired()).toEqual(['pipeline', 'Stopped']);
    expect((await ask('/v0/pipelines/watched/start', post(''))).status).toBe(202);
    expect(await desired()).toEqual(['pipeline', 'Running']);
    await waiting(1);
    await reader.cancel();
    await waiting(0);
  });
});
