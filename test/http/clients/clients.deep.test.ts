/**
 * The contract with generated clients: three generators make a client from the committed OpenAPI
 * document, and each calls every operation of a real server, once accepted and once refused.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPipeline, systemClock } from '../../../src/host';
import { bearer } from '../../../src/http';
import type { Action } from '../../../src/lifecycle';
import type { Observation } from '../../../src/lifecycle/observation';
import { handlerFor, noon, running } from '../handler-helpers';
import { clients, type GeneratedClients, generateClients } from './generated';
import { type Calls, type MakeCalls, missing, name } from './programs/calls';

const document: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>;
} = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));

const key = '0123456789abcdef';
const error = { message: 'No room.', error_code: 'NoRoom', details: {} };

type Course = readonly (Action | Observation)[];
const failing: Course = [
  ...([{ type: 'start' }, { type: 'provisioning' }, { type: 'failed', error }] as const),
];
const failed: Course = [...failing, { type: 'deprovisioned' }];
const standby: Course = [
  { type: 'start', initial: 'standby' },
  ...([{ type: 'provisioning' }, { type: 'standby' }] as const),
];
const awaitingApproval: Course = [
  ...([{ type: 'start' }, { type: 'provisioning' }, { type: 'awaitingApproval' }] as const),
];

/** The answer to a call of a pipeline that has had a course. */
interface Expected {
  readonly after?: Course;
  readonly status: number;
  readonly body?: unknown;
  readonly code?: string;
}

/** The answers to calls that are accepted, by operation. */
const accepted: Readonly<Record<string, Expected>> = {
  list_pipelines: { status: 200, body: [expect.objectContaining({ name })] },
  create_pipeline: { status: 201, body: expect.objectContaining({ name: missing }) },
  get_pipeline: { status: 200, body: { name, deployment_status: 'Stopped' } },
  delete_pipeline: { status: 204 },
  watch_pipeline: { status: 200 },
  watch_pipelines: { status: 200 },
  start: { status: 202 },
  stop: { after: running, status: 202 },
  pause: { after: running, status: 202 },
  resume: { after: [...running, { type: 'pause' }], status: 202 },
  activate: { after: standby, status: 202, body: { checkpoint_sequence_number: 0 } },
  approve: { after: awaitingApproval, status: 202, body: { checkpoint_sequence_number: 0 } },
  dismiss_error: { after: failed, status: 202 },
  describe: { status: 200, body: expect.objectContaining({ openapi: '3.1.1' }) },
};

/** The answers to calls that are refused. No typed client can make one of the others. */
const refused: Readonly<Record<string, Expected>> = {
  list_pipelines: { status: 400, code: 'InvalidRequest' },
  create_pipeline: { status: 409, code: 'DuplicateName' },
  get_pipeline: { status: 404, code: 'UnknownPipelineName' },
  delete_pipeline: { status: 412, code: 'PreconditionFailed' },
  watch_pipeline: { status: 404, code: 'UnknownPipelineName' },
  start: { after: failed, status: 400, code: 'CannotStartWithUndismissedError' },
  stop: { after: standby, status: 405, code: 'UnsupportedPipelineAction' },
  pause: { after: running, status: 412, code: 'PreconditionFailed' },
  resume: { status: 400, code: 'IllegalPipelineAction' },
  activate: { status: 503, code: 'PipelineInteractionNotDeployed' },
  approve: { after: running, status: 503, code: 'InvalidTransition' },
  dismiss_error: { after: failing, status: 400, code: 'DismissErrorRestrictedToFullyStopped' },
};

const { handler, store, bring } = await handlerFor({
  authenticate: bearer({ apiKeys: [key] }),
  clock: systemClock,
});
const server = createAdaptorServer({ fetch: handler });
let baseUrl: string;
let generated: GeneratedClients;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v0`;
  generated = await generateClients(baseUrl);
});
afterAll(() => {
  server.close();
  generated?.remove();
});

test('every operation of the document is called in both ways, if both can be', () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(Object.keys(accepted).sort()).toEqual(ids.sort());
  expect([...Object.keys(refused), 'describe', 'watch_pipelines'].sort()).toEqual(ids.sort());
});

test('every client compiles with a call of each operation', async () => {
  expect(await generated.typeErrorsIn(...clients.map((client) => `${client}.ts`))).toEqual([]);
});

test('a misspelled field is a type error', async () => {
  const program = (field: string) => `import type { components } from './generated/schema';
    export const read = (pipeline: components['schemas']['Pipeline']) => pipeline.${field};`;
  generated.write('right.ts', program('deployment_status'));
  generated.write('misspelled.ts', program('deployment_staus'));
  const errors = await generated.typeErrorsIn('right.ts', 'misspelled.ts');
  expect(errors).toEqual([expect.stringMatching(/^misspelled\.ts.*'deployment_staus'/)]);
});

describe.each(clients)('the client of %s', (client) => {
  let makeCalls: MakeCalls;
  let calls: Calls;
  beforeAll(async () => {
    makeCalls = await generated.load(client);
  });

  /** The server's own answers, whatever the client makes of them. */
  let answers: Response[];
  beforeEach(() => {
    answers = [];
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const answer = await fetch(...request);
      answers.push(answer);
      return isStream(answer) ? withFirstEvent(answer) : answer;
    });
    // Some take the function as it is now.
    calls = makeCalls({ baseUrl, key });
  });

  test('has a call for each of these answers', () => {
    const made = (way: 'accepted' | 'refused') =>
      Object.keys(calls).filter((id) => calls[id]?.[way] !== undefined);
    expect(made('accepted')).toEqual(Object.keys(accepted));
    expect(made('refused')).toEqual(Object.keys(refused));
  });

  test.each(Object.entries(accepted))('%s is accepted', async (id, { after, status, body }) => {
    await begin(after);
    const call = calls[id]?.accepted();
    if (id.startsWith('watch_')) {
      // Of a stream, only see that it comes: some clients take it for JSON.
      await call?.catch((failure: unknown) => expect(failure).toBeInstanceOf(SyntaxError));
      expect(answers.map(isStream)).toEqual([true]);
    } else {
      const answer = await call;
      expect(answer).toMatchObject({ status });
      if (body !== undefined) expect(answer?.body).toEqual(body);
    }
    expect(answers.map(({ status }) => status)).toEqual([status]);
  });

  test.each(Object.entries(refused))('%s is refused', async (id, { after, status, code }) => {
    await begin(after);
    const answer = await calls[id]?.refused?.();
    expect(answers.map(({ status }) => status)).toEqual([status]);
    // The iterator of hey-api ends, and keeps the reason to itself.
    if (client === 'hey-api' && id === 'watch_pipeline') return;
    expect(answer).toMatchObject({ status, code });
  });

  test('is refused without a valid key', async () => {
    const stranger = makeCalls({ baseUrl, key: 'another' });
    const answer = await stranger.start?.accepted();
    expect(answer).toMatchObject({ status: 401, code: 'Unauthorized' });
  });
});

/** Begins with one pipeline, which has had this course. */
async function begin(course: Course = []): Promise<void> {
  for (const each of await store.list({})) {
    await store.update(each.name, () => ({ pipeline: null, result: null }));
  }
  await store.create(createPipeline(name, { now: noon, id: crypto.randomUUID() }));
  await bring(name, ...course);
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type') === 'text/event-stream';
}

/** Ends a stream after its first event, for clients that read to the end. */
async function withFirstEvent({ body, status, headers }: Response): Promise<Response> {
  const reader = body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new Response(first?.value ?? null, { status, headers });
}
