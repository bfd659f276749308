/**
 * Stand-ins for what the example servers need and Node lacks: the globals of Bun and Deno, as far
 * as the examples use them, and a host for a worker. All of them are Node's http, so a client sees
 * a real server.
 *
 * Loaded before an example, this also tells the test on request how many timers are running, and
 * ends the process with the test. Started by itself, it serves the worker that its argument names.
 */
import { createServer, Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';

const { argv, env } = process;

// A wait of the handler is a timer, so a wait that is left behind shows.
process.on('message', () => {
  process.send(process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length);
});
process.on('disconnect', () => process.exit());

// Nothing here ends because time has passed, however long a busy machine takes for a test: neither
// a wait of the handler, nor a connection that the client wants to use again.
const { setTimeout } = globalThis;
globalThis.setTimeout = (act, milliseconds, ...rest) =>
  setTimeout(act, milliseconds >= 100 ? 2 ** 31 - 1 : milliseconds, ...rest);
const { listen: listenOn } = Server.prototype;
Server.prototype.listen = function (...options) {
  this.keepAliveTimeout = 0;
  return listenOn.apply(this, options);
};

function listen(port, handle) {
  // Like a real host, it passes the handler more than the request.
  const listener = getRequestListener((request) => handle(request, {}));
  return createServer(listener).listen(port);
}

globalThis.Bun = {
  serve: ({ port, idleTimeout, fetch }) => {
    if (!(idleTimeout > 60)) throw new Error('Long polls take up to 60 seconds.');
    return listen(port, fetch).address();
  },
};

globalThis.Deno = {
  env: { get: (name) => env[name] },
  serve: ({ port, onListen }, handle) => onListen(listen(port, handle).address()),
};

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { default: worker } = await import(argv[2]);
  const server = listen(env.PORT, (request) => worker.fetch(request, { API_KEYS: env.API_KEYS }));
  process.stdout.write(`http://localhost:${server.address().port}\n`);
}
