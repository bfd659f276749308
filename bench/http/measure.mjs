/** Everything that the HTTP benchmark measures. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadOn, startServer } from './load.mjs';
import { onlyName } from './recorded.mjs';
import { loads, requestsOfOne } from './requests.mjs';

/** How much is measured; times in seconds. */
export const effort = {
  rounds: 5,
  seconds: 3,
  warmUp: 2,
  connections: 32,
  callers: 1_000,
  together: 5,
};

/** By id of the loads: what each round came to. All in turn, there and back, as in `../rounds.mjs`. */
export async function measureLoads() {
  const servers = { empty: await startServer('empty'), library: await startServer('library') };
  const { connections, seconds, rounds, warmUp } = effort;
  try {
    const ids = Object.keys(loads);
    const requests = {};
    for (const id of ids) {
      requests[id] = await loads[id].requests(servers[loads[id].server]);
      await loadOn(servers[loads[id].server], requests[id], { connections, seconds: warmUp });
    }
    const results = Object.fromEntries(ids.map((id) => [id, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const id of round % 2 === 0 ? ids : [...ids].reverse()) {
        const server = servers[loads[id].server];
        results[id].push(await loadOn(server, requests[id], { connections, seconds }));
      }
    }
    return results;
  } finally {
    for (const server of Object.values(servers)) server.stop();
  }
}

/** A thousand callers of one pipeline at once, and what the checker says of the history that they make. */
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

/** The heap after each of ten minutes, and what else `memory.mjs` tells. */
export async function measureMemory() {
  const child = fork(new URL('memory.mjs', import.meta.url), { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The ten minutes ended with ${code}.`);
  });
  const [told] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return told;
}
