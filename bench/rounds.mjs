/**
 * Rounds: every contestant in turn, for a fraction of a second each, again and again, so that other
 * work on the machine slows all of them alike. Rates are compared only within a round.
 *
 * Each contestant has several processes of its own, one after the other, because the place where a
 * process happens to put things in memory makes it faster or slower throughout.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';

const worker = new URL('worker.mjs', import.meta.url);

/** The amount of measuring; times are in milliseconds of processor time. */
export const effort = { processes: 3, roundsEach: 5, warmUp: 150, round: 50 };
/** The amount for a quick look. */
export const quickEffort = { processes: 1, roundsEach: 9, warmUp: 100, round: 30 };

/** Events per second, round by round, by the id of the contestant. */
export async function measureRates(ids, sequence, amount) {
  const rates = Object.fromEntries(ids.map((id) => [id, []]));
  for (let process = 0; process < amount.processes; process += 1) {
    const workers = new Map(ids.map((id) => [id, startWorker(id)]));
    try {
      await prepare(workers, sequence, amount.warmUp);
      for (let round = 0; round < amount.roundsEach; round += 1) {
        // There and back, so that no contestant always follows the same one.
        const order = round % 2 === 0 ? ids : [...ids].reverse();
        for (const id of order) {
          const { rate } = await ask(workers.get(id), { round: amount.round });
          rates[id].push(rate);
        }
      }
    } finally {
      for (const child of workers.values()) child.kill();
    }
  }
  return rates;
}

function startWorker(id) {
  const env = { ...process.env, NODE_ENV: 'production' };
  return fork(worker, [id], { env, execArgv: ['--single-threaded-gc'] });
}

async function prepare(workers, sequence, warmUp) {
  for (const child of workers.values()) await ask(child, { sequence, warmUp });
}

async function ask(child, message) {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`A contestant ended with ${code}.`);
  });
  child.send(message);
  const [reply] = await Promise.race([once(child, 'message'), exit]);
  exit.catch(() => {});
  ended.abort();
  if (reply.error !== undefined) throw new Error(reply.error);
  return reply;
}
