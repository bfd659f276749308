/**
 * A server of pipelines over HTTP, as a process of its own. See options.mjs for its command line.
 * It prints `listening on PORT` once it does.
 */
import { createServer } from 'node:http';
import { systemClock } from 'pipeline-lifecycle/host';
import { readOptions } from './options.mjs';
import { Service } from './service.mjs';

serve(readOptions(process.argv.slice(2)));

function serve(options) {
  // A correct runner never gets here; a broken one must not look like a correct one.
  const onError = (error) => process.stderr.write(`${error.stack}\n`, () => process.exit(1));
  const service = new Service(options, { clock: systemClock, onError });

  const server = createServer((request, response) => {
    request.resume();
    answer(service, request, response).catch((error) => {
      process.stderr.write(`${request.method} ${request.url}: ${error.stack}\n`);
      response.destroy();
    });
  });
  server.listen(options.port, '127.0.0.1', () => {
    const { port } = server.address();
    process.stdout.write(`listening on ${port}\n`);
    service.restartFromTimeToTime({
      stop: () =>
        new Promise((stopped) => {
          server.close(stopped);
          server.closeAllConnections();
        }),
      start: () => new Promise((started) => server.listen(port, '127.0.0.1', started)),
    });
  });
  if (options.untilStdinEnds) process.stdin.resume().once('end', () => process.exit(0));
}

async function answer(service, { method, url, headers }, response) {
  const outcome = await service.serve({ method, url, headers });
  if (outcome === undefined) return response.socket?.destroy();
  const { status, headers: own, text } = outcome;
  return response.writeHead(status, own).end(text);
}
