/** The log: a readable line for every request, refusal and step; it cannot paint the terminal. */
import { describe, expect, test } from 'vitest';
import type { ReconcilerEvent } from '../../src/host/reconciler/events';
import { createDeployment, observe } from '../../src/lifecycle';
import { stepLine } from '../../src/simulator/log-steps';
import { whyNotWritable } from '../../src/simulator/record-files';
import { VirtualClock } from '../host/virtual-clock';
import { hostileNames, hostileValues } from '../hostile';
import { simulated, textsIn } from './simulated';

/** Milliseconds since 1970 at this local time of day. */
const at = (hours: number, minutes: number) => new Date(2026, 0, 31, hours, minutes).getTime();

describe('the log', () => {
  test('shows actions, refusals and steps, in the order in which they happened', async () => {
    const clock = new VirtualClock(at(12, 0));
    const { call, log } = await simulated({ clock, latency: { least: 120, most: 120 } });
    const pass = () => clock.advance(120);
    await call('start?initial=paused');
    await pass();
    await call('resume');
    await pass();
    await call('stop');
    await call('pause');
    await pass();
    await pass();
    expect(log).toEqual([
      '12:00:00.000 demo     POST start?initial=paused  202  desired Paused',
      '12:00:00.000 demo     runner  provision -> Provisioning',
      '12:00:00.120 demo     runner  awaitProvisioned -> Paused',
      '12:00:00.120 demo     POST resume  202  desired Running',
      '12:00:00.240 demo     runner  resume -> Running',
      '12:00:00.240 demo     POST stop  202  desired Suspended',
      '12:00:00.240 demo     runner  suspend -> Suspending',
      '12:00:00.240 demo     POST pause  400 IllegalPipelineAction (pause.suspending): Only /stop?force=true is possible while the pipeline is suspending. Wait for it to stop, then start it.',
      '12:00:00.360 demo     runner  awaitSuspended -> Stopping  checkpoint 1',
      '12:00:00.480 demo     runner  awaitDeprovisioned -> Stopped',
    ]);
  });

  test('shows polls, actions that change nothing, and tasks that are called off', async () => {
    const { ask, call, poll, until, control, log } = await simulated();
    await poll();
    await call('start');
    await call('start');
    await until('Provisioning');
    await poll('demo', '?wait=Provisioning');
    await call('stop?force=true');
    await until('Stopped');
    await control('modify');
    await ask('POST', '/v0/pipelines', { body: '{"name":"orders"}' });
    await ask('DELETE', '/v0/pipelines/orders');
    await call('explode');
    expect(textsIn(log)).toEqual([
      'GET  200  Stopped',
      'POST start  202  desired Running',
      'runner  provision -> Provisioning',
      'POST start  202  desired Running, as before',
      'GET ?wait=Provisioning  200  Provisioning, desired Running',
      'POST stop?force=true  202  desired Stopped',
      'runner  awaitProvisioned called off',
      'runner  deprovision -> Stopping',
      'runner  awaitDeprovisioned -> Stopped',
      expect.stringMatching(/^POST simulator modify {2}202 {2}The pipeline counts as modified\./),
      'POST /v0/pipelines  201  created',
      'DELETE  204  deleted',
      expect.stringMatching(/^POST explode {2}404 UnknownEndpoint {2}\S/),
    ]);
    expect(log.at(-3)).toContain(' orders ');
    expect(log.at(-2)).toContain(' orders ');
  });

  test('does not show the values of unknown parameters, which may be secrets', async () => {
    const { ask, log } = await simulated();
    for (const [method, path] of [
      ['POST', '/v0/pipelines/demo/stop?force=true&api_key=S3CRET'],
      ['GET', '/v0/pipelines/demo?token=S3CRET'],
      ['GET', '/simulator?token=S3CRET'],
      ['POST', '/simulator/pipelines/demo/crash?token=S3CRET'],
    ] as const) {
      const { status, body } = await ask(method, path);
      expect(status).toBe(400);
      expect(JSON.stringify(body)).not.toContain('S3CRET');
    }
    expect(log).toHaveLength(4);
    expect(log.join()).not.toContain('S3CRET');
    expect(log[0]).toContain('stop?force=true&api_key=…');
  });

  test('says why a request was not let in, without the key that it tried', async () => {
    const { ask, log } = await simulated({ apiKey: 'a-key-of-sixteen-letters' });
    const headers = { authorization: 'Bearer another-key-of-another' };
    await ask('POST', '/v0/pipelines/demo/stop', { headers });
    await ask('GET', '/simulator');
    expect(textsIn(log)).toEqual([
      'POST stop  401 Unauthorized  the token is unknown',
      'GET /simulator  401 Unauthorized  there are no credentials',
    ]);
    expect(log.join()).not.toContain('another-key');
  });

  test('cannot be painted, broken or flooded by a request', async () => {
    const { ask, log } = await simulated();
    // As they arrive on the wire: Request itself escapes most of it.
    const paths = [
      '/v0/pipelines/\u001b[31mred\u001b[0m/stop',
      '/v0/pipelines/demo/stop?x=\r\n12:00:00.000 forged',
      `/v0/${'x'.repeat(5_000)}`,
      '/simulator/pipelines/%00%1b[2J/crash',
    ];
    for (const path of paths) await ask('POST', path);
    expect(log).toHaveLength(4);
    for (const line of log) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect(line.length).toBeLessThan(500);
    }
  });

  test('is colored only on request: refusals differ from what was accepted', async () => {
    const { call, poll, log, control } = await simulated({ color: true });
    await poll();
    await call('start');
    await call('pause');
    await control('crash');
    for (const line of log) expect(line.startsWith('\u001b[2m')).toBe(true);
    expect(log[0]).toContain('\u001b[2mGET');
    expect(log[1]).toContain('\u001b[32mPOST start');
    expect(log.find((line) => line.includes('pause'))).toContain('\u001b[33mPOST pause');
    const plain = await simulated();
    await plain.call('pause');
    expect(plain.log.join()).not.toContain('\u001b');
  });
});

describe('an event of the reconciler', () => {
  const about = { pipelineName: 'demo', generation: 1, step: 'awaitDeprovisioned' } as const;
  const plain = { message: '', error_code: '', details: {} };
  const stale = observe(createDeployment(), { type: 'running' });
  if (stale.accepted) throw new Error('Impossible: nothing runs yet.');

  test.each<[ReconcilerEvent, string | undefined]>([
    [{ type: 'begun', ...about, attempt: 1 }, undefined],
    [{ type: 'failed', ...about, error: plain }, undefined],
    [
      {
        type: 'stale',
        pipelineName: 'demo',
        observation: { type: 'running' },
        step: null,
        outcome: stale,
      },
      `stale: ${stale.reason}`,
    ],
    [{ type: 'aborted', ...about, cause: 'level' }, 'awaitDeprovisioned called off'],
    [{ type: 'abandoned', ...about }, 'awaitDeprovisioned does not end; it is abandoned'],
    [
      { type: 'retried', ...about, attempt: 1, delay: 5, error: new Error('No disk.') },
      'awaitDeprovisioned failed: No disk, again in 5 ms',
    ],
    [
      { type: 'retried', ...about, attempt: 1, delay: 5, error: null },
      'awaitDeprovisioned had no effect, again in 5 ms',
    ],
    [
      { type: 'timedOut', ...about, timeout: 9, error: null },
      'awaitDeprovisioned took longer than 9 ms',
    ],
    [
      { type: 'storeFailed', operation: 'read', pipelineName: null, error: 'gone', delay: 5 },
      'the store failed: gone',
    ],
    [{ type: 'queued', ...about, waiting: 3 }, 'awaitDeprovisioned waits for a slot'],
    [
      {
        ...{ type: 'replaced', pipelineName: 'demo', step: null, error: new Error('No NUL.') },
        observation: { type: 'failed', error: plain },
        original: plain,
      },
      'the store failed: No NUL; a plain error is written instead',
    ],
    [
      {
        ...{ type: 'dropped', pipelineName: 'demo', step: null, error: null },
        observation: { type: 'checkpointed', checkpoint: 7 },
      },
      'checkpointed is not written',
    ],
    [{ type: 'connectFailed', pipelineName: null, error: 'no' }, 'connect failed: no'],
    [{ type: 'broken', pipelineName: 'demo', error: new Error('oops') }, 'internal error: oops'],
  ])('%j is logged as %j', (event, text) => {
    expect(stepLine(event)?.text).toBe(text);
  });

  test.each(hostileNames)('is logged whatever was thrown: %s', (name) => {
    const error = hostileValues[name];
    const line = stepLine({ type: 'broken', pipelineName: 'demo', error });
    expect(line?.text).toMatch(/^internal error: ./);
    expect(whyNotWritable(error)).toMatch(/./);
  });
});
