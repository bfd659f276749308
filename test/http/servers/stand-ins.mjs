/**
 * What the example servers need that Node has not: the globals of Bun and Deno, as far as the examples use
 * them, and a host for a worker. All are Node's http under another name, so a client sees a real server.
 *
 * Loaded before an example, it also tells the test on request how many timers are running, and ends the
 * process with the test. Started by itself, it serves the worker that its argument names.
 */
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';

const { argv, env } = process;

// A wait of the handler is a timer: one that is left behind shows.
process.on('message', () => {
  process.send(process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length);
});
process.on('disconnect', () => process.exit());

function listen(port, handle) {
  // As a real one does, it gives the handler more than the request.
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
