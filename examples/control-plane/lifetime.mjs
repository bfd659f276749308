/** The lifetime of a server or worker: it ends in good order when it is asked to. */

/** Returns a signal that is aborted once the process is asked to end, or its parent is gone. */
export function endSignal() {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end.abort());
  if (process.connected) process.on('disconnect', () => end.abort());
  return end.signal;
}

/** Listens on loopback, at PORT or any free port. Resolves with the address. */
export function listen(server, port = process.env.PORT ?? 0) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${server.address().port}`);
    });
  });
}
