/** The console: where failures go by default, so that none is lost if nobody listens. */
import { readThrown, whenRejected } from '../../input';

/** Writes a failure to the console. Never throws, whatever the details are. */
export function reportFailure(what: string, ...details: readonly unknown[]): void {
  try {
    write(what, ...details);
  } catch {
    // The console looks into objects, and a getter may throw.
    write(what, ...details.map((detail) => readThrown(detail).text));
  }
}

/**
 * Calls a listener, which may be asynchronous. Whatever it throws goes to the console, and disturbs
 * nobody else.
 */
export function callListener(name: string, call: () => unknown): void {
  const failed = (error: unknown) => reportFailure(`${name}:`, error);
  try {
    whenRejected(call(), failed);
  } catch (error) {
    failed(error);
  }
}

function write(...parts: readonly unknown[]): void {
  // biome-ignore lint/suspicious/noConsole: a failure that nobody listens for must not be lost.
  console.error(...parts);
}
