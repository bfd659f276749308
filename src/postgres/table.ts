/** The table of pipelines, as the port of a versioned store. */
import type { VersionedTable } from '../host';
import { isDue } from '../host/leases';
import type { AskDatabase } from './database';
import type { PipelineChanges } from './pipeline-changes';

/** Returns the table port over these statements. */
export function pipelineTable(
  ask: AskDatabase,
  changes: Pick<PipelineChanges, 'watch'>,
): VersionedTable<string> {
  const isDone = async (...asked: Parameters<AskDatabase>) => (await ask(...asked)).rowCount === 1;
  return {
    read: async (name) => {
      const [row] = (await ask('read', name)).rows;
      return row && { pipeline: JSON.parse(row.pipeline), version: row.version };
    },
    list: async ({ after = '', limit = null as never }) =>
      (await ask('list', after, limit)).rows.map(({ pipeline }) => JSON.parse(pipeline)),
    insert: (name, pipeline) => isDone('insert', name, JSON.stringify(pipeline), isDue(pipeline)),
    replace: (name, pipeline, version) =>
      isDone('replace', name, JSON.stringify(pipeline), isDue(pipeline), version),
    remove: (name, version) => isDone('remove', name, version),
    watch: (listener) => changes.watch(listener),
  };
}
