/**
 * Servers and workers as processes over a real engine, while users act: whatever is killed or
 * stopped in the midst of it, nothing that was answered is lost, everything settles, and no
 * pipeline is asked of two live workers at once.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { openService } from '../../../bench/scale/engines.mjs';
import { createPipeline, type Pipeline, type PipelineService } from '../../../src/host';
import { settled } from '../../../src/lifecycle';
import { amount, isLong } from '../../tier';
import { type Address, type Kind, Plane } from './plane';
import { TaskJudge, TaskLog } from './task-log';
import { Crowd, User } from './user';

/** An engine that was started for one file of tests. */
export interface Engine {
  /** The address that servers, workers and the tests open. */
  readonly address: Address;
  /** True if a task can be asked again with its fence. */
  readonly canRepeatFences?: boolean;
  /** Makes the engine call the workers at these ports, which may change. */
  readonly call?: (ports: readonly number[]) => Promise<unknown>;
  /** The server, if the engine has one. */
  readonly server?: EngineServer;
  readonly end: () => Promise<unknown>;
}

/** A server that can be killed and stopped. */
export interface EngineServer {
  /** Kills it, and starts it again with the same data. */
  crash(): Promise<void>;
  /** Stops it, as a machine does that hangs: its connections stay open. */
  hang(): Promise<void>;
  /** Lets it go on. */
  wake(): Promise<void>;
}

/** A test that needs the signals of POSIX. */
const onPosix = test.skipIf(process.platform === 'win32');

const rounds = amount({ usual: 1, deep: 20 });
const callsEach = amount({ usual: 30, deep: 200 });
const pipelines = amount({ usual: 8, deep: 20 });

/** The longest time that an engine is stopped, in milliseconds. */
const hangMax = isLong ? Infinity : 1_000;

/** A fault: what happens in the midst of the load, and what ends it, if it lasts. */
interface Fault {
  readonly begin: (cluster: Cluster) => Promise<unknown>;
  readonly end?: (cluster: Cluster) => Promise<unknown>;
}

const killed = (kind: Kind): Fault => ({
  begin: ({ plane, busiest }) => plane.kill(kind, busiest()),
  end: ({ plane }) => plane.start(kind),
});
const stopped = (kind: Kind): Fault => ({
  begin: async ({ plane, busiest }) => plane.stop(kind, busiest()),
  end: async ({ plane }) => plane.wake(),
});

const stoppedForAWhile = (kind: Kind): Fault => ({
  begin: async ({ plane, busiest, aWhile }) => {
    plane.stop(kind, busiest());
    await aWhile();
    plane.wake();
  },
});

const kills: Readonly<Record<string, Fault>> = {
  'a worker is killed': killed('worker'),
  'all workers are killed': {
    begin: async ({ plane }) => {
      const { workers } = plane;
      await Promise.all(workers.map((pid) => plane.kill('worker', pid)));
      await Promise.all(workers.map(() => plane.start('worker')));
    },
  },
  'a server is killed': killed('server'),
};

/** The faults of an engine with a server, without which nobody is answered: it is soon back. */
const faults: Readonly<Record<string, Fault>> = {
  ...kills,
  'a worker is stopped': stopped('worker'),
  'a server is stopped': stopped('server'),
  'the engine is killed': { begin: ({ server }) => server.crash() },
  'the engine is stopped': {
    begin: async ({ server, aWhile }) => {
      await server.hang();
      await aWhile();
      await server.wake();
    },
  },
};

/** The faults of a file: a process that is stopped may have it locked, so that nobody can write. */
const faultsOfFile: Readonly<Record<string, Fault>> = {
  ...kills,
  'a worker is stopped': stoppedForAWhile('worker'),
  'a server is stopped': stoppedForAWhile('server'),
};

interface OpenedService {
  readonly service: PipelineService;
  migrate(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** The engine, and everything that uses it. */
class Cluster {
  readonly plane: Plane;
  readonly service: PipelineService;
  readonly log: TaskLog;
  readonly #engine: Engine;
  readonly #opened: OpenedService;
  readonly #folder = mkdtempSync(join(tmpdir(), 'pipeline-lifecycle-kills-'));

  private constructor(engine: Engine) {
    this.#engine = engine;
    const { canRepeatFences = false } = engine;
    this.log = new TaskLog(join(this.#folder, 'log'), new TaskJudge({ canRepeatFences }));
    this.plane = new Plane(engine.address, this.log.path);
    this.#opened = openService(engine.address);
    this.service = this.#opened.service;
  }

  static async start(engine: Engine): Promise<Cluster> {
    const cluster = new Cluster(engine);
    const { plane } = cluster;
    await cluster.#opened.migrate();
    const kinds = ['server', 'server', 'worker', 'worker'] as const;
    await Promise.all(kinds.map((kind) => plane.start(kind)));
    await engine.call?.(plane.ports);
    return cluster;
  }

  get server(): EngineServer {
    return this.#engine.server as EngineServer;
  }

  /** The worker that was asked last, which is in the middle of a task most of the time. */
  readonly busiest = (): number | undefined => this.log.read().asked;

  /** Resolves once each worker has gone on for longer than its lease, if that is not too long. */
  readonly aWhile = async (): Promise<void> => {
    const time = Math.min(this.#engine.address.lease, hangMax);
    const seen = (pid: number) => this.log.read().lastSeen(pid) ?? 0;
    const ends = this.plane.workers.map((pid) => ({ pid, at: seen(pid) + time }));
    while (ends.some(({ pid, at }) => seen(pid) <= at)) await sleep(20);
  };

  /** Resolves with these pipelines once all of them are settled. */
  async settled(names: readonly string[]): Promise<readonly Pipeline[]> {
    return Promise.all(
      names.map(async (name) => {
        for (;;) {
          const pipeline = await this.service.read(name).catch(() => undefined);
          if (pipeline !== undefined && settled(pipeline.deployment)) return pipeline;
          await sleep(10);
        }
      }),
    );
  }

  async end(): Promise<void> {
    await this.plane.end();
    await this.#opened.close();
    this.log.close();
    await this.#engine.end();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Declares the tests of an engine of this name, which has a server or is a file. */
export function testKills(
  name: string,
  kind: 'server' | 'file',
  start: () => Promise<Engine>,
): void {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start(await start());
  });
  afterAll(() => cluster?.end());

  onPosix.each(Object.entries(kind === 'server' ? faults : faultsOfFile))(
    `nothing is lost or asked of two workers on ${name} if %s`,
    async (words, fault) => {
      const seconds: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        seconds.push(await play(cluster, fault, round));
      }
      const longest = Math.max(...seconds).toFixed(1);
      const times = rounds === 1 ? '' : ` in ${rounds} rounds`;
      process.stderr.write(`${name}, ${words}: settled after ${longest} s at most${times}\n`);
    },
  );
}

/**
 * Lets users act before, during and after a fault. Resolves with how many seconds it took until
 * everything was settled: since the fault, or since its end if it was over at once.
 */
async function play(cluster: Cluster, fault: Fault, round: number): Promise<number> {
  const { plane, service, log } = cluster;
  const users = Array.from({ length: pipelines }, (_, index) => {
    const name = `p${randomUUID()}`;
    return new User(name, () => plane.urlOf(index), round * pipelines + index);
  });
  const names = users.map((user) => user.name);
  const create = (name: string) =>
    service.create(createPipeline(name, { now: Date.now(), id: randomUUID() }));
  await Promise.all(names.map(create));
  const crowd = new Crowd(users);

  await crowd.load(callsEach);
  const meanwhile = crowd.load(callsEach);
  await fault.begin(cluster);
  const seconds = await secondsOf(async () => {
    await meanwhile;
    await cluster.settled(names);
  }).finally(() => fault.end?.(cluster));
  await crowd.load(callsEach);
  await crowd.rest();

  for (const pipeline of await cluster.settled(names)) expectDone(pipeline, log.read());
  for (const user of users) {
    await user.look();
    await user.expectLegal();
  }
  expect(log.read().problems.splice(0)).toEqual([]);
  return seconds;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** Expects that the executor was asked for what the pipeline is. */
function expectDone({ name, deployment }: Pipeline, judge: TaskJudge): void {
  const { status, generation } = deployment;
  const isProvisioned = judge.wasAsked(name, generation, 'provision');
  const isRemoved = judge.wasAsked(name, generation, 'deprovision');
  // A start that was called off in time may never have been asked for.
  if (status === 'Stopped') expect(isRemoved || !isProvisioned).toBe(true);
  else expect([status, isProvisioned, isRemoved]).toEqual([status, true, false]);
}
