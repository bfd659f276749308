/** The shipped recordings, and the verdicts of `check` on them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ran } from '../cli/fake-io';
import { root } from '../repository/tree';

/** A name, a verdict, and the line that it is about; 0 for none. */
export type CheckedHistory = readonly [source: string, verdict: string, line: number];

/** A recording in a file. */
export interface ShippedRecording {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  /** The mapping of a log; empty for anything else. */
  readonly map: string;
  /** The verdicts of `check`, by the names of files without their folders. */
  readonly checked: () => Promise<readonly CheckedHistory[]>;
}

const histories = readdirSync(join(root, 'examples/histories')).map((file) =>
  recording('examples/histories', file),
);

/** Every history and recording in `examples`. */
export const recordings: readonly ShippedRecording[] = [
  ...histories,
  recording('examples/recordings', 'session.har'),
  recording('examples/recordings', 'access.log', 'map.json'),
];

function recording(folder: string, file: string, map?: string): ShippedRecording {
  const path = join(root, folder, file);
  const mapping = map === undefined ? [] : ['--map', join(root, folder, map)];
  return {
    ...{ file, path, text: readFileSync(path, 'utf8') },
    map: map === undefined ? '' : readFileSync(join(root, folder, map), 'utf8'),
    checked: async () => {
      const { stdout } = await ran(['check', path, '--json', ...mapping]);
      const results = JSON.parse(stdout) as readonly CheckedJson[];
      expect(results).not.toEqual([]);
      return results.map(({ source, verdict, violation }) => [
        source.replace(path, file),
        verdict,
        violation?.line ?? 0,
      ]);
    },
  };
}

interface CheckedJson {
  readonly source: string;
  readonly verdict: string;
  readonly violation: { readonly line: number } | null;
}
