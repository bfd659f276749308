/**
 * A table in memory that behaves like one across a network: it answers after a while, by a clock,
 * and one call often overtakes another. It keeps rows as JSON text, so that nothing is shared with
 * the writer.
 */

import type { LifecycleStore, Page } from '../../src/host/store';
import { watchers } from '../../src/host/store-parts/watchers';
import { type Clock, systemClock } from '../../src/host/time/clock';
import {
  type VersionedRow,
  type VersionedTable,
  versionedStore,
} from '../../src/host/versioned-store';
import { randomOf } from '../../src/testing/random';

/** The number of calls of a table. */
export interface Tally {
  reads: number;
  writes: number;
  /** Writes that came too late, because somebody else had written meanwhile. */
  conflicts: number;
}

/** The ways in which a table differs from a correct one; by default none. */
export interface TableOptions {
  /** By default the time of this machine. */
  readonly clock?: Clock;
  readonly seed?: number;
  /** Answers immediately. */
  readonly isQuick?: boolean;
  /** Begins every new row with version 1, as a careless table does. */
  readonly versionsBeginAnew?: boolean;
  /** Writes whatever the version is. */
  readonly ignoresVersions?: boolean;
  /** Inserts a row that it should replace if that is gone. */
  readonly upserts?: boolean;
  /** Tells of its writes, some time later. */
  readonly tells?: boolean;
}

interface Kept {
  readonly text: string;
  readonly version: number;
}

/** Returns a function that pauses for up to three milliseconds, often not at all. */
export function pauses(seed: number, clock: Clock): () => Promise<void> {
  const random = randomOf(seed);
  return async () => {
    const milliseconds = Math.floor(random.next() * 4);
    if (milliseconds > 0) await clock.sleep(milliseconds);
  };
}

/** Creates an empty table; `rows` are its contents, for tests that break it. */
export function slowTable(options: TableOptions = {}) {
  const { seed = 20_261_121, clock = systemClock, isQuick } = options;
  const { versionsBeginAnew, ignoresVersions, upserts, tells } = options;
  const rows = new Map<string, Kept>();
  const tally: Tally = { reads: 0, writes: 0, conflicts: 0 };
  const pause = isQuick ? async () => {} : pauses(seed, clock);
  const { watch, changed } = watchers();
  const tellOf = (name: string) => void pause().then(() => changed(name));
  let versions = 0;
  const nextVersion = (before?: number) => {
    versions += 1;
    return versionsBeginAnew ? (before ?? 0) + 1 : versions;
  };
  /** Lets the call travel there, does it at once, and lets its answer travel back. */
  const call = async <Value>(act: () => Value): Promise<Value> => {
    await pause();
    const value = act();
    await pause();
    return value;
  };
  const write = (name: string, version: number, act: () => void, isUpsert = false): boolean => {
    const stands = rows.get(name);
    const isCurrent =
      stands === undefined ? isUpsert : ignoresVersions || stands.version === version;
    tally[isCurrent ? 'writes' : 'conflicts'] += 1;
    if (!isCurrent) return false;
    act();
    tellOf(name);
    return true;
  };
  const table: VersionedTable<number> = {
    read: (name) =>
      call((): VersionedRow<number> | undefined => {
        tally.reads += 1;
        const row = rows.get(name);
        return row && { pipeline: JSON.parse(row.text), version: row.version };
      }),
    list: ({ after, limit }: Page) =>
      call(() => {
        const names = [...rows.keys()].filter((name) => after === undefined || name > after);
        const page = names.sort().slice(0, limit);
        return page.map((name) => JSON.parse((rows.get(name) as Kept).text));
      }),
    insert: (name, pipeline) =>
      call(() => {
        if (rows.has(name)) return false;
        rows.set(name, { text: JSON.stringify(pipeline), version: nextVersion() });
        tellOf(name);
        return true;
      }),
    replace: (name, pipeline, version) =>
      call(() => {
        const text = JSON.stringify(pipeline);
        const act = () => rows.set(name, { text, version: nextVersion(version) });
        return write(name, version, act, upserts);
      }),
    remove: (name, version) => call(() => write(name, version, () => rows.delete(name))),
    ...(tells && { watch }),
  };
  return { table, rows, tally };
}

/** Creates a store over a table, whose waits and chance are those of the test. */
export function storeOn(table: VersionedTable<number>, clock: Clock = systemClock): LifecycleStore {
  return versionedStore(table, { clock, random: randomOf(20_261_121).next });
}

/** Creates two stores over a table, as two processes have them. */
export function storesOn(table: VersionedTable<number>, clock?: Clock): readonly LifecycleStore[] {
  return [storeOn(table, clock), storeOn(table, clock)];
}
