/**
 * The example control plane as its users run it: servers, workers and pipelines as processes, over
 * any store.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
// @ts-expect-error -- an example, not a module with types
import { Client } from '../../../examples/control-plane/client.mjs';
// @ts-expect-error -- an example, not a module with types
import { Folders } from '../../../examples/control-plane/executor/folders.mjs';
// @ts-expect-error -- an example, not a module with types
import { endPipelines, Plane } from '../../../examples/control-plane/plane.mjs';
// @ts-expect-error -- an example, not a module with types
import { pipelineProcesses } from '../../../examples/control-plane/processes.mjs';
import { until } from '../../until';
import { readOpenMetrics } from './open-metrics';

/** A line of a log. */
interface Entry {
  readonly time?: string;
  readonly level?: string;
  readonly process: string;
  readonly message: string;
  readonly pipeline?: string;
}

const key = '0123456789abcdef';

/** Declares the tests; `storeOf` returns the variables that name the store, for a folder. */
export function testPlane(
  storeOf: (folder: string) => Promise<Readonly<Record<string, string>>>,
): void {
  const data = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-plane-'));
  const entries: Entry[] = [];
  let plane: InstanceType<typeof Plane>;
  const client = new Client({ key, urls: () => [plane.urls.get('server-1')] });

  beforeAll(async () => {
    const store = await storeOf(data);
    plane = new Plane({
      env: { ...store, DATA: data, API_KEYS: key, LEASE: '1000', ALONE: '60000' },
      onEntry: (entry: Entry) => entries.push(entry),
    });
    await plane.start('server-1', 'worker-1', 'worker-2');
  });
  afterAll(async () => {
    await plane?.end();
    await endPipelines(data);
    rmSync(data, { recursive: true, force: true });
  });

  const told = (message: string, pipeline: string) =>
    entries.find((entry) => entry.message === message && entry.pipeline === pipeline);

  test('a pipeline outlives the worker that has started it, and another one goes on', async () => {
    const { body } = await client.create('orders');
    await client.act('orders', 'start');
    await client.wait('orders', 'Running');
    const { pid } = new Folders(data).ledger(body.id).read().process;
    expect(pipelineProcesses(data)).toEqual([pid]);
    const first = told('started', 'orders')?.process ?? '';
    const other = ['worker-1', 'worker-2'].find((name) => name !== first);
    await plane.kill(first);
    await client.act('orders', 'pause');
    await client.wait('orders', 'Paused');
    expect(entries.at(-1)).toMatchObject({ process: other, pipeline: 'orders' });
    expect(pipelineProcesses(data)).toEqual([pid]);
    await plane.start(first);
    await until(() => told('found', 'orders') !== undefined);
    await client.act('orders', 'stop?force=true');
    await client.wait('orders', 'Stopped');
    expect(pipelineProcesses(data)).toEqual([]);
  });

  test('a process that is killed is reported, with its error', async () => {
    const { body } = await client.create('clicks');
    await client.act('clicks', 'start');
    await client.wait('clicks', 'Running');
    process.kill(new Folders(data).ledger(body.id).read().process.pid, 'SIGKILL');
    const { deployment_error: error } = await client.wait('clicks', 'Stopped');
    expect(error.error_code).toBe('PipelineCrashed');
  });

  test('every process says that it lives and is ready, and has metrics', async () => {
    for (const name of ['server-1', 'worker-1', 'worker-2']) {
      const ask = (path: string) => fetch(`${plane.urls.get(name)}${path}`);
      for (const path of ['/healthz', '/readyz']) expect((await ask(path)).status, path).toBe(200);
      const response = await ask('/metrics');
      expect(response.headers.get('content-type')).toBe(
        'application/openmetrics-text; version=1.0.0; charset=utf-8',
      );
      const families = [...readOpenMetrics(await response.text()).keys()];
      const own = name === 'server-1' ? 'lifecycle_decisions' : 'lifecycle_takeovers';
      expect(families).toContain(own);
    }
  });

  test('every line of the logs is an object that says when, how grave, who and what', () => {
    const { process: name, ...line } = told('accepted', 'orders') ?? { process: '' };
    expect(line).toMatchObject({ level: 'info', action: 'start', rule: 'start.stopped' });
    expect(name).toBe('server-1');
    const ownWords = entries.filter(({ message }) => message !== 'exit');
    for (const entry of ownWords) {
      expect(entry).toMatchObject({ time: expect.any(String), level: expect.any(String) });
    }
  });
}
