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
    turn += 1;
    stream.on('error', () => {});
    const respond = (answer, options) => {
      if (!stream.headersSent && !stream.destroyed) stream.respond(answer, options);
    };
    if (ports.length === 0) {
      respond({ ':status': 503 }, { endStream: true });
      return;
    }
    const passed = workerAt(ports[turn % ports.length]).request(headers);
    passed.on('response', (answer) => respond(answer));
    stream.pipe(passed).pipe(stream);
    for (const [one, other] of [
      [stream, passed],
      [passed, stream],
    ]) {
      one.on('error', () => other.close()).on('close', () => other.close());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = async () => {
    for (const session of [...workers.values(), ...sessions]) session.destroy();
    await once(server.close(), 'close');
  };
  return { uri: `http://127.0.0.1:${server.address().port}`, end };
}
