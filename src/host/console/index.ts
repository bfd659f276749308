/** The console: where failures go by default, so that none is lost if nobody listens. */

/** Writes a failure to the console. */
export function reportFailure(what: string, ...details: readonly unknown[]): void {
  // biome-ignore lint/suspicious/noConsole: a failure that nobody listens for must not be lost.
  console.error(what, ...details);
}
