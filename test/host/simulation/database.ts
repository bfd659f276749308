/**
 * A database in memory for the simulation: rows with versions, claims with fences, leases by its
 * own clock. It keeps a journal of every write. Any of its mechanisms can be switched off.
 */
import {
  type Change,
  type Claim,
  ClaimLostError,
  type Page,
  type Pipeline,
  type VersionedRow,
  type VersionedTable,
} from '../../../src/host';
import { type ClaimsTable, type HeldClaim, isDue, type Renewal } from '../../../src/host/leases';
import type { VirtualClock } from '../virtual-clock';
import type { Link } from './link';
import type { Mechanisms } from './mechanisms';

interface Row {
  pipeline: Pipeline;
  version: number;
  dueSince: number | null;
  owner: { readonly worker: string; readonly fence: number } | null;
}

/** A database that servers and workers reach by links. */
export class SimulatedDatabase {
  /** Every pipeline that was ever written, in order, by its name. */
  readonly journal = new Map<string, Pipeline[]>();
  /** Writes under claims that were lost. */
  readonly trespasses: string[] = [];
  readonly #rows = new Map<string, Row>();
  readonly #leases = new Map<string, number>();
  readonly #watchers = new Set<(name: string) => void>();
  readonly #clock: VirtualClock;
  readonly #works: Mechanisms;
  #versions = 0;
  #fences = 0;

  constructor(clock: VirtualClock, works: Mechanisms) {
    this.#clock = clock;
    this.#works = works;
  }

  /** The pipelines as they are now. */
  get pipelines(): readonly Pipeline[] {
    return [...this.#rows.values()].map(({ pipeline }) => pipeline);
  }

  /** True while the lease of a worker lasts. */
  isAlive(worker: string): boolean {
    return (this.#leases.get(worker) ?? 0) > this.#clock.monotonic();
  }

  /** The workers that have claims, although their leases are over. */
  get leftBehind(): readonly string[] {
    const owners = [...this.#rows.values()].flatMap(({ owner }) => owner?.worker ?? []);
    return owners.filter((worker) => !this.isAlive(worker));
  }

  /** The table of pipelines, over a link. */
  table(link: Link): VersionedTable<number> {
    return {
      read: (name) => link.pass(() => this.#read(name)),
      list: (page) => link.pass(() => this.#list(page)),
      insert: (name, pipeline) =>
        link.pass(() => !this.#rows.has(name) && this.#write(name, pipeline)),
      replace: (name, pipeline, version) =>
        link.pass(() => this.#isLatest(name, version) && this.#write(name, pipeline)),
      remove: (name, version) =>
        link.pass(() => this.#isLatest(name, version) && this.#rows.delete(name)),
      watch: (listener) => {
        const heard = (name: string) => void (link.hears() && listener(name));
        this.#watchers.add(heard);
        return () => void this.#watchers.delete(heard);
      },
    };
  }

  /** The table of claims, over a link. */
  claims(link: Link): ClaimsTable {
    return {
      join: (worker, lease) =>
        link.pass(() => {
          this.#freeDead();
          this.#leases.set(worker, this.#clock.monotonic() + lease);
          return this.#nextEnd(worker);
        }),
      renew: (worker, lease) => link.pass(() => this.#renew(worker, lease)),
      leave: (worker) =>
        link.pass(() => {
          this.#leases.delete(worker);
          this.#free((owner) => owner === worker);
        }),
      acquire: (worker, limit) => link.pass(() => this.#acquire(link, worker, limit)),
      release: ({ fence }, worker) =>
        link.pass(() => this.#free((owner, held) => owner === worker && held === fence)),
      releaseOthers: (worker, fences) =>
        link.pass(() => this.#free((owner, held) => owner === worker && !fences.includes(held))),
      onDue: (listener) => {
        const heard = () => void (link.hears() && listener());
        this.#watchers.add(heard);
        return () => void this.#watchers.delete(heard);
      },
      close: () => {},
    };
  }

  #read(name: string): VersionedRow<number> | undefined {
    const row = this.#rows.get(name);
    return row && { pipeline: row.pipeline, version: row.version };
  }

  #list({ after = '', limit }: Page): readonly Pipeline[] {
    const all = this.pipelines.filter(({ name }) => name > after);
    return all.sort((one, other) => (one.name < other.name ? -1 : 1)).slice(0, limit);
  }

  #isLatest(name: string, version: number): boolean {
    const row = this.#rows.get(name);
    return row !== undefined && (!this.#works.versions || row.version === version);
  }

  #write(name: string, pipeline: Pipeline): true {
    const before = this.#rows.get(name);
    this.#versions += 1;
    const dueSince = isDue(pipeline) ? (before?.dueSince ?? this.#versions) : null;
    const owner = before?.owner ?? null;
    this.#rows.set(name, { pipeline, version: this.#versions, dueSince, owner });
    this.journal.set(name, [...(this.journal.get(name) ?? []), pipeline]);
    for (const tell of [...this.#watchers]) tell(name);
    return true;
  }

  #renew(worker: string, lease: number): Renewal {
    const isRenewed = this.isAlive(worker);
    if (isRenewed) this.#leases.set(worker, this.#clock.monotonic() + lease);
    this.#freeDead();
    return { isRenewed, nextEnd: this.#nextEnd(worker) };
  }

  #nextEnd(worker: string): number | null {
    const now = this.#clock.monotonic();
    const ends = [...this.#leases].flatMap(([other, end]) =>
      other === worker || end <= now ? [] : end - now,
    );
    return ends.length === 0 ? null : Math.min(...ends);
  }

  #acquire(link: Link, worker: string, limit: number): readonly HeldClaim[] {
    if (!this.isAlive(worker)) return [];
    const free = [...this.#rows].filter(([, { dueSince, owner }]) => dueSince !== null && !owner);
    free.sort(([, one], [, other]) => (one.dueSince ?? 0) - (other.dueSince ?? 0));
    return free.slice(0, limit).map(([name, row]) => {
      this.#fences += 1;
      row.owner = { worker, fence: this.#fences };
      const reference = { pipelineName: name, pipelineId: row.pipeline.id };
      return this.#held(link, worker, { ...reference, fence: this.#fences });
    });
  }

  #held(link: Link, worker: string, claim: Claim): HeldClaim {
    const { pipelineName, fence } = claim;
    let isReleased = false;
    return {
      claim,
      get isReleased() {
        return isReleased;
      },
      update: <Result>(change: (pipeline: Pipeline) => Change<Result>) =>
        link.pass(() => {
          const row = this.#rows.get(pipelineName);
          const holds = row?.owner?.worker === worker && row.owner.fence === fence;
          const isAllowed = (holds && this.isAlive(worker)) || !this.#works.claims;
          if (row === undefined || !isAllowed) throw new ClaimLostError(claim);
          const { pipeline, result } = change(row.pipeline);
          if (pipeline !== null && pipeline !== row.pipeline) {
            if (!holds) this.trespasses.push(`${pipelineName} was written under a lost claim`);
            this.#write(pipelineName, pipeline);
            isReleased = !isDue(pipeline);
            const written = this.#rows.get(pipelineName);
            if (isReleased && written) written.owner = null;
          }
          return result;
        }),
    };
  }

  #freeDead(): void {
    if (!this.#works.takeover) return;
    for (const [worker] of [...this.#leases]) {
      if (this.isAlive(worker)) continue;
      this.#leases.delete(worker);
      this.#free((owner) => owner === worker);
    }
  }

  #free(isGone: (worker: string, fence: number) => boolean): void {
    for (const [name, row] of this.#rows) {
      if (row.owner === null || !isGone(row.owner.worker, row.owner.fence)) continue;
      row.owner = null;
      for (const tell of [...this.#watchers]) tell(name);
    }
  }
}
