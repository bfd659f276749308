/**
 * The handler as a worker, such as Cloudflare's.
 * Run it: npx wrangler dev examples/servers/worker.mjs --var API_KEYS:…
 *
 * For a look only: each instance of a worker has a memory of its own, and may be gone at any moment, so
 * what was answered with 202 is forgotten. A real one keeps pipelines in a database (`versionedStore`).
 */
import { ordersHandler } from './handler.mjs';

let handler;

export default {
  async fetch(request, env) {
    // With the first request: only then is there an environment, and a clock.
    handler ??= ordersHandler(env.API_KEYS);
    return (await handler)(request);
  },
};
