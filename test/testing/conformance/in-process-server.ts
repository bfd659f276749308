/** The servers of `servers/` in this process, without the network, on a clock of the test. */
import type { Clock } from '../../../src/host';
import type { HttpFetch } from '../../../src/testing';
import { argsOf, type ReachableServer, type ServerOptions } from './server-options';
import { readOptions } from './servers/options.mjs';
import { Service } from './servers/service.mjs';

/** Starts a server. On a virtual clock every run is the same. */
export function startInProcess(clock: Clock, options: ServerOptions = {}): ReachableServer {
  const errors: Error[] = [];
  const onError = (error: Error) => errors.push(error);
  const service = new Service(readOptions(argsOf(options)), { clock, onError });
  let isUp = true;
  const turn = (up: boolean) => async () => {
    isUp = up;
  };
  service.restartFromTimeToTime({ stop: turn(false), start: turn(true) }).catch(onError);
  const fetch: HttpFetch = async (url, { method, headers }) => {
    const { pathname, search } = new URL(url);
    const outcome = isUp && (await service.serve({ method, url: pathname + search, headers }));
    // A server that stops meanwhile closes its connections.
    if (!outcome || !isUp) throw new TypeError('fetch failed');
    const { status, text } = outcome;
    const own = new Headers(outcome.headers);
    return { status, headers: own, text: async () => text };
  };
  return {
    baseUrl: 'http://in-process',
    fetch,
    clock,
    complaints: () => errors.map(({ stack }) => stack).join('\n'),
    stop: async () => {},
  };
}
