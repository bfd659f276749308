/**
 * `serve`: simulated pipelines behind the real API, on a port of this machine.
 *
 * This file is a bundle of its own, which the program loads when it is called: the other commands do not
 * wait for a router. So an error of here has another class than the same error there, and none may leave.
 */
import { InvalidInputError } from '../input';
import { createSimulator, type Settings, type Simulator, serveSimulator } from '../simulator';
import { bySignal, type Interruption } from './interruption';
import { type ExitStatus, exit, type Io, paint } from './io';
import { spanText } from './times';

/** What to serve, and where. */
export interface ServeOptions extends Settings {
  readonly host: string;
  readonly port: number;
  readonly apiKeyEnv: string | undefined;
  readonly record: string | undefined;
  readonly cors: string | undefined;
}

/** Serves until it is interrupted. Prints what is wrong with the options, and never throws for that. */
export async function serve(
  options: ServeOptions,
  io: Io,
  interruption: Interruption = bySignal,
): Promise<ExitStatus> {
  // From the beginning, so that no signal comes too early.
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const forget = interruption(end);
  try {
    const simulator = simulatorOf(options, io);
    await simulator.start();
    try {
      const failed = ({ message }: Error) => io.stderr(`error: ${message}\n`);
      const server = await serveSimulator(simulator, options, failed);
      io.stdout(introduction(server.url, options, io));
      await ended;
      await server.stop();
    } finally {
      await simulator.stop();
    }
    return exit.legal;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    io.stderr(`error: --${error.message}\n`);
    return exit.badInput;
  } finally {
    forget();
  }
}

/** Throws InvalidInputError, whose field is the name of an option. */
function simulatorOf(options: ServeOptions, io: Io): Simulator {
  const { edition, latency, failures, seed, pipelines, record, cors, apiKeyEnv } = options;
  const apiKey = apiKeyEnv === undefined ? undefined : io.environment[apiKeyEnv];
  if (apiKeyEnv !== undefined && apiKey === undefined) {
    const allowed = 'the name of an environment variable that is set';
    throw new InvalidInputError({ field: 'api-key-env', value: apiKeyEnv, allowed });
  }
  try {
    return createSimulator({
      ...{ edition, latency, failures, seed, pipelines, record, cors, apiKey },
      log: (line) => io.stdout(`${line}\n`),
      color: io.color,
    });
  } catch (error) {
    if (!(error instanceof InvalidInputError) || !error.field.startsWith('apiKeys')) throw error;
    const allowed = `the name of an environment variable that holds ${error.allowed}`;
    throw new InvalidInputError({ field: 'api-key-env', value: apiKeyEnv, allowed });
  }
}

function introduction(url: string, options: ServeOptions, io: Io): string {
  const { edition, latency, failures, seed } = options;
  const settings = `${edition} edition, latency ${spanText(latency)}, failures ${failures}, seed ${seed}`;
  const { doing, lines } = worthTrying(url, options);
  return `${paint(io, 'bold', `Listening on ${url}/v0`)} (${settings}).
The API: ${url}/v0/openapi.json. What can be provoked by hand: ${url}/simulator. To end: Ctrl+C.

Worth trying, pasted at once into another terminal: ${doing}.

${lines.map((line) => `  ${line}\n`).join('')}
`;
}

/** Calls to paste. No comments in them: not every shell knows that they are. */
function worthTrying(url: string, { edition, pipelines, apiKeyEnv, latency }: ServeOptions) {
  // A call by curl takes some hundredths of a second itself.
  const soon = latency.least < 100 ? ' (if that still takes its time)' : '';
  const key = apiKeyEnv === undefined ? '' : `-H "Authorization: Bearer $${apiKeyEnv}" `;
  const [name = 'demo'] = pipelines;
  const call = (method: string, rest: string) =>
    `curl -w " %{http_code}\\n" ${method}${key}"${url}/v0/pipelines/${name}${rest}"`;
  const post = (request: string) => call('-X POST ', `/${request}`);
  const begin = [post('start'), call('', '?wait=Running')];
  const [stop, start, force] = [post('stop'), post('start'), post('stop?force=true')];
  if (edition === 'enterprise') {
    const doing = `start it, wait until it runs, stop it, be refused while it suspends${soon}, force the stop`;
    return { doing, lines: [...begin, stop, start, force] };
  }
  const doing = `start it, wait until it runs, be refused a checkpoint, force the stop, be refused while it stops${soon}`;
  return { doing, lines: [...begin, stop, force, start] };
}
