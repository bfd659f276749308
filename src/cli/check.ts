/** `check`: judges recorded histories. */

import { InvalidInputError } from '../input';
import type { Capabilities } from '../lifecycle';
import { checkHistory, describeViolation, HistoryFormatError, type HistoryReport } from '../trace';
import { fileProblem, isFileError, linesOf } from './files';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';

/** The options of the command. */
export interface CheckOptions {
  readonly from: 'new' | 'anywhere';
  readonly capabilities: Capabilities;
  readonly json: boolean;
}

/** What became of one file: a verdict, or what is wrong with it. */
type Result =
  | HistoryReport
  | { readonly source: string; readonly line: number; readonly error: string };

/** Checks each file and prints what it found; bad input outranks a violation. */
export async function check(
  files: readonly string[],
  options: CheckOptions,
  io: Io,
): Promise<ExitStatus> {
  if (files.filter((file) => file === '-').length > 1) {
    throw new InvalidInputError({ field: 'file', value: '-', allowed: 'given only once' });
  }
  const results: Result[] = [];
  for (const file of files) {
    const result = await judge(file, options, io);
    results.push(result);
    if (!options.json) print(result, io);
  }
  if (options.json) writeJson(io, results);
  else if (files.length > 1) io.stdout(`${summary(results)}\n`);
  if (results.some((result) => 'error' in result)) return exit.badInput;
  return results.every((result) => 'legal' in result && result.legal) ? exit.legal : exit.violation;
}

async function judge(file: string, options: CheckOptions, io: Io): Promise<Result> {
  const source = file === '-' ? 'standard input' : file;
  try {
    return await checkHistory(linesOf(file, io), {
      source,
      from: options.from,
      capabilities: options.capabilities,
    });
  } catch (error) {
    if (error instanceof HistoryFormatError) {
      return { source, line: error.line, error: error.problem };
    }
    if (isFileError(error)) return { source, line: 0, error: fileProblem(error) };
    throw error;
  }
}

function print(result: Result, io: Io): void {
  if ('error' in result) {
    const place = result.line === 0 ? result.source : `${result.source}:${result.line}`;
    io.stderr(`error   ${place}: ${result.error}\n`);
    return;
  }
  const { source, calls, sightings, violation } = result;
  if (violation === null) {
    const read = `${counted(calls, 'call')}, ${counted(sightings, 'sighting')}`;
    io.stdout(`${paint(io, 'green', 'legal')}   ${source}: ${read}.\n`);
    return;
  }
  io.stdout(`${paint(io, 'red', 'illegal')} ${source}:${violation.line}\n`);
  io.stdout(`${describeViolation(violation)}\n`);
}

function summary(results: readonly Result[]): string {
  const legal = results.filter((result) => 'legal' in result && result.legal).length;
  const errors = results.filter((result) => 'error' in result).length;
  const parts = [`${legal} legal`, `${results.length - legal - errors} illegal`];
  if (errors > 0) parts.push(`${errors} unreadable`);
  return `${counted(results.length, 'history', 'histories')}: ${parts.join(', ')}.`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
