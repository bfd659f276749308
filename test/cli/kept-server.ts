/** `serve` with a store that outlives it, as a process of its own, for tests. */
import { until } from '../until';
import { started } from './processes';

/** Starts a server on this file. */
export function servingFile(file: string, ...options: readonly string[]) {
  return servingKept('--data', file, ...options);
}

/** Starts a server with these options. */
export async function servingKept(...options: readonly string[]) {
  const all = ['serve', '--port', '0', '--failures', '0', ...options];
  const { child, printed } = started(all);
  await until(() => printed.stdout.includes('Listening on') || child.exitCode !== null);
  const [url = ''] = /http:\/\/[^/]+/.exec(printed.stdout) ?? [];
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`${url}/v0/pipelines${path}`, { method });
    const text = await response.text();
    return { httpStatus: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  /** Waits on the server, again if that takes longer than a request may. */
  const becomes = (name: string, status: string) =>
    until(async () => {
      const { body } = await ask(`/${name}?wait=${status}`);
      return body?.deployment_status === status;
    });
  return { child, printed, ask, becomes };
}
