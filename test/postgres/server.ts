/** A real PostgreSQL server, for tests. It ends with this process, however that ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/** A running server. */
export interface PostgresServer {
  /** The address of its first database. */
  readonly url: string;
  /** Ends it as an operator does, and starts it again at the same address, with the same data. */
  restart(): Promise<void>;
  /** Ends it as a crash does, and starts it again at the same address. */
  crash(): Promise<void>;
  /** Stops all its processes, as a machine does that hangs: its connections stay open. */
  hang(): Promise<void>;
  /** Lets them go on. */
  wake(): Promise<void>;
  /** Ends it, and removes all its data. */
  end(): Promise<void>;
}

/**
 * Starts a server. If it is `durable`, it writes to the disk before it answers. Throws, with the
 * words of the server, if it does not start.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const args = durable ? [keeper, '--durable'] : [keeper];
  // Detached, so that an interrupt from the keyboard reaches it through this process alone.
  const child = spawn(process.execPath, args, { stdio: 'pipe', detached: true });
  const words: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextUrl = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`PostgreSQL does not start: ${words.join('')}`);
    return JSON.parse(value).url;
  };
  const url = await nextUrl();
  const tell = async (what: string) => {
    child.stdin.write(`${what}\n`);
    await nextUrl();
  };
  return {
    url,
    restart: () => tell('restart'),
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
