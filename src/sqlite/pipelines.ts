/** The rows of pipelines: reading, changing and writing them. */
import { type Change, type Pipeline, parsePipeline } from '../host';
import { isDue } from '../host/leases';
import { checkedChange } from '../host/store-parts';
import { InvalidInputError } from '../input';
import type { OpenFile } from './open-file';
import type { SqliteFile } from './sqlite-file';

/** A row as it is kept. */
export interface PipelineRow {
  readonly name: string;
  readonly pipeline: string;
}

/** Parses the pipeline of a row. Pure. Throws InvalidInputError if it cannot be read. */
export function pipelineOfRow({ pipeline }: PipelineRow): Pipeline {
  return parsePipeline(jsonOf(pipeline));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError({ field: 'pipeline', value: text, allowed: 'JSON' });
  }
}

/** Returns the parameters of a pipeline. Pure. */
export function rowColumns(name: string, pipeline: Pipeline) {
  return { name, pipeline: JSON.stringify(pipeline), due: Number(isDue(pipeline)) };
}

/** The result of a change, and what it writes. */
export interface Changed<Result> {
  readonly result: Result;
  /** The pipeline, null if it is removed, or undefined if nothing is written. */
  readonly written: Pipeline | null | undefined;
}

/** Reads a row in a file that is open. */
type ReadRow = (opened: OpenFile) => PipelineRow | undefined;

/**
 * Reads, changes and writes a row; undefined if there is none. The change is decided before the
 * file is locked, because others wait then, and again within the transaction if somebody has
 * written meanwhile: so it is called twice at most. `onWritten` is called within the transaction.
 */
export async function changeRow<Result>(
  file: SqliteFile,
  read: ReadRow,
  change: (pipeline: Pipeline) => Change<Result>,
  onWritten: (opened: OpenFile, written: Pipeline | null) => void = () => {},
): Promise<Changed<Result> | undefined> {
  const row = await file.read(read);
  if (row === undefined) return undefined;
  const expected = decideOn(row, change);
  if (expected.write === undefined) return expected;
  return file.write((opened) => {
    const present = read(opened);
    if (present === undefined) return undefined;
    const isExpected = present.pipeline === row.pipeline;
    const { write, ...changed } = isExpected ? expected : decideOn(present, change);
    write?.(opened);
    if (changed.written !== undefined) onWritten(opened, changed.written);
    return changed;
  });
}

interface DecidedChange<Result> extends Changed<Result> {
  readonly write: ((opened: OpenFile) => void) | undefined;
}

function decideOn<Result>(
  row: PipelineRow,
  change: (pipeline: Pipeline) => Change<Result>,
): DecidedChange<Result> {
  const { name } = row;
  const before = pipelineOfRow(row);
  const { pipeline: written, result } = checkedChange(change, before);
  if (written === before) return { result, written: undefined, write: undefined };
  if (written === null) {
    return { result, written, write: (opened) => void opened.run('remove', { name }) };
  }
  const columns = rowColumns(name, written);
  return { result, written, write: (opened) => void opened.run('replace', columns) };
}
