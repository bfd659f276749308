/** Load on a server: requests of one kind over many connections, for some seconds. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';

/** The credentials of a caller. */
export const apiKey = 'benchmark-key-0123456789abcdef';

const program = new URL('server.mjs', import.meta.url);
const authorization = `Bearer ${apiKey}`;

/** Starts a server of this kind. */
export async function startServer(kind, execArgv = [], pipelines = 0) {
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = fork(program, [kind, pipelines], { env, execArgv });
  const [port] = await once(child, 'message');
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    /** Asks the process of the server. */
    ask: async (question) => {
      child.send(question);
      const [answer] = await once(child, 'message');
      return answer;
    },
    tagOf: async (path) => {
      const response = await fetch(`${origin}${path}`, { headers: { authorization } });
      await response.arrayBuffer();
      return response.headers.get('etag');
    },
    stop: () => child.kill(),
  };
}

/**
 * Sends these requests again and again, each connection a part of them. Returns how many were
 * answered per second, by the clock and by the server's processor time, and in how many
 * milliseconds.
 */
export async function loadOn({ origin, ask }, requests, { connections, seconds }) {
  const share = Math.ceil(requests.length / connections);
  let next = 0;
  const before = await ask('processorTime');
  const result = await autocannon({
    url: origin,
    duration: seconds,
    connections,
    setupClient: (client) => {
      const own = requests.slice(next * share, (next + 1) * share);
      next = (next + 1) % connections;
      client.setRequests(
        own.map((each) => ({ ...each, headers: { ...each.headers, authorization } })),
      );
    },
  });
  const after = await ask('processorTime');
  const { requests: answered, latency, errors, duration, statusCodeStats } = result;
  if (errors > 0) throw new Error(`${errors} requests were not answered.`);
  return {
    answered: answered.total,
    perSecond: answered.total / duration,
    perProcessorSecond: answered.total / (after - before),
    p50: latency.p50,
    p99: latency.p99,
    statuses: Object.keys(statusCodeStats),
  };
}
