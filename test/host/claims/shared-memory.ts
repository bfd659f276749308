/**
 * A store in memory that several workers share, with claims, for tests on a virtual clock.
 *
 * Each worker reaches it through a link, which can be frozen: then none of its calls is answered
 * until it is thawed, as for a process that was stopped, or whose network is gone.
 */
import {
  type Change,
  type Claim,
  ClaimLostError,
  type Claims,
  type Clock,
  type LifecycleStore,
  memoryStore,
  type Pipeline,
} from '../../../src/host';
import { monotonicTime } from '../../../src/host/time';
import { settled } from '../../../src/lifecycle';

interface Owner {
  readonly worker: number;
  readonly fence: number;
  readonly pipelineId: string;
}

/** The mechanisms that may be switched off, to see that a test notices. */
export interface Mechanisms {
  readonly checksFence: boolean;
  readonly takesOver: boolean;
}

/** The store, and who has claimed what. */
export class SharedMemory {
  readonly store = memoryStore();
  readonly #clock: Clock;
  readonly #mechanisms: Mechanisms;
  readonly #owners = new Map<string, Owner>();
  readonly #dueSince = new Map<string, number>();
  readonly #leases = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #workers = 0;
  #writes = 0;
  #fence = 0;

  constructor(clock: Clock, mechanisms: Mechanisms = { checksFence: true, takesOver: true }) {
    this.#clock = clock;
    this.#mechanisms = mechanisms;
  }

  /** Opens the store for the workers of a machine, by default one with the clock of the store. */
  open(link: Link, machine: Clock = this.#clock): LifecycleStore {
    const { store } = this;
    return {
      create: (pipeline) =>
        link.pass(async () => {
          const isNew = await store.create(pipeline);
          if (isNew) this.#written(pipeline.name, pipeline);
          return isNew;
        }),
      read: (name) => link.pass(() => store.read(name)),
      list: (page) => link.pass(() => store.list(page)),
      update: (name, change) => link.pass(() => this.#write(name, change)),
      watch: (listener) => store.watch?.((name) => link.isFrozen || listener(name)) ?? (() => {}),
      watchesEveryWriter: true,
      claims: ({ lease }) => link.pass(async () => new MemoryClaims(this, link, lease, machine)),
    };
  }

  /** The time that leases are judged by. */
  now(): number {
    return monotonicTime(this.#clock);
  }

  /** Begins a lease. */
  register(lease: number, _machine: Clock): number {
    this.#workers += 1;
    this.#leases.set(this.#workers, this.now() + lease);
    return this.#workers;
  }

  /** Renews a lease; false if it is over. */
  renew(worker: number, lease: number): boolean {
    if (!this.#isAlive(worker)) return false;
    this.#leases.set(worker, this.now() + lease);
    return true;
  }

  async acquire(worker: number, limit: number): Promise<Claim[]> {
    const due = (await this.store.list()).filter((each) => this.isDue(each));
    return due
      .filter(({ name }) => this.isFree(name))
      .sort((one, other) => this.dueSince(one.name) - this.dueSince(other.name))
      .slice(0, limit)
      .map(({ name: pipelineName, id: pipelineId }) => {
        this.#fence += 1;
        this.#owners.set(pipelineName, { worker, fence: this.#fence, pipelineId });
        return { pipelineName, pipelineId, fence: this.#fence };
      });
  }

  holds(worker: number, { pipelineName, fence }: Claim): boolean {
    if (!this.#mechanisms.checksFence) return true;
    const owner = this.#owners.get(pipelineName);
    return owner?.worker === worker && owner.fence === fence && this.#isAlive(worker);
  }

  async update<Result>(
    worker: number,
    claim: Claim,
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined> {
    const { pipelineName } = claim;
    return this.#write(pipelineName, (before) => {
      const isRight = this.isOf(claim, before) && this.holds(worker, claim);
      if (!isRight) throw new ClaimLostError(claim);
      const changed = change(before);
      const isOver = changed.pipeline === null || settled(changed.pipeline.deployment);
      if (isOver && changed.pipeline !== before) this.release(worker, claim);
      return changed;
    });
  }

  release(worker: number, claim: Claim): void {
    const owner = this.#owners.get(claim.pipelineName);
    if (owner?.worker !== worker || owner.fence !== claim.fence) return;
    this.#owners.delete(claim.pipelineName);
    this.#tell();
  }

  end(worker: number): void {
    this.#leases.delete(worker);
    this.#tell();
  }

  /** Calls the listener once there may be something to claim. */
  onDue(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** True if a worker has something to do. */
  protected isDue({ deployment }: Pipeline): boolean {
    return !settled(deployment);
  }

  /** True if a claim is of this very pipeline, and not of an earlier one of its name. */
  protected isOf(claim: Claim, pipeline: Pipeline): boolean {
    return claim.pipelineId === pipeline.id;
  }

  /** A number that is lower the longer a pipeline has had something to do. */
  protected dueSince(name: string): number {
    return this.#dueSince.get(name) ?? 0;
  }

  #write<Result>(name: string, change: (pipeline: Pipeline) => Change<Result>) {
    return this.store.update(name, (before) => {
      const changed = change(before);
      if (changed.pipeline !== before) this.#written(name, changed.pipeline);
      return changed;
    });
  }

  #written(name: string, pipeline: Pipeline | null): void {
    if (pipeline === null) this.#owners.delete(name);
    const isDue = pipeline !== null && !settled(pipeline.deployment);
    if (!isDue) this.#dueSince.delete(name);
    else if (!this.#dueSince.has(name)) {
      this.#writes += 1;
      this.#dueSince.set(name, this.#writes);
    }
    if (isDue) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The worker that has a pipeline now; undefined if none has. */
  ownerOf(pipelineName: string): Owner | undefined {
    const owner = this.#owners.get(pipelineName);
    return owner !== undefined && this.#isAlive(owner.worker) ? owner : undefined;
  }

  /** True if no living worker has this pipeline. */
  protected isFree(name: string): boolean {
    const owner = this.#owners.get(name);
    return owner === undefined || (this.#mechanisms.takesOver && !this.#isAlive(owner.worker));
  }

  #isAlive(worker: number): boolean {
    return (this.#leases.get(worker) ?? 0) > this.now();
  }
}

/** The way from a worker to the store. */
export class Link {
  #thawed: Promise<void> | undefined;
  #thaw = () => {};

  #isStopped = false;

  get isFrozen(): boolean {
    return this.#thawed !== undefined;
  }

  /** True while the process of the worker is stopped, and not only its link. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Stops the whole process, which notices nothing until it goes on. */
  stop(): void {
    this.freeze();
    this.#isStopped = true;
  }

  freeze(): void {
    if (this.isFrozen) return;
    this.#thawed = new Promise((resolve) => {
      this.#thaw = resolve;
    });
  }

  thaw(): void {
    this.#isStopped = false;
    this.#thawed = undefined;
    this.#thaw();
  }

  async pass<Value>(ask: () => Promise<Value>): Promise<Value> {
    await this.#thawed;
    const answer = await ask();
    await this.#thawed;
    return answer;
  }
}

/** The claims of one worker. */
class MemoryClaims implements Claims {
  readonly #shared: SharedMemory;
  readonly #link: Link;
  readonly #lease: number;
  readonly #clock: Clock;
  readonly #held = new Map<string, Claim>();
  readonly #listeners = new Set<(claim: Claim) => void>();
  readonly #ending = new AbortController();
  #worker: number;
  #until: number;

  constructor(shared: SharedMemory, link: Link, lease: number, clock: Clock) {
    this.#shared = shared;
    this.#link = link;
    this.#lease = lease;
    this.#clock = clock;
    this.#until = monotonicTime(clock) + lease;
    this.#worker = shared.register(lease, clock);
    void this.#beat();
  }

  acquire = (limit: number) =>
    this.#link.pass(async () => {
      if (monotonicTime(this.#clock) >= this.#until) return [];
      const claims = await this.#shared.acquire(this.#worker, limit);
      for (const claim of claims) this.#held.set(claim.pipelineName, claim);
      return claims;
    });

  update = <Result>(claim: Claim, change: (pipeline: Pipeline) => Change<Result>) =>
    this.#link.pass(async () => {
      const result = await this.#shared.update(this.#worker, claim, change);
      // A claim that was released by the write is held no more.
      if (!this.#shared.holds(this.#worker, claim)) this.#held.delete(claim.pipelineName);
      return result;
    });

  holds = (claim: Claim) =>
    this.#held.get(claim.pipelineName) === claim && monotonicTime(this.#clock) < this.#until;

  release = (claim: Claim) =>
    this.#link.pass(async () => {
      if (this.#held.get(claim.pipelineName) === claim) this.#held.delete(claim.pipelineName);
      this.#shared.release(this.#worker, claim);
    });

  onDue = (listener: () => void) => this.#shared.onDue(listener);

  onLost = (listener: (claim: Claim) => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  end = () =>
    this.#link.pass(async () => {
      this.#ending.abort();
      this.#shared.end(this.#worker);
    });

  /** Renews the lease. The local clock counts while the store does not answer. */
  async #beat(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#clock.sleep(this.#lease / 3, this.#ending.signal);
      const begun = monotonicTime(this.#clock);
      const renewed = this.#link.pass(async () => this.#shared.renew(this.#worker, this.#lease));
      const waits = new AbortController();
      const isRenewed = await Promise.race([
        renewed,
        this.#clock.sleep(this.#until - begun, waits.signal).then(() => false),
      ]);
      waits.abort();
      if (isRenewed) this.#until = begun + this.#lease;
      else await this.#lose();
    }
  }

  /** Tells that every claim is lost, and begins anew once the store answers. */
  async #lose(): Promise<void> {
    // A process that was stopped tells nobody anything, and is slow to notice once it goes on.
    if (this.#link.isStopped) {
      await this.#link.pass(async () => {});
      await this.#clock.sleep(1_000);
    }
    for (const claim of this.#held.values()) {
      for (const listener of this.#listeners) listener(claim);
    }
    this.#held.clear();
    await this.#link.pass(async () => {
      this.#until = monotonicTime(this.#clock) + this.#lease;
      this.#worker = this.#shared.register(this.#lease, this.#clock);
    });
  }
}
