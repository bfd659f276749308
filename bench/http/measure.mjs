/** Everything that the HTTP benchmark measures. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadOn, startServer } from './load.mjs';
import { onlyName } from './recorded.mjs';
import { loads, requestsOfOne } from './requests.mjs';

/** The amount of measuring; times are in seconds. */
export const effort = {
  rounds: 5,
  seconds: 3,
  warmUp: 2,
  connections: 32,
  callers: 1_000,
  together: 5,
};

/** The results of each round, by load. In turn, there and back, as in `../rounds.mjs`. */
export async function measureLoads() {
  const servers = {
    empty: await startServer('empty'),
    decided: await startServer('library'),
    read: await startServer('library'),
  };
  const ids = Object.keys(loads);
  const results = Object.fromEntries(ids.map((id) => [id, []]));
  try {
    const rounds = Object.fromEntries(
      await Promise.all(ids.map(async (id) => [id, await roundsOf(loads[id], servers)])),
    );
    for (const id of ids) await rounds[id](effort.warmUp);
    for (let round = 0; round < effort.rounds; round += 1) {
      for (const id of round % 2 === 0 ? ids : [...ids].reverse()) {
        results[id].push(await rounds[id](effort.seconds));
      }
    }
  } finally {
    for (const server of Object.values(servers)) server.stop();
  }
  return results;
}

/** Returns a function that runs a round of a load, and rejects if an answer is not the expected. */
async function roundsOf({ name, requests, server, status }, servers) {
  const all = await requests(servers[server]);
  return async (seconds) => {
    const result = await loadOn(servers[server], all, { ...effort, seconds });
    const isRight = status === undefined || result.statuses.join() === status;
    if (isRight) return result;
    throw new Error(`${name}: answered with ${result.statuses}, not with ${status}.`);
  };
}

/** A thousand callers of one pipeline at once, and the verdict on the history that they make. */
export async function measureCallers() {
  const server = await startServer('recorded');
  try {
    const requests = requestsOfOne(`/v0/pipelines/${onlyName}`, 20 * effort.callers);
    const { callers: connections, together: seconds } = effort;
    const result = await loadOn(server, requests, { connections, seconds });
    return { ...result, verdict: await server.ask('verdict') };
  } finally {
    server.stop();
  }
}

/** The heap after each of ten minutes, with everything else that `memory.mjs` returns. */
export async function measureMemory() {
  const child = fork(new URL('memory.mjs', import.meta.url), { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The ten minutes ended with ${code}.`);
  });
  const [told] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return told;
}
