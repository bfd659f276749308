/**
 * A thousand callers of one pipeline at once, while a runner moves it: written down in the order in which
 * the handler tells of decisions and reads, what they did and saw is a legal history.
 */
import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/host/memory-store';
import { createPipeline } from '../../src/host/pipeline';
import { runReconciler } from '../../src/host/reconciler/reconciler';
import type { LifecycleStore } from '../../src/host/store';
import { createLifecycleHandler, type HandlerEvent } from '../../src/http';
import { noAuthentication } from '../../src/http/authentication/authentication';
import { toRequest } from '../../src/lifecycle';
import { type Random, randomOf } from '../../src/testing/random';
import { checkHistory, describeViolation } from '../../src/trace';
import { FakeExecutor, rightAnswer } from '../host/reconciler/fake-executor';

const callers = 1_000;
const callsEach = 4;
const name = 'orders';

/** What a caller asks: an action or a look, with or without waiting. */
const requests: readonly (readonly [method: string, path: string])[] = [
  ...['start', 'start?initial=paused', 'start?initial=standby', 'pause', 'resume'],
  ...['stop', 'stop?force=true', 'activate', 'approve', 'dismiss_error'],
].map((action): [string, string] => ['POST', `/${action}`]);
const looks: readonly (readonly [method: string, path: string])[] = [
  ['GET', ''],
  ['GET', ''],
  ['GET', '?wait=Running,Paused,Stopped&timeout=1'],
  ['HEAD', ''],
];

/** The line of a history that this event is; undefined for events of another kind. */
function lineOf(event: HandlerEvent): string | undefined {
  if (event.type === 'decided') {
    const [call, search] = toRequest(event.action).split('?');
    const given = [...new URLSearchParams(search)].map(([key, value]) => {
      return [key, value === 'true' || value === 'false' ? value === 'true' : value];
    });
    const { decision } = event;
    const code = decision.accepted ? {} : { error_code: decision.error.error_code };
    const query = Object.fromEntries(given);
    return JSON.stringify({ call, query, answer: decision.httpStatus, ...code });
  }
  if (event.type !== 'read') return undefined;
  const { status, desiredStatus, error } = event.pipeline.deployment;
  const seen = {
    deployment_status: status,
    deployment_desired_status: desiredStatus,
    deployment_error: error === null ? null : true,
  };
  return JSON.stringify({ seen });
}

/** A pause of no certain length: a few turns of the event loop, or a few promises. */
async function pause({ next, chance }: Random): Promise<void> {
  const turns = Math.floor(next() * 6);
  const isShort = chance(0.5);
  for (let turn = 0; turn < turns; turn += 1) {
    await (isShort ? undefined : new Promise((wake) => setImmediate(wake)));
  }
}

/** Lets them all call, and gives what was recorded. */
async function recorded(random: Random, store: LifecycleStore) {
  const lines: string[] = [];
  await store.create(createPipeline(name, Date.now()));
  const handler = createLifecycleHandler({
    store,
    authenticate: noAuthentication,
    onEvent: (event) => {
      const line = lineOf(event);
      if (line !== undefined) lines.push(line);
      if (event.type === 'failed') throw event.error;
    },
  });
  const statuses = new Map<number, number>();
  const call = async () => {
    await pause(random);
    const [method, path] = random.pick(random.chance(0.6) ? requests : looks);
    const [action, search = ''] = path.split('?');
    const url = `http://localhost/v0/pipelines/${name}${action}${search && `?${search}`}`;
    const { status } = await handler(new Request(url, { method }));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const ending = new AbortController();
  const moving = mover(store, random, ending.signal);
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let each = 0; each < callsEach; each += 1) await call();
    }),
  );
  ending.abort();
  await moving;
  return { lines, statuses };
}

/** A reconciler whose executor takes its time, and fails now and then. */
function mover(store: LifecycleStore, random: Random, signal: AbortSignal) {
  const behave = async (...[task, method]: Parameters<typeof rightAnswer>) => {
    await pause(random);
    if (random.chance(0.1)) throw new Error('not now');
    return rightAnswer(task, method);
  };
  const {
    provision,
    activate,
    bootstrap,
    pause: paused,
    resume,
    suspend,
    deprovision,
  } = new FakeExecutor({
    ...{ provision: behave, activate: behave, bootstrap: behave, pause: behave },
    ...{ resume: behave, suspend: behave, deprovision: behave },
  });
  const executor = { provision, activate, bootstrap, pause: paused, resume, suspend, deprovision };
  return runReconciler({ store, executor, signal, backoff: { first: 1, max: 5 } });
}

/** A store that reads, decides and writes, and does not look whether somebody has written meanwhile. */
function careless(random: Random): LifecycleStore {
  const store = memoryStore();
  return {
    ...store,
    update: async (name, change) => {
      const before = await store.read(name);
      if (before === undefined) return undefined;
      const { pipeline, result } = change(before);
      await pause(random);
      await store.update(name, () => ({ pipeline, result }));
      return result;
    },
  };
}

describe('a thousand callers at once', () => {
  test.each([1, 2, 3, 4, 5, 6])('of a pipeline that is moved, with the seed %d', async (seed) => {
    const { lines, statuses } = await recorded(randomOf(seed), memoryStore());
    const report = await checkHistory(lines);
    expect(report.violation && describeViolation(report.violation)).toBeNull();
    expect(report.calls + report.sightings).toBe(callers * callsEach);
    const kinds = ['seen', 'answer":202', 'answer":400', 'Running', 'Stopping', 'Paused'];
    const rare = kinds.filter((each) => lines.filter((line) => line.includes(each)).length < 5);
    expect(rare).toEqual([]);
    expect([...statuses].filter(([status]) => status === 404 || status === 500)).toEqual([]);
  });

  test('are told apart from those of a store that loses updates', async () => {
    const { lines } = await recorded(randomOf(1), careless(randomOf(2)));
    const { legal } = await checkHistory(lines);
    expect(legal).toBe(false);
  });
});
