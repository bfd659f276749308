/** The pipelines in a file, as the port that workers claim by. */
import { type Change, type Claim, ClaimLostError, type Pipeline } from '../host';
import { callListener } from '../host/console';
import {
  type ClaimsTable,
  type HeldClaim,
  isDue,
  type Renewal,
  unreadablePause,
} from '../host/leases';
import type { SqlValues } from './driver';
import type { FileChanges } from './file-changes';
import { machineTime } from './machine-time';
import type { OpenFile } from './open-file';
import { changeRow, type PipelineRow, pipelineOfRow } from './pipelines';
import type { SqliteFile } from './sqlite-file';

/** The pipelines that one worker claims. */
export class ClaimedPipelines implements ClaimsTable {
  readonly #file: SqliteFile;
  readonly #changes: FileChanges;

  constructor(file: SqliteFile, changes: FileChanges) {
    this.#file = file;
    this.#changes = changes;
  }

  join(worker: string, lease: number): Promise<number | null> {
    return this.#urgently((file) => {
      const now = machineTime();
      removeDead(file, now);
      file.run('join', { worker, lease, now });
      return nextEnd(file, worker, now);
    });
  }

  renew(worker: string, lease: number): Promise<Renewal> {
    return this.#urgently((file) => {
      const now = machineTime();
      const isRenewed = file.run('renew', { worker, lease, now }) === 1;
      removeDead(file, now);
      return { isRenewed, nextEnd: nextEnd(file, worker, now) };
    });
  }

  leave(worker: string): Promise<void> {
    return this.#urgently((file) => {
      file.run('unclaimAll', { worker });
      file.run('leave', { worker });
    });
  }

  async acquire(worker: string, limit: number): Promise<readonly HeldClaim[]> {
    // At rest, nobody takes the lock in vain.
    const isAnyDue = (file: OpenFile) => file.holds('isAnyDue', { now: machineTime() });
    if (!(await this.#file.read(isAnyDue))) return [];
    const { claims, invalid } = await this.#file.write((file) => claimDue(file, worker, limit));
    const { onInvalid } = this.#file.settings;
    for (const { error, row } of invalid) callListener('onInvalid', () => onInvalid(error, row));
    return claims.map((claim) => new HeldPipeline(this.#file, worker, claim));
  }

  async release({ pipelineName: name, fence }: Claim, worker: string): Promise<void> {
    await this.#file.write((file) => file.run('unclaim', { name, worker, fence }));
  }

  async releaseOthers(worker: string, fences: readonly number[]): Promise<void> {
    const values = { worker, fences: JSON.stringify(fences) };
    await this.#file.write((file) => file.run('unclaimOthers', values));
  }

  onDue(listener: () => void): () => void {
    return this.#changes.onDue(listener);
  }

  close(): void {
    // The file belongs to the store.
  }

  /** Renewals must not come late when there is most to do. */
  #urgently<Value>(work: (file: OpenFile) => Value): Promise<Value> {
    return this.#file.write(work, true);
  }
}

function removeDead(file: OpenFile, now: number): void {
  file.run('unclaimDead', { now });
  file.run('removeDead', { now });
}

function nextEnd(file: OpenFile, worker: string, now: number): number | null {
  return file.get<{ pause: number | null }>('nextEnd', { worker, now })?.pause ?? null;
}

interface Claimed {
  readonly claims: readonly Claim[];
  readonly invalid: readonly { readonly error: unknown; readonly row: PipelineRow }[];
}

/** Claims for a worker whose lease lasts. Puts aside whatever is settled, or cannot be read. */
function claimDue(file: OpenFile, worker: string, limit: number): Claimed {
  const now = machineTime();
  const claims: Claim[] = [];
  const invalid: Claimed['invalid'][number][] = [];
  removeDead(file, now);
  if (!file.holds('isAlive', { worker, now })) return { claims, invalid };
  const claim = (row: PipelineRow): void => {
    const { name } = row;
    let pipeline: Pipeline;
    try {
      pipeline = pipelineOfRow(row);
    } catch (error) {
      file.run('putOff', { name, now, pause: unreadablePause });
      invalid.push({ error, row });
      return;
    }
    if (!isDue(pipeline)) {
      file.run('settle', { name });
      return;
    }
    const fence = file.get<{ fence: number }>('nextFence')?.fence as number;
    file.run('claim', { name, worker, fence });
    claims.push(Object.freeze({ pipelineName: name, pipelineId: pipeline.id, fence }));
  };
  while (claims.length < limit) {
    const rows = file.all<PipelineRow>('due', { now, limit: limit - claims.length });
    if (rows.length === 0) break;
    for (const row of rows) claim(row);
  }
  return { claims, invalid };
}

/** A claim, and the way to write under it. */
class HeldPipeline implements HeldClaim {
  readonly claim: Claim;
  readonly #file: SqliteFile;
  readonly #worker: string;
  isReleased = false;

  constructor(file: SqliteFile, worker: string, claim: Claim) {
    this.#file = file;
    this.#worker = worker;
    this.claim = claim;
  }

  async update<Result>(
    change: (pipeline: Pipeline) => Change<Result>,
  ): Promise<Result | undefined> {
    const { pipelineName: name, fence } = this.claim;
    const values = { name, worker: this.#worker, fence };
    const isSettled = (written: Pipeline | null) => written === null || !isDue(written);
    const changed = await changeRow(
      this.#file,
      (opened) => this.#read(opened, { ...values, now: machineTime() }),
      change,
      (opened, written) => {
        if (isSettled(written)) opened.run('unclaim', values);
      },
    );
    if (changed === undefined || (changed.written !== undefined && isSettled(changed.written))) {
      this.isReleased = true;
    }
    return changed?.result;
  }

  #read(opened: OpenFile, values: SqlValues): PipelineRow | undefined {
    const row = opened.get<PipelineRow & { readonly holds: number }>('readClaimed', values);
    if (row !== undefined && row.holds !== 1) throw new ClaimLostError(this.claim);
    return row;
  }
}
