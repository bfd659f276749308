/**
 * PostgreSQL is killed again and again while users act and workers work: no action that was
 * answered is lost, every recorded history is legal, and everything settles.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LifecycleStore, runReconciler, serviceOf } from '../../src/host';
import { monotonicTime } from '../../src/host/time';
import { systemClock } from '../../src/host/time/clock';
import { everyAction, settled, toRequest } from '../../src/lifecycle';
import { randomOf } from '../../src/testing/random';
import { fresh } from '../../src/testing/store/sample-pipelines';
import { checkHistory } from '../../src/trace';
import { FakeExecutor } from '../host/reconciler/fake-executor';
import { amount } from '../tier';
import { until } from '../until';
import { openPostgresStore } from './opened-store';
import { persistently } from './persistently';
import { type PostgresServer, startPostgres } from './server';

const rounds = amount({ usual: 3, deep: 20 });
const callsEach = 200;
const names = Array.from({ length: 20 }, (_, index) => `pipeline-${index}`);

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres({ durable: true });
});
afterAll(() => server?.end());

/** A user of one pipeline, who writes down every call and what was seen after it. */
class User {
  readonly lines: string[] = [];
  answered = 0;
  readonly #store: LifecycleStore;
  readonly #name: string;
  readonly #random: ReturnType<typeof randomOf>;
  #revision = 0;

  constructor(store: LifecycleStore, name: string, seed: number) {
    this.#store = store;
    this.#name = name;
    this.#random = randomOf(seed);
  }

  /** Calls a random action. One that is not answered may take effect all the same. */
  async act(): Promise<void> {
    const action = this.#random.pick(everyAction);
    const began = monotonicTime(systemClock);
    const call = toRequest(action);
    try {
      const answer = await serviceOf(this.#store).act(this.#name, { action, capabilities: {} });
      const { pipeline, decision } = answer ?? expect.fail('The pipeline is gone.');
      const ended = monotonicTime(systemClock);
      this.lines.push(JSON.stringify({ call, answer: decision?.httpStatus, began, ended }));
      this.answered += 1;
      this.#requireKept(pipeline.revision);
    } catch (error) {
      if (error instanceof LostWriteError) throw error;
      this.lines.push(JSON.stringify({ call, began }));
    }
    await this.look();
  }

  /** Reads the pipeline, however often it takes. */
  async look(): Promise<void> {
    const [began, pipeline] = await persistently(async () => {
      const sent = monotonicTime(systemClock);
      return [sent, await this.#store.read(this.#name)] as const;
    });
    const { deployment, revision } = pipeline ?? expect.fail('The pipeline is gone.');
    this.#requireKept(revision);
    const seen = {
      deployment_status: deployment.status,
      deployment_desired_status: deployment.desiredStatus,
      deployment_error: deployment.error,
    };
    const ended = monotonicTime(systemClock);
    this.lines.push(JSON.stringify({ seen, began, ended }));
  }

  /** Throws LostWriteError if a revision that was seen before is gone. */
  #requireKept(revision: number): void {
    if (revision < this.#revision) throw new LostWriteError(this.#name, revision, this.#revision);
    this.#revision = revision;
  }
}

class LostWriteError extends Error {
  constructor(name: string, revision: number, before: number) {
    super(`${name} has revision ${revision}, after ${before} was seen.`);
  }
}

test(`in ${rounds} crashes, nothing that was answered is lost`, async () => {
  const opened = Array.from({ length: 4 }, () => openPostgresStore(server.url));
  const [own, ...workers] = opened.map(({ store }) => store);
  await opened[0]?.migrate();
  for (const name of names) await own?.create(fresh(name));
  const end = new AbortController();
  const ended = workers.map((store) =>
    runReconciler({
      ...{ store, executor: new FakeExecutor(), signal: end.signal },
      ...{ lease: 2_000, backoff: { first: 10, max: 200 }, onEvent: () => {} },
    }),
  );
  const users = names.map((name, index) => new User(own as LifecycleStore, name, index + 1));
  const answered = () => users.reduce((sum, user) => sum + user.answered, 0);
  let isOver = false;
  const acting = Promise.all(
    users.map(async (user) => {
      while (!isOver) await user.act();
    }),
  );
  acting.catch(() => {});
  for (let round = 0; round < rounds; round += 1) {
    const before = answered();
    await Promise.race([acting, until(() => answered() >= before + callsEach)]);
    await server.crash();
  }
  const before = answered();
  await Promise.race([acting, until(() => answered() >= before + callsEach)]);
  isOver = true;
  await acting;
  await until(async () => {
    const all = await persistently(async () => own?.list() ?? []);
    return all.length === names.length && all.every(({ deployment }) => settled(deployment));
  });
  for (const user of users) {
    await user.look();
    const report = await checkHistory(user.lines);
    expect(report.verdict, user.lines.slice(-40).join('\n')).toBe('legal');
  }
  end.abort();
  await Promise.all(ended);
  await Promise.all(opened.map(({ close }) => close()));
});
