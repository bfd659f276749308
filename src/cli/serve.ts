/**
 * `serve`: simulated pipelines behind the real API, on a port of this machine.
 *
 * The program imports this file when the command is called, so that the other commands start
 * without loading a router.
 */
import { InvalidInputError, isInstanceOf, readThrown } from '../input';
import {
  createSimulator,
  type Simulator,
  type SimulatorSettings,
  serveSimulator,
} from '../simulator';
import { inTermsOfUser } from './arguments';
import { bySignal } from './interruption';
import { type ExitStatus, exit, type Io, paint } from './io';
import { type KeptStore, openKeptStore, type StoreOptions } from './stores';
import { latencyText } from './times';

/** The options of `serve`. */
export interface ServeOptions extends SimulatorSettings, StoreOptions {
  readonly host: string;
  readonly port: number;
  readonly apiKeyEnv: string | undefined;
  readonly record: string | undefined;
  readonly cors: string | undefined;
  readonly dialect?: string | undefined;
}

/** Serves until it is interrupted. Rejects with InvalidInputError, which names an option. */
export async function runServe(options: ServeOptions, io: Io): Promise<ExitStatus> {
  const { interruption = bySignal } = io;
  // Listened for from the beginning, so that no signal comes too early.
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const forget = interruption(end);
  const onError = (error: unknown) => io.stderr(`error: ${readThrown(error).message}\n`);
  let kept: KeptStore | undefined;
  try {
    kept = await openKeptStore(options, onError);
    const simulator = simulatorOf(options, io, kept);
    await simulator.start();
    try {
      const server = await serveSimulator(simulator, options, onError);
      io.stdout(introduction(server.url, options, io, kept));
      await ended;
      await server.stop();
    } finally {
      await simulator.stop();
    }
    return exit.legal;
  } catch (error) {
    const names = { host: '--host', port: '--port', record: '--record', file: '--data' };
    throw inTermsOfUser(error, names);
  } finally {
    forget();
    await kept?.close();
  }
}

function simulatorOf(options: ServeOptions, io: Io, kept: KeptStore | undefined): Simulator {
  const { edition, latency, failures, seed, pipelines, record, cors, apiKeyEnv } = options;
  const { dialect } = options;
  const apiKey = apiKeyEnv === undefined ? undefined : io.environment[apiKeyEnv];
  const keyError = (allowed: string) =>
    new InvalidInputError({ field: '--api-key-env', value: apiKeyEnv, allowed });
  if (apiKeyEnv !== undefined && apiKey === undefined) {
    throw keyError('the name of an environment variable that is set');
  }
  try {
    return createSimulator({
      ...{ edition, latency, failures, seed, pipelines, record, cors, apiKey, dialect },
      store: kept?.store,
      log: (line) => io.stdout(`${line}\n`),
      color: io.color,
      clock: io.clock,
    });
  } catch (error) {
    // The error must not show the key itself.
    if (!isInstanceOf(error, InvalidInputError) || !error.field.startsWith('apiKeys')) throw error;
    throw keyError(`the name of an environment variable that holds ${error.allowed}`);
  }
}

function introduction(
  url: string,
  options: ServeOptions,
  io: Io,
  kept: KeptStore | undefined,
): string {
  const { edition, latency, failures, seed } = options;
  const settings = `${edition} edition, latency ${latencyText(latency)}, failures ${failures}, seed ${seed}`;
  const { steps, lines } = requestsToTry(url, options);
  const place = kept === undefined ? '' : `The pipelines are kept ${kept.place}.\n`;
  return `${paint(io, 'bold', `Listening on ${url}/v0`)} (${settings}).
In a browser: ${url}/ explains every answer.
The API: ${url}/v0/openapi.json. Failures to provoke by hand: ${url}/simulator. To end: Ctrl+C.
${place}
To try it, paste this into another terminal: ${steps}.

${lines.map((line) => `  ${line}\n`).join('')}
`;
}

/** Requests to paste, without comments, because not every shell accepts them. */
function requestsToTry(url: string, { edition, pipelines, apiKeyEnv, latency }: ServeOptions) {
  // curl itself takes some hundredths of a second.
  const soon = latency.least < 100 ? ' (if it still is)' : '';
  const key = apiKeyEnv === undefined ? '' : `-H "Authorization: Bearer $${apiKeyEnv}" `;
  const [name = 'demo'] = pipelines;
  const request = (method: string, rest: string) =>
    `curl -w " %{http_code}\\n" ${method}${key}"${url}/v0/pipelines/${name}${rest}"`;
  const post = (action: string) => request('-X POST ', `/${action}`);
  const first = [post('start'), request('', '?wait=Running')];
  const [stop, start, force] = [post('stop'), post('start'), post('stop?force=true')];
  if (edition === 'enterprise') {
    const steps = `start the pipeline, wait until it runs, stop it, be refused while it is suspending${soon}, force the stop`;
    return { steps, lines: [...first, stop, start, force] };
  }
  const steps = `start the pipeline, wait until it runs, be refused a checkpoint, force the stop, be refused while it is stopping${soon}`;
  return { steps, lines: [...first, stop, force, start] };
}
