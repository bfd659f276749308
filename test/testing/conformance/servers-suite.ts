/** The tests of the servers, which may run in this process or as processes of their own. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actionTypes,
  decide,
  everyAction,
  parseDeployment,
  type RuleId,
  ruleOf,
  toRequest,
  unknownPipelineName,
  withPipelineName,
} from '../../../src/lifecycle';
import { describeViolation } from '../../../src/trace';
import { lifecycleProperties } from '../../../src/verify';
import type { ReachableServer, ServerOptions } from './server-options';
import { bugs } from './servers/bugs.mjs';
import { Missed, Recorder } from './servers/recorder';
import { scripts } from './servers/scripts';

/**
 * Starts a server for as long as it is used; one that is used already will do, whatever its seed.
 */
export type WithServer = <Value>(
  options: ServerOptions,
  use: (server: ReachableServer) => Promise<Value>,
) => Promise<Value>;

let pipelines = 0;

/** A new pipeline, which is not created yet. */
function pipelineOf(server: ReachableServer): Recorder {
  pipelines += 1;
  return new Recorder(server, `pipeline-${pipelines}`);
}

const quick = ['--latency', '1..4', '--late', '0', '--modified', '1'];

const names = Object.keys(bugs);

/** Declares the tests, with these of the bugs. */
export function describeServers(withServer: WithServer, tried = names): void {
  const withPipeline = <Value>(
    options: ServerOptions,
    use: (pipeline: Recorder) => Promise<Value>,
  ): Promise<Value> =>
    withServer(options, async (server) => {
      const pipeline = pipelineOf(server);
      await pipeline.create();
      return use(pipeline);
    });

  describe('the correct server', () => {
    test('answers as decide does, wherever the pipeline rests', () =>
      withPipeline({ args: quick }, answersAsDecide));

    test('answers requests that are not about the lifecycle', () =>
      withServer({ args: [...quick, '--api-key', 'secret'] }, (server) =>
        answersOtherRequests(pipelineOf(server)),
      ));

    test.each(Object.entries(walks))('gives legal histories, with %s', (_, args) =>
      withPipeline({ args }, (pipeline) => givesLegalHistories(pipeline, args)),
    );

    test.each(['drop', 'slow', 'garbage', 'gateway', 'restart', 'error500'])(
      'has the fault %s, and survives it',
      (fault) => {
        const args = ['--fault', fault, '--fault-rate', '0.3', '--slow', '300..400'];
        return withServer({ args }, (server) => survives(server, fault));
      },
    );
  });

  describe('each bug', () => {
    test('has a script, and breaks an existing rule', () => {
      expect(names.length).toBeGreaterThanOrEqual(53);
      expect(Object.keys(scripts).sort()).toEqual([...names].sort());
      for (const { rule, property } of Object.values(bugs)) {
        if (rule !== null) expect(ruleOf(rule as RuleId).id).toBe(rule);
        if (property !== null) expect(lifecycleProperties.map(({ id }) => id)).toContain(property);
      }
    });

    test.each(tried)('%s is there, can be seen, and is not in the correct server', async (bug) => {
      const { options, by } = bugs[bug] as NonNullable<(typeof bugs)[string]>;
      const args = (latency: string) => ['--latency', latency, '--late', '0', ...options];
      const correct = await play(
        bug,
        (seed, latency, use) => withPipeline({ seed, args: args(latency) }, use),
        2,
      );
      expect(correct.violation && describeViolation(correct.violation)).toBeNull();
      expect(correct.complaint).toBeNull();
      expect(correct.played).toBe(2);

      const { violation, complaint } = await play(
        bug,
        (seed, latency, use) => withPipeline({ bug, seed, args: args(latency) }, use),
        15,
      );
      const claim = scripts[bug]?.claim;
      expect(by).toBe(claim === undefined ? 'look' : 'history');
      if (claim === undefined) {
        expect(complaint).not.toBeNull();
        expect(violation && describeViolation(violation)).toBeNull();
      } else expect(violation?.claim).toMatch(claim);
    });
  });
}

async function answersAsDecide(pipeline: Recorder): Promise<void> {
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
}

async function answersOtherRequests(pipeline: Recorder): Promise<void> {
  const bearer = { authorization: 'Bearer secret' };
  const sent = (method: string, path: string) => pipeline.send(method, path, bearer);
  const shape = {
    message: expect.any(String),
    error_code: expect.any(String),
    details: expect.any(Object),
  };
  const { path } = pipeline;
  expect(await pipeline.send('GET', path)).toMatchObject({ status: 401, body: shape });
  expect((await sent('GET', path)).status).toBe(404);
  expect((await sent('POST', `${path}/stop`)).body).toEqual(unknownPipelineName(pipeline.name));
  expect((await sent('PUT', path)).status).toBe(201);
  expect((await sent('PUT', path)).status).toBe(200);
  for (const query of ['start?initial=runing', 'stop?force=1', 'pause?x=y', 'activate?initial=']) {
    expect(await sent('POST', `${path}/${query}`)).toMatchObject({ status: 400, body: shape });
  }
  expect(await sent('POST', `${path}/restart`)).toMatchObject({ status: 404, body: shape });
  expect((await sent('POST', `${path}/start`)).status).toBe(202);
  expect(await sent('DELETE', path)).toMatchObject({ status: 409, body: shape });
  expect((await sent('POST', `${path}/stop?force=true`)).status).toBe(202);
  const seen = await sent('GET', path);
  expect(seen.body).toMatchObject({ deployment_desired_status: 'Stopped', tags: [] });
  let deleted = await sent('DELETE', path);
  while (deleted.status === 409) {
    await pipeline.sleep(5);
    deleted = await sent('DELETE', path);
  }
  expect(deleted.status).toBe(204);
  expect((await sent('GET', path)).status).toBe(404);
}

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

async function givesLegalHistories(pipeline: Recorder, args: readonly string[]): Promise<void> {
  pipeline.lacks(...args.filter((_, index) => args[index - 1] === '--without'));
  const pairs = new Set<string>();
  for (const { type, choice, pause, hook } of fc.sample(moves, { numRuns: 300, seed: 11 })) {
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
    await pipeline.sleep(pause);
  }
  const { violation } = await pipeline.check();
  expect(violation && describeViolation(violation)).toBeNull();
  expect(pairs.size).toBeGreaterThan(5);
}

async function survives(server: ReachableServer, fault: string): Promise<void> {
  const { clock } = server;
  const pipeline = pipelineOf(server);
  const lost = { slow: 'slow', error500: '500', gateway: '429' }[fault] ?? '0';
  const outcomes = new Set<string>();
  let created = 0;
  while (!outcomes.has('200') || !outcomes.has(lost)) {
    const before = clock.now();
    const answer = await pipeline.send('PUT', pipeline.path).catch(() => ({ status: 0 }));
    outcomes.add(clock.now() - before > 250 ? 'slow' : String(answer.status));
    if (answer.status === 201) created += 1;
    await clock.sleep(10);
  }
  // It is created once, and then it stays.
  expect(created).toBeLessThanOrEqual(1);
}

/**
 * Plays a script on new pipelines until it shows something, or often enough; a script that misses
 * its situation gives no verdict.
 */
async function play(
  bug: string,
  withNewPipeline: <Value>(
    seed: number,
    latency: string,
    use: (pipeline: Recorder) => Promise<Value>,
  ) => Promise<Value>,
  times: number,
) {
  const { claim, play } = scripts[bug] as NonNullable<(typeof scripts)[string]>;
  let played = 0;
  for (let attempt = 0; attempt < 15 && played < times; attempt += 1) {
    // Another seed each time, or a situation that was missed would be missed again. A machine too
    // slow to call in time meets a server that slows down as well.
    const slower = 2 ** Math.floor(attempt / 4);
    const latency = `${20 * slower}..${35 * slower}`;
    const found = await withNewPipeline(attempt + 1, latency, async (pipeline) => {
      let complaint: string | null = null;
      try {
        complaint = await play(pipeline);
      } catch (error) {
        if (!(error instanceof Missed)) throw error;
        // The history until then may show it already.
        if (claim === undefined || pipeline.lines.length === 0) return null;
      }
      const { violation } = await pipeline.check();
      return { violation, complaint: violation === null ? complaint : null };
    });
    if (found === null) continue;
    played += 1;
    if (found.violation !== null || found.complaint !== null) return { ...found, played };
  }
  return { violation: null, complaint: null, played };
}
