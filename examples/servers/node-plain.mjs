/**
 * The handler on Node's http server, without a package in between.
 * Run it: API_KEYS=… node examples/servers/node-plain.mjs
 */
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ordersHandler } from './handler.mjs';

const handler = await ordersHandler(process.env.API_KEYS);
const bodyLengthKept = 20_000; // more than the handler reads, so that the handler refuses it

async function bodyOf(incoming) {
  if (['GET', 'HEAD'].includes(incoming.method)) return undefined;
  const chunks = [];
  let length = 0;
  // Read to the end, because the next request on this connection comes after it.
  for await (const chunk of incoming) {
    if (length < bodyLengthKept) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

async function serve(incoming, outgoing) {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort()); // also after the answer, when it makes no difference
  const { method, headers } = incoming;
  const body = await bodyOf(incoming);
  let request;
  try {
    // The handler never looks at the host, which a client could forge.
    const url = `http://localhost${incoming.url}`;
    request = new Request(url, { method, headers, body, signal: gone.signal });
  } catch {
    outgoing.writeHead(400).end(); // for example the method TRACE, or the path *
    return;
  }
  const response = await handler(request);
  outgoing.statusCode = response.status;
  outgoing.setHeaders(response.headers);
  if (response.body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(response.body), outgoing);
}

const server = createServer((incoming, outgoing) => {
  // It fails only if the client has gone, or has to learn that the answer is incomplete.
  serve(incoming, outgoing).catch(() => outgoing.destroy());
});
server.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://localhost:${server.address().port}/v0/pipelines/orders`);
});
