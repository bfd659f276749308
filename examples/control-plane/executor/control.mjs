/**
 * The control interface of a pipeline, seen from its worker: JSON lines over a socket.
 *
 * A connection that the system accepts proves that the process lives, even one that is stopped by a
 * signal: only the process itself listens at that address, which nobody else ever has. So its id is
 * its own, and no later process of the same id is ever killed.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

/** The process has ended, or the connection to it is broken. */
export class ProcessGoneError extends Error {
  name = 'ProcessGoneError';
}

/** The process has refused a request. */
export class ProcessRefusedError extends Error {
  name = 'ProcessRefusedError';
}

/** Connects to a process; undefined if it is dead. */
export async function connectTo({ socket }) {
  for (;;) {
    const connection = connect(socket);
    try {
      await once(connection, 'connect');
      connection.on('error', () => {});
      return connection;
    } catch (error) {
      if (['ECONNREFUSED', 'ENOENT'].includes(error.code)) return undefined;
      // The process has ended at this moment, or too many wait already.
      if (!['ECONNRESET', 'EAGAIN'].includes(error.code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Calls the listener with each line, parsed. A line that is not JSON ends the connection. */
export function onLine(connection, listener) {
  let text = '';
  connection.setEncoding('utf8').on('data', (chunk) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop();
    try {
      for (const line of lines) listener(JSON.parse(line));
    } catch (error) {
      connection.destroy(error);
    }
  });
}

/** Sends a request, and resolves with the answer. Rejects once the signal is aborted. */
export async function ask(process, request, signal) {
  const connection = await connectTo(process);
  if (connection === undefined) throw new ProcessGoneError(`Process ${process.pid} is gone.`);
  const abort = () => connection.destroy();
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', abort);
    const answer = await new Promise((resolve, reject) => {
      onLine(connection, resolve);
      const gone = () => new ProcessGoneError(`Process ${process.pid} has not answered.`);
      connection.once('close', () => reject(signal?.aborted ? signal.reason : gone()));
      connection.write(`${JSON.stringify(request)}\n`);
    });
    if (answer.error !== undefined) throw new ProcessRefusedError(answer.error);
    return answer;
  } finally {
    signal?.removeEventListener('abort', abort);
    connection.destroy();
  }
}

/** Sends a signal to a process and all that it has started; false if it is dead. */
export async function signalProcess({ pid, socket }, signal) {
  const connection = await connectTo({ socket });
  if (connection === undefined) return false;
  send(pid, signal);
  connection.destroy();
  return true;
}

/** Kills a process and all that it has started; false if it is dead. Resolves once it is dead. */
export async function killProcess({ pid, socket }) {
  let isKilled = false;
  // The system may close a connection to a dead process a moment before it gives up the address.
  for (;;) {
    const connection = await connectTo({ socket });
    if (connection === undefined) return isKilled;
    // Not `once` of Node, which rejects if the connection is reset, as it may be.
    const closed = new Promise((resolve) => connection.resume().once('close', resolve));
    if (!isKilled) send(pid, 'SIGKILL');
    isKilled = true;
    await closed;
  }
}

function send(pid, signal) {
  try {
    // The whole group, on systems that have groups.
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
