/** The table of pipelines, as the port that workers claim by. */
import { type Claim, type Pipeline, parsePipeline } from '../host';
import { callListener } from '../host/console';
import { type ClaimsTable, isDue, type Renewal, unreadablePause } from '../host/leases';
import { Batches } from './batches';
import { OwnConnection } from './connection';
import type { Database } from './database';
import { type ClaimedReplacement, HeldRow } from './held-claim';
import type { PipelineChanges } from './pipeline-changes';
import { columnsFor } from './table';

/** A row that was claimed. */
interface ClaimedRow {
  readonly name: string;
  readonly pipeline: string;
  readonly version: string;
  readonly fence: string;
}

/** A busy machine takes this long to open a connection, in milliseconds. */
const leastTimeout = 1_000;

/** The rows that one worker claims. */
export class ClaimedRows implements ClaimsTable {
  readonly #database: Database;
  readonly #changes: PipelineChanges;
  /** For the lease: behind a shared pool, renewals come late just when there is most to do. */
  readonly #own: OwnConnection;
  readonly #replacements = new Batches(
    ({ name }: ClaimedReplacement) => name,
    (all) => this.#replaceAll(all),
  );

  constructor(database: Database, changes: PipelineChanges, lease: number) {
    this.#database = database;
    this.#changes = changes;
    // So that a renewal that hangs leaves time for another one.
    const timeout = Math.max(leastTimeout, Math.ceil(lease / 2));
    this.#own = new OwnConnection(database, Math.min(database.settings.queryTimeout, timeout));
  }

  readonly #replace = (replacement: ClaimedReplacement): Promise<string | undefined> =>
    this.#replacements.request(replacement);

  async join(worker: string, lease: number): Promise<number | null> {
    const [row] = (await this.#own.ask('join', worker, lease)).rows;
    return row?.next_end ?? null;
  }

  async renew(worker: string, lease: number): Promise<Renewal> {
    const [row] = (await this.#own.ask('renew', worker, lease)).rows;
    return { isRenewed: row?.renewed === true, nextEnd: row?.next_end ?? null };
  }

  async leave(worker: string): Promise<void> {
    await this.#own.ask('leave', worker);
  }

  async acquire(worker: string, limit: number): Promise<HeldRow[]> {
    const { rows } = await this.#database.ask('acquire', worker, limit);
    const taken = await Promise.all(rows.map((row: ClaimedRow) => this.#take(worker, row)));
    return taken.filter((held) => held !== undefined);
  }

  async release({ pipelineName, fence }: Claim, worker: string): Promise<void> {
    await this.#database.ask('release', pipelineName, worker, fence);
  }

  async releaseOthers(...asked: [worker: string, fences: readonly number[]]): Promise<void> {
    await this.#database.ask('releaseOthers', ...asked);
  }

  onDue(listener: () => void): () => void {
    return this.#changes.onDue(listener);
  }

  close(): void {
    this.#own.close();
  }

  async #replaceAll(all: readonly ClaimedReplacement[]): Promise<(string | undefined)[]> {
    const claims = [all.map(({ worker }) => worker), all.map(({ fence }) => fence)];
    const { rows } = await this.#database.ask('replaceClaimed', ...columnsFor(all), ...claims);
    const versions = new Map(rows.map(({ name, version }) => [name, version]));
    return all.map(({ name }) => versions.get(name));
  }

  /**
   * Takes a row that was claimed; a pipeline that has nothing to do is handed back, and so is one
   * that only a newer version of the library can read.
   */
  async #take(worker: string, row: ClaimedRow): Promise<HeldRow | undefined> {
    const { name, version, fence } = row;
    const pipeline = this.#parsed(row);
    if (pipeline === undefined) {
      await this.#database.ask('putOff', name, worker, fence, unreadablePause);
      return undefined;
    }
    if (!isDue(pipeline)) {
      await this.#database.ask('releaseSettled', name, worker, fence, version);
      return undefined;
    }
    const reference = { pipelineName: name, pipelineId: pipeline.id };
    const claim: Claim = Object.freeze({ ...reference, fence: Number(fence) });
    const table = { database: this.#database, replace: this.#replace };
    return new HeldRow(table, worker, claim, { pipeline, version });
  }

  #parsed(row: ClaimedRow): Pipeline | undefined {
    try {
      return parsePipeline(JSON.parse(row.pipeline));
    } catch (error) {
      const { onInvalid } = this.#database.settings;
      callListener('onInvalid', () => onInvalid(error, row));
      return undefined;
    }
  }
}
