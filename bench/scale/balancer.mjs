/** A balancer in front of the workers that an engine calls: it passes each stream on in turn. */
import { once } from 'node:events';
import { connect, createServer } from 'node:http2';

/**
 * Starts to balance between these ports; what is removed from the list gets no more streams.
 * Resolves with the address, and the way to end it.
 */
export async function balance(ports) {
  const workers = new Map();
  const sessions = new Set();
  let turn = 0;
  const workerAt = (port) => {
    const known = workers.get(port);
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    // If a worker is away, its streams end with an error each, and the engine asks again.
    const worker = connect(`http://127.0.0.1:${port}`).on('error', () => {});
    workers.set(port, worker);
    return worker;
  };
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, { ':scheme': _, ':authority': __, ...headers }) => {
    stream.on('error', () => {});
    const respond = (answer, options) => {
      if (!stream.headersSent && !stream.destroyed) stream.respond(answer, options);
    };
    // The engine asks again. A stream is ended rather than reset: to reset one while others have
    // data to send can send empty frames for ever, in the HTTP/2 of Node 20.
    const fail = () => {
      respond({ ':status': 503 }, { endStream: true });
      stream.end();
    };
    if (ports.length === 0) return fail();
    turn += 1;
    const passed = workerAt(ports[turn % ports.length]).request(headers);
    passed.on('response', (answer) => respond(answer));
    passed.on('error', () => {}).on('close', fail);
    stream.on('close', () => passed.close());
    stream.pipe(passed).pipe(stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = async () => {
    for (const session of [...workers.values(), ...sessions]) session.destroy();
    await once(server.close(), 'close');
  };
  return { uri: `http://127.0.0.1:${server.address().port}`, end };
}
