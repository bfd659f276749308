/** The live view without a browser: addresses, fleets, faults and notices. */
import { describe, expect, test } from 'vitest';
import { availableActions, type PipelineBody } from '../../src/client';
import { faultLabel, faultsOf, provokedFault } from '../../src/explorer/live/faults';
import { Fleet, filtered, stateInWords } from '../../src/explorer/live/fleet';
import { noticeInWords, noticeOf, noticeOfObstacle } from '../../src/explorer/live/notice';
import { availableFor, isInRow } from '../../src/explorer/live/pipeline-actions';
import { apiAddress, ownAddress, whyUnreachable } from '../../src/explorer/live/server-address';
import { createPipeline } from '../../src/host';
import { toWire } from '../../src/http';
import { fullCapabilities } from '../../src/lifecycle';
import { createSimulator } from '../../src/simulator/simulator';

const bodyOf = (name: string, more: object = {}): PipelineBody => {
  const body = toWire(createPipeline(name, { now: 0, id: name }), fullCapabilities);
  return { ...body, ...more } as unknown as PipelineBody;
};

test.each([
  ['localhost:8080', 'http://localhost:8080/v0'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v0'],
  [' https://pipelines.example/ ', 'https://pipelines.example/v0'],
  ['https://pipelines.example/api/v0', 'https://pipelines.example/api/v0'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['', ''],
])('the address %j means %j', (entered, address) => {
  expect(apiAddress(entered)).toBe(address);
});

test('a page that a server shows begins with that server, and a file with none', () => {
  expect(ownAddress(new URL('http://localhost:8080/'))).toBe('http://localhost:8080/v0');
  expect(ownAddress({ protocol: 'file:', origin: 'null' })).toBe(null);
});

describe('a server that cannot be reached', () => {
  const server = { baseUrl: 'http://127.0.0.1:8080/v0', token: 'a-secret' };
  const file = { protocol: 'file:', origin: 'null' };
  const opaque = async () => ({}) as Response;
  const lost = async () => {
    throw new TypeError('Failed to fetch');
  };

  test('is told apart from one that does not let the page in', async () => {
    expect(await whyUnreachable(server, file, lost)).toMatch(/is the server running/);
    expect(await whyUnreachable(server, file, opaque)).toMatch(/start it with --cors '\*'\.$/);
    const other = new URL('https://docs.example/explorer.html');
    expect(await whyUnreachable(server, other, opaque)).toMatch(
      /--cors https:\/\/docs\.example\.$/,
    );
    const own = new URL('http://127.0.0.1:8080/');
    expect(await whyUnreachable(server, own, opaque)).toBe('There is no answer.');
  });

  test('is asked without the token', async () => {
    const asked: unknown[] = [];
    await whyUnreachable(server, file, async (...all) => {
      asked.push(all);
      return opaque();
    });
    expect(asked).toEqual([[server.baseUrl, { mode: 'no-cors', credentials: 'omit' }]]);
  });
});

describe('a fleet', () => {
  const at = new Date(0);

  test('is sorted by name, and what is listed at first is no news', () => {
    const fleet = new Fleet();
    for (const name of ['b', 'a']) fleet.take({ type: 'pipeline', pipeline: bodyOf(name) }, at);
    fleet.take({ type: 'listed' }, at);
    const running = { deployment_status: 'Running', deployment_desired_status: 'Paused' };
    fleet.take({ type: 'pipeline', pipeline: bodyOf('b', running) }, at);
    fleet.take({ type: 'pipeline', pipeline: bodyOf('b', { ...running, revision: 9 }) }, at);
    fleet.take({ type: 'pipeline', pipeline: bodyOf('c') }, at);
    fleet.take({ type: 'deleted', name: 'a' }, at);
    const { pipelines, changes } = fleet.view();
    expect(pipelines.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(changes.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'a: deleted',
      'c: Stopped',
      'b: Running, to be paused',
    ]);
  });

  test('keeps only the latest changes', () => {
    const fleet = new Fleet();
    fleet.take({ type: 'listed' }, at);
    for (let turn = 0; turn < 1_000; turn += 1) fleet.take({ type: 'deleted', name: 'a' }, at);
    expect(fleet.view().changes).toHaveLength(200);
    expect(fleet.view().changes[0]?.turn).toBe(1_000);
  });

  test('is filtered by names and statuses', () => {
    const pipelines = [bodyOf('orders'), bodyOf('clicks', { deployment_status: 'Running' })];
    const names = (text: string) => filtered(pipelines, text).map(({ name }) => name);
    expect(names(' ORD ')).toEqual(['orders']);
    expect(names('running')).toEqual(['clicks']);
    expect(names('')).toEqual(['orders', 'clicks']);
  });

  test('survives statuses and bodies that are not ours', () => {
    const strange = bodyOf('a', {
      deployment_status: 'Dancing',
      deployment_desired_status: { toString: null },
      deployment_error: 7,
    });
    expect(stateInWords(strange)).toBe('Dancing, desired ?');
    expect(availableFor(strange)).toBe(null);
    expect(filtered([strange], 'x')).toEqual([]);
  });
});

test('a row has a button for each action without parameters, and for the forced stop', () => {
  const requests = (availableFor(bodyOf('a')) ?? []).filter(isInRow).map(({ request }) => request);
  expect(requests.toSorted()).toEqual([
    ...['activate', 'approve', 'dismiss_error', 'pause', 'resume', 'start', 'stop'],
    'stop?force=true',
  ]);
});

test('a refusal is told with its hint, and nothing twice', () => {
  const actions = availableActions(bodyOf('a'));
  const [resume, stop] = ['resume', 'stop'].map((each) =>
    actions.find(({ request }) => request === each),
  );
  const notice = noticeOfObstacle(resume as NonNullable<typeof resume>, 'Resume, a');
  expect(notice.hint).not.toBe(null);
  expect(notice.text).not.toContain(notice.hint);
  expect(noticeInWords(notice)).toMatch(
    /^Resume, a: Not sent, because the answer would be 400 IllegalPipelineAction: .*stopped/i,
  );
  const idle = noticeOfObstacle(stop as NonNullable<typeof stop>, 'Stop, a');
  expect(idle.text).toBe('It would change nothing.');
  const success = { ok: true, httpStatus: 202, etag: null, attempts: 1 } as const;
  expect(noticeOf({ ...success, value: { checkpoint: 4 } }, 'Start, a').text).toBe(
    'Accepted. It continues from checkpoint 4.',
  );
});

describe('the faults of a simulator', () => {
  const server = { baseUrl: 'http://127.0.0.1:8080/v0', token: 'a-key-of-sixteen-letters' };
  const simulated = () =>
    createSimulator({ pipelines: ['demo'], apiKey: server.token, failures: 0 });

  test('are those that it lists, and it says what becomes of each', async ({ onTestFinished }) => {
    const simulator = simulated();
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const send = async (url: string, init: RequestInit) => simulator.fetch(new Request(url, init));
    const faults = await faultsOf(server, send as typeof fetch);
    expect(faults.map(faultLabel)).toContain('Suspend hang');
    const provoked = async (name: string, pipelineName: string) => {
      const fault = { name, effect: '' };
      return provokedFault({ server, pipelineName, fault }, send as typeof fetch);
    };
    expect(await provoked('provisioning_error', 'demo')).toMatchObject({
      ...{ kind: 'accepted', title: 'Provisioning error, demo' },
      text: expect.stringMatching(/^The next provisioning fails/),
    });
    expect(await provoked('crash', 'demo')).toMatchObject({
      ...{ kind: 'refused', text: expect.stringMatching(/^409 NoProcess: /) },
      hint: 'Start it, and wait until it is provisioned.',
    });
    expect(await provoked('crash', '../a b')).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/^404 /),
    });
  });

  test.each([
    ['a server without any', 404, '{"message":"No such path."}'],
    ['another kind of answer', 200, '<html>'],
    ['a malformed list', 200, '{"controls":7}'],
    ['malformed names', 200, '{"controls":[{"path":"/x/../y?z"},{"path":7},null]}'],
  ])('are missing for %s', async (_, status, body) => {
    const send = (async () => new Response(body, { status })) as typeof fetch;
    expect(await faultsOf(server, send)).toEqual([]);
  });
});
