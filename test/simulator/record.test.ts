/** A recorded history is accepted by the checker, whatever was requested in whatever order. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/input/invalid-input';
import { toRequest } from '../../src/lifecycle';
import { everyAction } from '../../src/lifecycle/action';
import { controlNames } from '../../src/simulator/controls';
import { checkHistory } from '../../src/trace';
import { amount } from '../tier';
import { type Simulated, simulated, textsIn } from './simulated';

const file = 'history.jsonl';
const linesOf = (text = '') => text.split('\n').filter((line) => line !== '');
const requests = everyAction.map(toRequest);

async function expectLegal(texts: ReadonlyMap<string, string>) {
  for (const [source, text] of texts) {
    const lines = linesOf(text);
    if (lines.length === 0) continue;
    const report = await checkHistory(lines, { source });
    expect(report.violation, `${source}\n${text}`).toBeNull();
  }
}

describe('a record', () => {
  test('has the capabilities, complete actions with their answers, and readings', async () => {
    const { texts, call, poll, until, control, simulator } = await simulated({ record: file });
    await call('start?initial=paused');
    await until('Paused');
    await poll();
    await call('stop');
    await call('resume');
    await control('crash');
    await poll();
    await simulator.stop();
    expect(linesOf(texts.get(file)).map((line) => JSON.parse(line))).toEqual([
      { capabilities: { checkpointing: true, suspendable: true, standby: true } },
      {
        call: 'start',
        query: { initial: 'paused', bootstrap_policy: 'await_approval', dismiss_error: true },
        answer: 202,
      },
      {
        seen: {
          deployment_status: 'Paused',
          deployment_desired_status: 'Paused',
          deployment_error: null,
        },
      },
      { call: 'stop', query: { force: false }, answer: 202 },
      { call: 'resume', query: {}, answer: 400, error_code: 'IllegalPipelineAction' },
      {
        seen: {
          deployment_status: 'Stopping',
          deployment_desired_status: 'Stopped',
          deployment_error: true,
        },
      },
    ]);
    await expectLegal(texts);
  });

  test('has what an event stream shows, where the store was read for it', async () => {
    const { texts, call, watch, until, clock, simulator } = await simulated({ record: file });
    const { shown, leave } = await watch();
    await call('start');
    await until('Running');
    await call('pause');
    await until('Paused');
    await call('stop?force=true');
    await until('Stopped');
    await clock.settle();
    await leave();
    await simulator.stop();
    const lines = linesOf(texts.get(file)).map((line) => JSON.parse(line));
    const statuses = lines.flatMap(({ call, seen }) => call ?? seen?.deployment_status ?? []);
    expect(statuses).toEqual([
      ...['Stopped', 'start', 'Stopped', 'Provisioning', 'Running'],
      ...['pause', 'Running', 'Paused', 'stop', 'Paused', 'Stopping', 'Stopped'],
    ]);
    expect(statuses.filter((status) => /^[A-Z]/.test(status))).toEqual(shown);
    await expectLegal(texts);
  });

  test('has once what several streams show at once, and nothing for HEAD', async () => {
    const { texts, call, watch, ask, until, clock, simulator } = await simulated({ record: file });
    await ask('HEAD', '/v0/pipelines/demo/events');
    const streams = await Promise.all(Array.from({ length: 10 }, () => watch()));
    await call('start');
    await until('Running');
    await clock.settle();
    await Promise.all(streams.map(({ leave }) => leave()));
    await simulator.stop();
    for (const { shown } of streams) expect(shown).toEqual(streams[0]?.shown);
    const readings = linesOf(texts.get(file)).filter((line) => line.includes('"seen"'));
    expect(readings).toHaveLength(streams[0]?.shown.length ?? 0);
    await expectLegal(texts);
  });

  test('leaves out requests that were malformed, unknown, or not about one pipeline', async () => {
    const { texts, ask, call, poll, simulator } = await simulated({ record: file });
    await call('start', 'nobody');
    await call('start?initial=runing');
    await call('explode');
    await poll('nobody');
    await ask('GET', '/v0/pipelines');
    await ask('GET', '/simulator');
    await simulator.stop();
    expect([...texts]).toEqual([[file, '']]);
  });

  test('is written as it happens: an answered request is there once the event loop turns', async () => {
    const { texts, call, clock } = await simulated({ record: file });
    await call('start');
    await clock.settle();
    expect(linesOf(texts.get(file))).toHaveLength(2);
    await call('stop?force=true');
    await clock.settle();
    expect(linesOf(texts.get(file))).toHaveLength(3);
  });
});

describe('each pipeline has a file of its own', () => {
  const create = ({ ask }: Simulated, name: string) =>
    ask('POST', '/v0/pipelines', { body: JSON.stringify({ name }) });
  const remove = ({ ask }: Simulated, name: string) => ask('DELETE', `/v0/pipelines/${name}`);

  test('the one that is used first has the file that was named, and the log says so', async () => {
    const pipelines = ['demo', 'orders', 'clicks'];
    const running = await simulated({ record: 'some.folder/history.jsonl', pipelines });
    const { texts, log, call, poll, clock } = running;
    await poll('orders');
    await call('start', 'demo');
    await call('pause', 'orders');
    await clock.settle();
    expect([...texts.keys()]).toEqual([
      'some.folder/history.jsonl',
      'some.folder/history.demo.jsonl',
    ]);
    expect(linesOf(texts.get('some.folder/history.jsonl'))).toHaveLength(3);
    expect(textsIn(log)).toContain('recording to some.folder/history.demo.jsonl');
  });

  test('a pipeline that is created again begins a new history', async () => {
    const running = await simulated({ record: file });
    const { texts, call, poll, until, simulator } = running;
    for (let round = 0; round < 3; round += 1) {
      await call('start');
      await until('Running');
      await call('stop?force=true');
      await until('Stopped');
      await poll();
      expect((await remove(running, 'demo')).status).toBe(204);
      await poll();
      expect((await create(running, 'demo')).status).toBe(201);
    }
    await simulator.stop();
    expect([...texts.keys()]).toEqual([file, 'history.demo-2.jsonl', 'history.demo-3.jsonl']);
    for (const text of texts.values()) expect(linesOf(text)).toHaveLength(4);
    await expectLegal(texts);
  });

  test('no two pipelines share a file, whatever their names', async () => {
    const pipelines = ['demo', 'Demo', 'demo-2', 'DEMO'];
    const running = await simulated({ record: file, pipelines });
    const { texts, call, simulator } = running;
    await call('stop', 'demo-2');
    await call('stop', 'demo');
    await remove(running, 'demo');
    await create(running, 'demo');
    for (const name of ['demo', 'Demo', 'DEMO']) await call('stop', name);
    await simulator.stop();
    const files = [...texts.keys()];
    expect(files).toHaveLength(5);
    expect(new Set(files.map((name) => name.toLowerCase())).size).toBe(5);
    for (const text of texts.values()) expect(linesOf(text)).toHaveLength(2);
  });

  test('files keep the extension of the file that was named, or have none', async () => {
    const { texts, call, clock } = await simulated({ record: 'history', pipelines: ['a', 'b'] });
    await call('stop', 'a');
    await call('stop', 'b');
    await clock.settle();
    expect([...texts.keys()]).toEqual(['history', 'history.b']);
  });
});

/**
 * A move of a client: an action, a control, a poll, waiting, watching by an event stream, leaving
 * the oldest one, or deleting and creating again.
 */
const anyMove = fc.oneof(
  { weight: 6, arbitrary: fc.record({ request: fc.constantFrom(...requests) }) },
  { weight: 2, arbitrary: fc.record({ control: fc.constantFrom(...controlNames) }) },
  { weight: 5, arbitrary: fc.record({ poll: fc.constant(true) }) },
  { weight: 5, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 6_000 }) }) },
  { weight: 2, arbitrary: fc.record({ watch: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ leave: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ recreate: fc.constant(true) }) },
);

describe('a history is accepted by the checker', () => {
  test('for every seed, edition and sequence of requests', async () => {
    const property = fc.asyncProperty(
      fc.nat(),
      fc.constantFrom('enterprise' as const, 'open-source' as const),
      fc.constantFrom(0, 0.05, 0.3),
      // Several moves at once, so that actions and polls overtake each other.
      fc.array(fc.array(anyMove, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 }),
      async (seed, edition, failures, turns) => {
        const latency = { least: 50, most: 2_000 };
        const running = await simulated({ seed, edition, failures, latency, record: file });
        const streams: Stream[] = [];
        for (const moves of turns) {
          await Promise.all(moves.map((move) => make(move, running, streams)));
        }
        await Promise.all(streams.map(({ leave }) => leave()));
        await running.simulator.stop();
        await expectLegal(running.texts);
      },
    );
    await fc.assert(property, { numRuns: amount({ usual: 25, deep: 80 }) });
  });

  const callers = amount({ usual: 100, deep: 1_000 });

  test('with many callers at once on one pipeline', async () => {
    const running = await simulated({
      record: file,
      failures: 0.3,
      latency: { least: 1, most: 40 },
    });
    const caller = async (index: number) => {
      for (let round = 0; round < 5; round += 1) {
        const isPoll = (index + round) % 3 === 0;
        if (isPoll) await running.poll();
        else await running.call(requests[(index * 7 + round) % requests.length] ?? 'stop');
        if (index === 0) await running.clock.advance(30);
      }
    };
    await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
    await running.simulator.stop();
    const lines = linesOf(running.texts.get(file));
    expect(lines).toHaveLength(5 * callers + 1);
    expect(lines.filter((line) => line.includes('"note"'))).toEqual([]);
    await expectLegal(running.texts);
  });

  test('with many event streams and many callers at once on one pipeline', async () => {
    const running = await simulated({
      record: file,
      failures: 0.3,
      latency: { least: 1, most: 40 },
    });
    const streams: Stream[] = [];
    const caller = async (index: number) => {
      for (let round = 0; round < 3; round += 1) {
        // Streams begin and end in the middle of it all.
        if ((index + round) % 3 === 0) streams.push(await running.watch());
        else if ((index + round) % 7 === 0) await streams.shift()?.leave();
        else await running.call(requests[(index * 7 + round) % requests.length] ?? 'stop');
        if (index === 0) await running.clock.advance(30);
      }
    };
    await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
    await running.clock.advance(500);
    await Promise.all(streams.map(({ leave }) => leave()));
    await running.simulator.stop();
    const lines = linesOf(running.texts.get(file));
    const shown = new Set(streams.flatMap((stream) => stream.shown));
    for (const status of shown) expect(lines.join('\n')).toContain(`"${status}"`);
    expect(lines.filter((line) => line.includes('"note"'))).toEqual([]);
    expect(lines.filter((line) => line.includes('"seen"')).length).toBeGreaterThan(shown.size);
    await expectLegal(running.texts);
  });
});

type Stream = Awaited<ReturnType<Simulated['watch']>>;

interface Move {
  readonly poll?: boolean;
  readonly request?: string;
  readonly control?: string;
  readonly wait?: number;
  readonly watch?: boolean;
  readonly leave?: boolean;
  readonly recreate?: boolean;
}

async function make(given: Move, running: Simulated, streams: Stream[]) {
  const { call, control, poll, clock, ask, watch } = running;
  if (given.request !== undefined) await call(given.request);
  else if (given.control !== undefined) await control(given.control);
  else if (given.wait !== undefined) await clock.advance(given.wait);
  else if (given.watch) streams.push(await watch());
  else if (given.leave) await streams.shift()?.leave();
  else if (given.recreate) {
    await ask('DELETE', '/v0/pipelines/demo');
    await ask('POST', '/v0/pipelines', { body: '{"name":"demo"}' });
  } else await poll();
}

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-record-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are those of this machine by default', async () => {
    const record = join(folder, 'real.jsonl');
    const { call, clock } = await simulated({ record, files: undefined });
    await call('start');
    await clock.settle();
    expect(linesOf(readFileSync(record, 'utf8'))).toHaveLength(2);
  });

  test('that cannot be written are reported before anything begins', async () => {
    for (const [record, why] of [
      [join(folder, 'nowhere', 'history.jsonl'), 'its folder does not exist'],
      [folder, 'it is a folder'],
    ] as const) {
      const creating = simulated({ record, files: undefined });
      await expect(creating).rejects.toThrow(InvalidInputError);
      await expect(creating).rejects.toThrow(`a file that can be written (${why})`);
    }
  });

  test('that cannot be written any more are reported once, and harm no request', async () => {
    const files = {
      create: () => {},
      append: (_: string, text: string) => {
        if (text.includes('"stop"')) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      },
    };
    const { call, log, clock } = await simulated({ record: file, files });
    for (const request of ['start', 'stop?force=true', 'stop?force=true', 'start']) {
      expect((await call(request)).status).toBeLessThan(500);
      await clock.settle();
    }
    const problems = textsIn(log).filter((line) => line.includes('recording ended'));
    expect(problems).toEqual(['recording ended: cannot write history.jsonl (the disk is full)']);
  });
});
