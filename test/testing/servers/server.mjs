/**
 * A server of pipelines over HTTP, built on the built package: correct, or broken in exactly one way.
 * It keeps its pipelines in memory, and simulates their runners. See options.mjs for its command line.
 * It prints `listening on PORT` once it does.
 */
import { createServer } from 'node:http';
import { decide, observe } from 'pipeline-lifecycle';
import { bugs, withBug } from './bugs.mjs';
import { Edge } from './edge.mjs';
import { Faults } from './faults.mjs';
import { readOptions } from './options.mjs';
import { Runner } from './runner.mjs';
import { Runners } from './runners.mjs';
import { Store } from './store.mjs';

const options = readOptions(process.argv.slice(2));
if (options.listBugs) {
  // Functions do not go into JSON, so the table is printed without its code.
  process.stdout.write(`${JSON.stringify(bugs)}\n`);
} else {
  serve();
}

function serve() {
  const parts = withBug({ decide, observe, Store, Edge, Runner }, options);
  const store = new parts.Store();
  const { observe: taken } = parts;
  const runners = new Runners((name) => new parts.Runner(name, { store, observe: taken, options }));
  const edge = new parts.Edge({ store, decide: parts.decide, runners, options });
  const faults = new Faults(options);

  const server = createServer((request, response) => {
    request.resume();
    const handle = () => edge.answer(request);
    // The hooks are the test's own: no fault meets them.
    const isHook = request.url.startsWith('/test/');
    const serving = isHook ? plainly(response, handle) : faults.serve(response, handle);
    serving.catch((error) => {
      process.stderr.write(`${request.method} ${request.url}: ${error.stack}\n`);
      response.destroy();
    });
  });
  server.listen(options.port, '127.0.0.1', () => {
    const { port } = server.address();
    process.stdout.write(`listening on ${port}\n`);
    if (options.faults.includes('restart'))
      restartFromTimeToTime(server, port, { faults, runners });
  });
  if (options.untilStdinEnds) process.stdin.resume().once('end', () => process.exit(0));
}

async function plainly(response, handle) {
  const { status, body } = await handle();
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Is gone for 300 ms again and again, with its runners and all connections; the store is kept. */
function restartFromTimeToTime(server, port, { faults, runners }) {
  setTimeout(() => {
    runners.killAll();
    server.close(() => {
      setTimeout(() => {
        server.listen(port, '127.0.0.1', () =>
          restartFromTimeToTime(server, port, { faults, runners }),
        );
      }, 300);
    });
    server.closeAllConnections();
  }, faults.lifetime());
}
