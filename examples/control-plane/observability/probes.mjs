/** The endpoints for whoever runs the process: is it alive, may it have work, how does it do? */
import { contentType } from './metrics.mjs';

/** How long the store may take until the process is not ready, in milliseconds. */
const patience = 2_000;

/**
 * Makes a listener for Node's http server, which returns false for every other path. A process is
 * ready if it can reach its store; `isEnding` says that it shall have no more work.
 */
export function probes({ store, metrics, isEnding = () => false }) {
  const answers = {
    '/healthz': async () => [200, 'text/plain', 'ok\n'],
    '/readyz': async () => {
      const problem = isEnding() ? 'ending' : await problemOf(store);
      return [problem === null ? 200 : 503, 'text/plain', `${problem ?? 'ready'}\n`];
    },
    '/metrics': async () => [200, contentType, await metrics.text()],
  };
  return (incoming, outgoing) => {
    const answer = answers[incoming.url.split('?')[0]];
    if (answer === undefined || incoming.method !== 'GET') return false;
    answer()
      .catch((error) => [500, 'text/plain', `${error.message}\n`])
      .then(([status, type, text]) => {
        outgoing.writeHead(status, { 'content-type': type }).end(text);
      });
    return true;
  };
}

async function problemOf(store) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patience, 'the store does not answer');
  });
  const asked = store.list({ limit: 1 }).then(
    () => null,
    () => 'the store cannot be reached',
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
