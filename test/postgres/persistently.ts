/** Trying again while a server is away, for tests. */

/** Tries again until it works, as whoever calls a store does. */
export async function persistently<Value>(attempt: () => Promise<Value>): Promise<Value> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((turn) => setImmediate(turn));
    }
  }
}
