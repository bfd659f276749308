/**
 * The documents that rules quote. They are not ours to publish, so they lie beside the repository,
 * in `../shared/seeds`, or are not there at all.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { SourceDocument } from '../../src/lifecycle';

const folder = new URL('../../../shared/seeds/', import.meta.url);

/** The text of each document; null if the documents are not there. */
export const seeds: ReadonlyMap<SourceDocument, string> | null = existsSync(folder)
  ? new Map(
      readdirSync(folder).map((file) => withName(readFileSync(new URL(file, folder), 'utf8'))),
    )
  : null;

/** A document names itself: by the endpoint that it is about. */
function withName(text: string): [SourceDocument, string] {
  const [, name] = /^POST\/v0\/pipelines\/\{pipeline_name\}\/(\w+)$/m.exec(text) ?? [];
  if (name === undefined) throw new Error('A document in ../shared/seeds names no endpoint.');
  return [name as SourceDocument, text];
}
