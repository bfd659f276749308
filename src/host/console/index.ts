/** The console: where failures go by default, so that none is lost if nobody listens. */
import { readThrown } from '../../input';

/** Writes a failure to the console. Never throws, whatever the details are. */
export function reportFailure(what: string, ...details: readonly unknown[]): void {
  try {
    write(what, ...details);
  } catch {
    // The console looks into objects, and a getter may throw.
    write(what, ...details.map((detail) => readThrown(detail).text));
  }
}

function write(...parts: readonly unknown[]): void {
  // biome-ignore lint/suspicious/noConsole: a failure that nobody listens for must not be lost.
  console.error(...parts);
}
