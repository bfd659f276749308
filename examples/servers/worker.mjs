/**
 * The handler as a worker, such as Cloudflare's. Run it: npx wrangler dev
 * examples/servers/worker.mjs --var API_KEYS:…
 *
 * For a first look only: each instance of a worker has its own memory and may end at any moment, so
 * it forgets what it answered with 202. A real worker keeps pipelines in a database
 * (`versionedStore`).
 */
import { ordersHandler } from './handler.mjs';

let handler;

export default {
  async fetch(request, env) {
    // Only a request has an environment and a clock.
    handler ??= ordersHandler(env.API_KEYS);
    return (await handler)(request);
  },
};
