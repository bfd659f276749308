/**
 * Kills in the middle of a load: of the worker, and of the engine. Nothing that was acknowledged is
 * lost, and every pipeline gets where it was told to go.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PipelineService } from '../../src/host';
import { restateService } from '../../src/restate';
import { amount } from '../tier';
import { until } from '../until';
import { type RestateServer, startRestate } from './server';
import { ask, createOn, describeOnRestate, reached, register } from './worker';
import { WorkerProcess } from './worker-process';

const names = Array.from({ length: amount({ usual: 6, deep: 200 }) }, (_, index) => `p${index}`);
const rounds = amount({ usual: 1, deep: 20 });

interface Cluster {
  readonly server: RestateServer;
  readonly worker: WorkerProcess;
  readonly service: PipelineService;
}

/** Starts an engine and a worker for one test, with a pipeline of each name. */
async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-worker-'));
  const prefix = `t${randomUUID().slice(0, 13)}`;
  const worker = new WorkerProcess(join(folder, 'tasks'), prefix);
  const server = await startRestate();
  onTestFinished(async () => {
    await worker.kill();
    await server.end();
    rmSync(folder, { recursive: true });
  });
  await register(server.admin, await worker.start());
  const service = restateService({ ingress: server.ingress, prefix, onError: () => {} });
  await Promise.all(names.map((name) => createOn(service, name)));
  return { server, worker, service };
}

/**
 * Asks until there is an answer: while the engine is away, calls fail. If an answer was lost, the
 * call may have counted, so that the next one may be refused.
 */
async function askPersistently(service: PipelineService, request: string, name: string) {
  for (let lost = 0; ; lost += 1) {
    const status = await ask(service, request, name).catch(() => undefined);
    if (status !== undefined) return lost === 0 ? status : 202;
  }
}

/** Asks every pipeline, and calls `disturb` once some have been acknowledged. */
async function askAll(service: PipelineService, request: string, disturb: () => Promise<void>) {
  let acknowledged = 0;
  const asked = Promise.all(
    names.map(async (name) => {
      const status = await askPersistently(service, request, name);
      acknowledged += 1;
      return status;
    }),
  );
  await until(() => acknowledged * 3 > names.length);
  await disturb();
  return asked;
}

describeOnRestate('nothing that was acknowledged is lost', () => {
  test.each([
    [
      'when the worker is killed',
      async ({ worker }: Cluster) => {
        await worker.kill();
        await worker.start();
      },
    ],
    ['when the engine is killed', ({ server }: Cluster) => server.crash()],
  ])('%s', async (_, disturb) => {
    const cluster = await startCluster();
    const { service, worker } = cluster;
    for (let round = 1; round <= rounds; round += 1) {
      const started = await askAll(service, 'start', () => disturb(cluster));
      expect(new Set(started)).toEqual(new Set([202]));
      await Promise.all(names.map((name) => reached(service, 'Running', name)));
      const stopped = await askAll(service, 'stop', () => disturb(cluster));
      expect(new Set(stopped)).toEqual(new Set([202]));
      const ended = await Promise.all(names.map((name) => reached(service, 'Stopped', name)));
      for (const { deployment } of ended) {
        const { checkpoint, generation, error } = deployment;
        expect({ checkpoint, generation, error }).toEqual({
          ...{ checkpoint: round, generation: round, error: null },
        });
      }
    }
    // Each was asked at least once; what a kill has cut off is asked again.
    const tasks = new Set(worker.tasks);
    expect(tasks.size).toBe(3 * rounds * names.length);
  });
});
