/** The table of pipelines, as the port of a versioned store. */
import type { Pipeline, VersionedRow, VersionedTable } from '../host';
import { isDue } from '../host/leases';
import { Batches } from './batches';
import type { AskDatabase } from './database';
import type { PipelineChanges } from './pipeline-changes';

/** A write of a pipeline, if it has this version. */
export interface Replacement {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly version: string;
}

/** Returns the table port over these statements. */
export function pipelineTable(
  ask: AskDatabase,
  changes: Pick<PipelineChanges, 'watch'>,
): VersionedTable<string> {
  const isDone = async (...asked: Parameters<AskDatabase>) => (await ask(...asked)).rowCount === 1;
  const reads = new Batches(
    (name: string) => name,
    (names) => readAll(ask, names),
  );
  const replacements = new Batches(rowName, async (all: readonly Replacement[]) => {
    const { rows } = await ask('replace', ...columnsFor(all));
    const replaced = new Set(rows.map(rowName));
    return all.map(({ name }) => replaced.has(name));
  });
  return {
    read: (name) => reads.request(name),
    list: async ({ after = '', limit = null as never }) =>
      (await ask('list', after, limit)).rows.map(({ pipeline }) => JSON.parse(pipeline)),
    insert: (name, pipeline) => isDone('insert', name, JSON.stringify(pipeline), isDue(pipeline)),
    replace: (name, pipeline, version) => replacements.request({ name, pipeline, version }),
    remove: (name, version) => isDone('remove', name, version),
    watch: (listener) => changes.watch(listener),
  };
}

function rowName({ name }: { readonly name: string }): string {
  return name;
}

/** The values of a statement that writes pipelines, as columns. */
export function columnsFor(all: readonly Replacement[]): readonly unknown[][] {
  return [
    all.map(rowName),
    all.map(({ pipeline }) => JSON.stringify(pipeline)),
    all.map(({ pipeline }) => isDue(pipeline)),
    all.map(({ version }) => version),
  ];
}

async function readAll(
  ask: AskDatabase,
  names: readonly string[],
): Promise<(VersionedRow<string> | undefined)[]> {
  const { rows } = await ask('read', names);
  const found = new Map(rows.map((row) => [row.name, row]));
  return names.map((name) => {
    const row = found.get(name);
    return row && { pipeline: JSON.parse(row.pipeline), version: row.version };
  });
}
