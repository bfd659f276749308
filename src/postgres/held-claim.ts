/**
 * A claim that this worker holds, and the pipeline as it has last seen it.
 *
 * Nobody but users and the worker itself writes a claimed pipeline. So a change begins with what
 * the worker has read or written last, which saves a round trip, and reads only if that was not the
 * latest: every write compares the version, and what writes nothing is decided anew on a read.
 */
import {
  type Change,
  type Claim,
  ClaimLostError,
  type Pipeline,
  type VersionedRow,
  type VersionedTable,
  versionedStore,
} from '../host';
import { type HeldClaim, isDue } from '../host/leases';
import { fieldOf } from '../input';
import type { Database } from './database';
import type { Replacement } from './table';

/** The last known row of a pipeline. */
type Known = VersionedRow<string>;

/** A write of a pipeline under a claim. */
export interface ClaimedReplacement extends Replacement {
  readonly worker: string;
  readonly fence: number;
}

/** The table of pipelines, as claims use it. */
interface ClaimedTable {
  readonly database: Database;
  /** Resolves with the new version; undefined if nothing was written. */
  readonly replace: (replacement: ClaimedReplacement) => Promise<string | undefined>;
}

/** A claim with what is needed to write under it. */
export class HeldRow implements HeldClaim {
  readonly claim: Claim;
  readonly #worker: string;
  readonly #database: Database;
  readonly #replace: ClaimedTable['replace'];
  #known: Known | undefined;
  isReleased = false;

  constructor(
    { database, replace }: ClaimedTable,
    worker: string,
    claim: Claim,
    known: VersionedRow<string>,
  ) {
    this.#database = database;
    this.#replace = replace;
    this.#worker = worker;
    this.claim = claim;
    this.#known = known;
  }

  async update<Result>(
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined> {
    const known = this.#known;
    // A change that comes meanwhile reads: of two that begin with the same row, one would fail.
    this.#known = undefined;
    if (known === undefined) return this.#updateFrom(undefined, change);
    const guess = { isOpen: true };
    const changeKnown = (pipeline: Pipeline) => {
      const changed = change(pipeline);
      // It would not be written, so nobody would notice that it was not the latest.
      if (guess.isOpen && fieldOf(changed, 'pipeline') === pipeline) throw new UnsureError();
      guess.isOpen = false;
      return changed;
    };
    try {
      return await this.#updateFrom(known, changeKnown);
    } catch (error) {
      if (!guess.isOpen) throw error;
      return this.#updateFrom(undefined, change);
    }
  }

  #updateFrom<Result>(known: Known | undefined, change: (pipeline: Pipeline) => Change<Result>) {
    const { clock, random } = this.#database.settings;
    const store = versionedStore(this.#table(known), { clock, random });
    return store.update(this.claim.pipelineName, change);
  }

  /** The table as this claim sees it, for one update. */
  #table(known: Known | undefined): VersionedTable<string> {
    const worker = this.#worker;
    const { claim } = this;
    const { ask } = this.#database;
    let first = known;
    // Nothing was written: the claim is lost, or somebody else has written.
    const missed = async (name: string) => {
      first = await this.#read(name);
      return false;
    };
    return {
      read: async (name) => {
        const row = first ?? (await this.#read(name));
        first = undefined;
        return row;
      },
      replace: async (name, pipeline, version) => {
        const { fence } = claim;
        const next = await this.#replace({ name, pipeline, version, worker, fence });
        if (next === undefined) return missed(name);
        this.#known = { pipeline, version: next };
        this.isReleased = !isDue(pipeline);
        return true;
      },
      remove: async (name, version) => {
        const { rowCount } = await ask('removeClaimed', name, version, worker, claim.fence);
        if (rowCount === 0) return missed(name);
        this.isReleased = true;
        return true;
      },
      // An update calls neither.
      insert: async () => false,
      list: async () => [],
    };
  }

  async #read(name: string): Promise<Known | undefined> {
    const worker = this.#worker;
    const { claim } = this;
    const { rows } = await this.#database.ask('readClaimed', name, worker, claim.fence);
    const [row] = rows;
    if (row === undefined) {
      this.isReleased = true;
      return undefined;
    }
    if (row.holds !== true) throw new ClaimLostError(claim);
    return { pipeline: JSON.parse(row.pipeline), version: row.version };
  }
}

/** By the row as last known, the change would write nothing. No caller sees this error. */
class UnsureError extends Error {
  override readonly name = 'UnsureError';
}
