/** A real Restate server, for tests. It ends with this process, however that ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/** The addresses of a server. */
export interface RestateAddresses {
  /** Where servers call it. */
  readonly ingress: string;
  /** Where workers are registered. */
  readonly admin: string;
}

/** A running server. */
export interface RestateServer extends RestateAddresses {
  /** Kills it, and starts it again at the same addresses, with the same data. */
  crash(): Promise<void>;
  /** Stops it, as a machine does that hangs: its connections stay open. */
  hang(): Promise<void>;
  /** Lets it go on. */
  wake(): Promise<void>;
  /** Ends it, and removes all its data. */
  end(): Promise<void>;
}

/** The server cannot be had on this platform. */
export class MissingServerError extends Error {
  override readonly name = 'MissingServerError';
}

/**
 * Starts a server, with these variables in its environment. Throws, with the words of the server,
 * if it does not start.
 */
export async function startRestate(
  env: Readonly<Record<string, string>> = {},
): Promise<RestateServer> {
  // Detached, so that an interrupt from the keyboard reaches it through this process alone.
  const args = [keeper, JSON.stringify(env)];
  const child = spawn(process.execPath, args, { stdio: 'pipe', detached: true });
  const words: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<RestateAddresses> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`Restate does not start: ${words.join('')}`);
    const { missing, ...addresses } = JSON.parse(value);
    if (missing !== undefined) throw new MissingServerError(`There is no package ${missing}.`);
    return addresses;
  };
  const addresses = await next();
  const tell = async (what: string) => {
    child.stdin.write(`${what}\n`);
    await next();
  };
  return {
    ...addresses,
    crash: () => tell('kill'),
    hang: () => tell('hang'),
    wake: () => tell('wake'),
    end: async () => {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}
