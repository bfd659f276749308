/**
 * Two workers behind a balancer: one is killed, or hangs, in the middle of a load, and the other
 * one does what was left.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { restateService } from '../../src/restate';
import { until } from '../until';
import { balanced } from './balancer';
import { startRestate } from './server';
import { ask, createOn, describeOnRestate, reached, register } from './worker';
import { WorkerProcess } from './worker-process';

const names = Array.from({ length: 60 }, (_, index) => `p${index}`);

/** The engine does not ask connections if they live, so that only the lease can end. */
const inattentive = {
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_INTERVAL: '1h',
  RESTATE_WORKER__INVOKER__HTTP2_KEEP_ALIVE_TIMEOUT: '1h',
};

describeOnRestate('the other worker takes over from one that', () => {
  test.each([
    ['is killed', (worker: WorkerProcess) => worker.kill()],
    ['hangs', (worker: WorkerProcess) => worker.hang()],
  ])('%s', async (_, disturb) => {
    const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-takeover-'));
    const prefix = `t${randomUUID().slice(0, 13)}`;
    const server = await startRestate(inattentive);
    const first = new WorkerProcess(join(folder, 'first'), prefix, { holds: true });
    const other = new WorkerProcess(join(folder, 'other'), prefix);
    onTestFinished(async () => {
      await Promise.all([first.kill(), other.kill()]);
      await server.end();
      rmSync(folder, { recursive: true });
    });
    const addresses = await Promise.all([first.start(), other.start()]);
    const ports = addresses.map((address) => Number(new URL(address).port));
    // As a balancer does that has noticed: what it passes on from then on goes to the living.
    await register(server.admin, await balanced(ports));
    const service = restateService({ ingress: server.ingress, prefix, onError: () => {} });
    await Promise.all(names.map((name) => createOn(service, name)));
    const half = names.slice(0, names.length / 2);
    await Promise.all(half.map((name) => ask(service, 'start', name)));
    await until(() => first.tasks.length > 0);
    const asked = Promise.all(names.map((name) => ask(service, 'start', name)));
    await disturb(first);
    ports.splice(0, 1);
    expect(new Set(await asked)).toEqual(new Set([202]));
    const running = await Promise.all(names.map((name) => reached(service, 'Running', name)));
    for (const { deployment } of running) {
      expect([deployment.generation, deployment.error]).toEqual([1, null]);
    }
    expect(new Set(other.tasks).size).toBe(names.length);
    expect(first.calledOff).toEqual([]);
    // One that comes back learns that its tasks are no longer its own.
    first.wake();
    const held = first.tasks.length;
    await until(() => first.isEnded || first.calledOff.length === held);
    expect(first.calledOff.filter((line) => !line.startsWith('called off: claim'))).toEqual([]);
  });
});
