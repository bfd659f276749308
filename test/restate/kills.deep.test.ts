/** Restate, its servers and its workers are killed and stopped. */
import { randomUUID } from 'node:crypto';
// @ts-expect-error -- a script, not a module with types
import { balance } from '../../bench/scale/balancer.mjs';
import { testKills } from '../host/kills/kill-cases';
import { startRestate } from './server';
import { describeOnRestate, register } from './worker';

/** The engine does not ask connections if they live, so that only the lease can end. */
const inattentive = {
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_INTERVAL: '1h',
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_TIMEOUT: '1h',
};

async function start() {
  const { admin, ingress, ...server } = await startRestate(inattentive);
  const prefix = `t${randomUUID().slice(0, 13)}`;
  let endBalance = async () => {};
  return {
    // The shortest that there is.
    address: { engine: 'restate', ingress, prefix, lease: 6_000 },
    canRepeatFences: true,
    server,
    call: async (ports: readonly number[]) => {
      const { uri, end } = await balance(ports);
      endBalance = end;
      await register(admin, uri);
    },
    end: async () => {
      await endBalance();
      await server.end();
    },
  };
}

describeOnRestate('in front of Restate', () => testKills('Restate', 'server', start));
