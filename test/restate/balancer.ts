/** A balancer in front of several workers, for one test. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** Passes connections on to the ports in turn. Returns its address. */
export async function balance(ports: readonly number[]): Promise<string> {
  let turn = 0;
  const server = createServer((client) => {
    turn += 1;
    const worker = connect(ports[turn % ports.length] ?? 0, '127.0.0.1');
    for (const [from, to] of [
      [client, worker],
      [worker, client],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
