/** The servers that the kit is proven with: the correct one is correct, and each bug is really there. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  actionTypes,
  decide,
  everyAction,
  parseDeployment,
  toRequest,
  unknownPipelineName,
  withPipelineName,
} from '../../src/lifecycle';
import { ruleOf } from '../../src/lifecycle/rules/catalogue';
import { describeViolation } from '../../src/trace';
import { lifecycleProperties } from '../../src/verify/properties/lifecycle-properties';
import { Missed, Recorder } from './servers/recorder';
import { scripts } from './servers/scripts';
import { listBugs, type RunningServer, type ServerOptions, startServer } from './start-server';

const bugs = listBugs();
const servers = new Map<string, Promise<RunningServer>>();
let pipelines = 0;

/** A new pipeline of a server with these options; servers with the same options are the same. */
async function pipelineOf(options: ServerOptions): Promise<Recorder> {
  const key = JSON.stringify(options);
  const server = servers.get(key) ?? startServer(options);
  servers.set(key, server);
  pipelines += 1;
  const name = `pipeline-${pipelines}`;
  const pipeline = new Recorder((await server).baseUrl, name);
  await pipeline.create();
  return pipeline;
}

afterAll(async () => {
  const all = await Promise.all(servers.values());
  const complaints = all.map((server) => server.stderr()).filter((text) => text !== '');
  await Promise.all(all.map((server) => server.stop()));
  expect(complaints).toEqual([]);
});

const quick = ['--latency', '1..4', '--late', '0', '--modified', '1'];

describe.concurrent('the correct server', () => {
  test('answers as decide does, wherever the pipeline rests', async () => {
    const pipeline = await pipelineOf({ args: quick });
    const course = [
      [null, 'Stopped/Stopped'],
      ['start?initial=standby', 'Standby/Standby'],
      ['activate', 'AwaitingApproval/Running'],
      ['approve', 'Running/Running'],
      ['pause', 'Paused/Paused'],
      ['resume', 'Running/Running'],
      ['stop', 'Stopped/Stopped'],
      ['start?initial=paused&bootstrap_policy=allow', 'Paused/Paused'],
      ['fail', 'Stopped/Stopped'],
      ['dismiss_error', 'Stopped/Stopped'],
    ] as const;
    let compared = 0;
    for (const [request, pair] of course) {
      if (request === 'fail') expect(await pipeline.disturb('fail')).toBe(true);
      else if (request !== null) {
        const { status, body, text } = await pipeline.call(request);
        expect(status).toBe(202);
        if (request === 'activate' || request === 'approve') {
          expect(body).toEqual({ checkpoint_sequence_number: expect.any(Number) });
        } else expect(text).toBe('');
      }
      const { body: seen } = await pipeline.until(pair);
      const deployment = parseDeployment({
        status: seen.deployment_status,
        desiredStatus: seen.deployment_desired_status,
        initial: seen.deployment_initial,
        bootstrapPolicy: seen.bootstrap_policy,
        bootstrapApproved: false,
        error: seen.deployment_error,
        checkpoint: null,
        generation: 1,
      });
      expect(deployment.error !== null).toBe(request === 'fail');
      for (const action of everyAction) {
        const decision = decide(deployment, action);
        if (decision.accepted && decision.changed) continue;
        const { status, body } = await pipeline.call(toRequest(action));
        expect(status).toBe(decision.httpStatus);
        if (!decision.accepted) {
          expect(body).toEqual(withPipelineName(decision.error, pipeline.name));
        }
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(150);
    expect((await pipeline.check()).violation).toBeNull();
  });

  test('answers what is around the lifecycle', async () => {
    const pipeline = await pipelineOf({ args: [...quick, '--api-key', 'secret'] });
    const bearer = { authorization: 'Bearer secret' };
    const send = (method: string, path: string) => pipeline.send(method, path, bearer);
    const shape = {
      message: expect.any(String),
      error_code: expect.any(String),
      details: expect.any(Object),
    };
    const { path } = pipeline;
    expect(await pipeline.send('GET', path)).toMatchObject({ status: 401, body: shape });
    expect((await send('GET', path)).status).toBe(404);
    expect((await send('POST', `${path}/stop`)).body).toEqual(unknownPipelineName(pipeline.name));
    expect((await send('PUT', path)).status).toBe(201);
    expect((await send('PUT', path)).status).toBe(200);
    for (const query of [
      'start?initial=runing',
      'stop?force=1',
      'pause?x=y',
      'activate?initial=',
    ]) {
      expect(await send('POST', `${path}/${query}`)).toMatchObject({ status: 400, body: shape });
    }
    expect(await send('POST', `${path}/restart`)).toMatchObject({ status: 404, body: shape });
    expect((await send('POST', `${path}/start`)).status).toBe(202);
    expect(await send('DELETE', path)).toMatchObject({ status: 409, body: shape });
    expect((await send('POST', `${path}/stop?force=true`)).status).toBe(202);
    const seen = await send('GET', path);
    expect(seen.body).toMatchObject({ deployment_desired_status: 'Stopped', tags: [] });
    await expect.poll(async () => (await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });

  const moves = fc.record({
    type: fc.constantFrom('poll' as const, 'poll' as const, ...actionTypes, 'start' as const),
    choice: fc.nat(1000),
    pause: fc.nat(12),
    hook: fc.nat(40),
  });
  const walks = {
    'delays and failures': ['--delay', '0..6', '--failures', '0.15', '--modified', '0.7'],
    'late messages': ['--late', '1', '--latency', '2..15'],
    'answers that are lost': ['--fault', 'drop', '--fault', 'error500', '--failures', '0.1'],
    'fewer capabilities': ['--without', 'standby', '--without', 'suspendable'],
  };
  test.each(Object.entries(walks))('gives legal histories, with %s', async (_, args) => {
    const pipeline = await pipelineOf({ args });
    pipeline.lacks(...args.filter((_, index) => args[index - 1] === '--without'));
    const pairs = new Set<string>();
    for (const { type, choice, pause, hook } of fc.sample(moves, 300)) {
      if (type === 'poll') {
        await pipeline.see().then(
          ({ pair }) => pairs.add(pair),
          () => {}, // Lost; there is nothing to record.
        );
      } else {
        const variants = everyAction.filter((action) => action.type === type);
        const action = variants[choice % variants.length] as (typeof variants)[number];
        await pipeline.call(toRequest(action));
      }
      if (hook < 2) await pipeline.disturb(hook === 0 ? 'kill-runner' : 'fail');
      await sleep(pause);
    }
    const { violation } = await pipeline.check();
    expect(violation && describeViolation(violation)).toBeNull();
    expect(pairs.size).toBeGreaterThan(5);
  });

  test.each(['drop', 'slow', 'garbage', 'restart', 'error500'])(
    'has the fault %s, and survives it',
    async (fault) => {
      const args = ['--fault', fault, '--fault-rate', '0.3', '--slow', '300..400'];
      const server = await startServer({ args });
      const pipeline = new Recorder(server.baseUrl, 'orders');
      const started = performance.now();
      const outcomes = new Set<string>();
      let created = 0;
      while (performance.now() - started < 2500) {
        const before = performance.now();
        const answer = await pipeline.send('PUT', pipeline.path).catch(() => ({ status: 0 }));
        outcomes.add(performance.now() - before > 250 ? 'slow' : String(answer.status));
        if (answer.status === 201) created += 1;
        await sleep(10);
      }
      await server.stop();
      expect(server.stderr()).toBe('');
      // It is created once, and then it stays.
      expect(created).toBeLessThanOrEqual(1);
      expect(outcomes).toContain('200');
      const lost = { slow: 'slow', error500: '500' }[fault] ?? '0';
      expect(outcomes).toContain(lost);
    },
  );
});

/** Plays a script until it shows something, or often enough; a script that is missed is no verdict. */
async function play(bug: string, options: ServerOptions, times: number) {
  const { claim, play } = scripts[bug] as NonNullable<(typeof scripts)[string]>;
  let played = 0;
  for (let attempt = 0; attempt < 15 && played < times; attempt += 1) {
    const pipeline = await pipelineOf(options);
    let complaint: string | null = null;
    try {
      complaint = await play(pipeline);
    } catch (error) {
      if (!(error instanceof Missed)) throw error;
      // What was seen until then may show it already.
      if (claim === undefined || pipeline.lines.length === 0) continue;
    }
    played += 1;
    const { violation } = await pipeline.check();
    if (violation !== null) return { violation, complaint, played };
    if (complaint !== null) return { violation: null, complaint, played };
  }
  return { violation: null, complaint: null, played };
}

const names = Object.keys(bugs);

describe.concurrent('each bug', () => {
  test('has a script, and breaks what there is', () => {
    expect(names.length).toBeGreaterThanOrEqual(18);
    expect(Object.keys(scripts).sort()).toEqual([...names].sort());
    for (const { rule, property } of Object.values(bugs)) {
      if (rule !== null) expect(ruleOf(rule as Parameters<typeof ruleOf>[0]).id).toBe(rule);
      if (property !== null) expect(lifecycleProperties.map(({ id }) => id)).toContain(property);
    }
  });

  test.each(names)('%s is there, can be seen, and is not in the correct server', async (bug) => {
    const { options, by } = bugs[bug] as NonNullable<(typeof bugs)[string]>;
    const args = ['--latency', '20..35', '--late', '0', ...options];
    const correct = await play(bug, { args }, 2);
    expect(correct.violation && describeViolation(correct.violation)).toBeNull();
    expect(correct.complaint).toBeNull();
    expect(correct.played).toBe(2);

    const { violation, complaint } = await play(bug, { bug, args }, 15);
    const claim = scripts[bug]?.claim;
    expect(by).toBe(claim === undefined ? 'look' : 'history');
    if (claim === undefined) {
      expect(complaint).not.toBeNull();
      expect(violation && describeViolation(violation)).toBeNull();
    } else expect(violation?.claim).toMatch(claim);
  });
});
