/**
 * One run of the simulation: servers, workers, users and an executor on virtual time, around one
 * database, with faults at every call. The store, the leases, the claims and the reconciler are
 * the real ones. The same seed does the same.
 */
import {
  applyAction,
  createPipeline,
  type LifecycleStore,
  type Pipeline,
  type PipelineService,
  runReconciler,
  serviceOf,
  versionedStore,
} from '../../../src/host';
import { WorkerClaims } from '../../../src/host/leases';
import { everyAction, settled } from '../../../src/lifecycle';
import { VirtualClock } from '../virtual-clock';
import { Chance } from './chance';
import { SimulatedDatabase } from './database';
import { type Faults, Link, none } from './link';
import { allWork, type Mechanisms } from './mechanisms';
import { type Asker, Outside } from './outside';

const lease = 15_000;
const names = ['a', 'b'];
const steps = 16;
const stormy: Faults = { request: 0.03, answer: 0.03, message: 0.3, delay: 0.05 };

interface Worker extends Asker {
  isGoing: boolean;
  readonly link: Link;
  readonly controller: AbortController;
  readonly ended: Promise<unknown>;
}

/** Runs one seed, and returns what is wrong. */
export async function simulate(seed: number, works: Mechanisms = allWork): Promise<string[]> {
  const run = new Run(seed, works);
  await run.begin();
  await run.storm();
  return run.calm();
}

class Run {
  readonly #clock = new VirtualClock();
  readonly #chance: Chance;
  readonly #works: Mechanisms;
  readonly #database: SimulatedDatabase;
  readonly #outside: Outside;
  readonly #workers: Worker[] = [];
  readonly #links: Link[] = [];
  /** The pipelines that servers have answered with, after they took an action. */
  readonly #acknowledged: Pipeline[] = [];
  /** The servers that answer. One that is held is heard of no more, and another takes its place. */
  readonly #servers: { readonly service: PipelineService; readonly link: Link }[];

  constructor(seed: number, works: Mechanisms) {
    this.#works = works;
    this.#chance = new Chance(seed);
    this.#database = new SimulatedDatabase(this.#clock, works);
    this.#outside = new Outside(this.#clock, this.#chance, works.fences);
    this.#servers = [this.#startServer(), this.#startServer()];
  }

  async begin(): Promise<void> {
    for (const name of names) {
      const pipeline = createPipeline(name, { now: this.#clock.now(), id: `id-${name}` });
      await this.#storeOver(this.#healthyLink()).create(pipeline);
    }
    this.#startWorker();
    this.#startWorker();
  }

  /** Lets users act while everything fails. */
  async storm(): Promise<void> {
    for (const link of this.#links) link.faults = stormy;
    for (let step = 0; step < steps; step += 1) {
      await this.#clock.advance(this.#chance.pick([1, 100, 2_000, 8_000]));
      const worker = this.#chance.pick(this.#workers);
      switch (this.#chance.below(11)) {
        case 0:
          worker.link.hold();
          break;
        case 1:
          await this.#stopProcess(worker);
          break;
        case 2:
          worker.isGoing = true;
          worker.link.goOn();
          break;
        case 3:
          if (this.#workers.length < 4) this.#startWorker();
          break;
        case 4:
          worker.controller.abort();
          break;
        case 5:
          this.#chance.pick(this.#servers).link.hold();
          this.#servers.push(this.#startServer());
          break;
        case 6:
          this.#clock.set(this.#chance.pick([-3_600_000, 3_600_000]));
          break;
        case 7:
          this.#outside.crash();
          break;
        default:
          for (let users = this.#chance.below(4); users >= 0; users -= 1) void this.#act();
      }
    }
  }

  /** Ends the faults, lets everything settle, and returns what is wrong. */
  async calm(): Promise<string[]> {
    for (const { link } of this.#workers) if (!link.isHeld) link.heal();
    this.#startWorker(this.#healthyLink());
    this.#outside.calm();
    await this.#clock.advance(lease + 2_000);
    const left = this.#database.leftBehind.map((worker) => `nobody has replaced ${worker}`);
    await this.#clock.advance(2 * lease);
    // Nobody is told of what is asked now, and it must happen all the same.
    for (const link of this.#links) link.faults = { ...none, message: 1 };
    this.#servers.push(this.#startServer(this.#link({ ...none, message: 1 })));
    for (let times = 0; times < 4; times += 1) await this.#act();
    await this.#clock.advance(lease);
    const problems = [...left, ...this.#stateProblems(), ...this.#outside.collisions];
    problems.push(...this.#database.trespasses, ...this.#journalProblems());
    for (const { controller, link } of this.#workers) {
      controller.abort();
      link.heal();
    }
    for (const link of this.#links) link.heal();
    await this.#clock.advance(lease);
    await Promise.all(this.#workers.map(({ ended }) => ended));
    return problems;
  }

  /** Stops a process, which cannot even notice that its lease is over; it may go on later. */
  async #stopProcess(worker: Worker): Promise<void> {
    // In the middle of something, if it has anything to do.
    void this.#act();
    await this.#clock.advance(this.#chance.pick([1, 100, 500, 1_500]));
    worker.isGoing = false;
    worker.link.hold();
    if (this.#chance.is(0.3)) return;
    await this.#clock.advance(lease + 2_000);
    worker.isGoing = true;
    worker.link.goOn();
  }

  async #act(): Promise<void> {
    const name = this.#chance.pick(names);
    const action = this.#chance.pick(everyAction);
    const { service } = this.#anyServer();
    try {
      if (!this.#works.answersLast) return await this.#answerFirst(name, action);
      const answer = await service.act(name, { action, capabilities: {} });
      if (answer?.decision?.accepted) this.#acknowledged.push(answer.pipeline);
    } catch {
      // The user does not know what has become of it.
    }
  }

  /** Does as a server that promises before it keeps. */
  async #answerFirst(name: string, action: (typeof everyAction)[number]): Promise<void> {
    const { service } = this.#anyServer();
    const before = await service.read(name);
    if (before === undefined) return;
    const context = { capabilities: {}, now: this.#clock.now() };
    const { pipeline, result } = applyAction(before, action, context);
    if (result.accepted && pipeline !== null) this.#acknowledged.push(pipeline);
    await service.act(name, { action, capabilities: {} });
  }

  #anyServer() {
    return this.#chance.pick(this.#servers.filter(({ link }) => !link.isHeld));
  }

  #startWorker(link = this.#link(stormy)): void {
    const controller = new AbortController();
    const worker = { id: this.#workers.length, isGoing: true, link, controller };
    const clock = this.#clock;
    const claims = new WorkerClaims({ clock, random: this.#chance.next, onFailure: () => {} }, () =>
      this.#database.claims(link),
    );
    const store: LifecycleStore = {
      ...this.#storeOver(link),
      claims: async (options) => link.pass(() => claims.begin(options)),
    };
    const resync = this.#works.polls ? 5_000 : 86_400_000;
    const options = { clock, lease, resync, random: this.#chance.next, grace: 1_000 };
    const { signal } = controller;
    const executor = this.#outside.executor(worker);
    const ended = runReconciler({ ...options, store, executor, signal, onEvent: () => {} });
    this.#workers.push(Object.assign(worker, { ended }));
  }

  #startServer(link = this.#link(stormy)) {
    return { link, service: serviceOf(this.#storeOver(link), { clock: this.#clock }) };
  }

  #storeOver(link: Link): LifecycleStore {
    const settings = { clock: this.#clock, random: this.#chance.next };
    return versionedStore(this.#database.table(link), settings);
  }

  #link(faults: Faults): Link {
    const link = new Link(this.#clock, this.#chance, faults);
    this.#links.push(link);
    return link;
  }

  #healthyLink(): Link {
    return this.#link(none);
  }

  /** Everything is settled, and just what should run does. */
  #stateProblems(): string[] {
    return this.#database.pipelines.flatMap(({ name, id, deployment }) => {
      const { status, generation } = deployment;
      if (!settled(deployment)) return [`${name} rests in ${status}, not settled`];
      const running = [...(this.#outside.running.get(id) ?? [])].join();
      const wanted = status === 'Stopped' ? '' : `${generation}`;
      return running === wanted ? [] : [`${name} is ${status}, and '${running}' runs`];
    });
  }

  /** Each write follows the one before, and every action that was acknowledged is among them. */
  #journalProblems(): string[] {
    const { journal } = this.#database;
    const torn = [...journal].flatMap(([name, writes]) =>
      writes.flatMap(({ revision }, index) => {
        const before = writes[index - 1]?.revision ?? revision - 1;
        return revision === before + 1 ? [] : [`${name}: ${revision} was written after ${before}`];
      }),
    );
    const lost = this.#acknowledged.flatMap((pipeline) => {
      const { name, revision } = pipeline;
      const written = journal.get(name)?.find((each) => each.revision === revision);
      const isKept = JSON.stringify(written) === JSON.stringify(pipeline);
      return isKept ? [] : [`${name}: revision ${revision} was acknowledged, and is lost`];
    });
    return [...torn, ...lost];
  }
}
