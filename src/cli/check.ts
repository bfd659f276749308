/** `check`: judges recorded histories. */

import { has, InvalidInputError, isInstanceOf } from '../input';
import type { Capabilities } from '../lifecycle';
import { checkHistory, describeViolation, HistoryFormatError, type HistoryReport } from '../trace';
import { isFileError, readLines, requireName, whyNotReadable } from './files';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';

/** The options of `check`. */
export interface CheckOptions {
  readonly from: 'new' | 'anywhere';
  readonly capabilities: Capabilities;
  readonly json: boolean;
}

const fileAllowed = 'the name of a history, or - for standard input';

/** The verdict on one file, or why it cannot be read. */
type FileResult =
  | HistoryReport
  | { readonly source: string; readonly line: number; readonly error: string };

/** Checks each file and prints the results. Bad input outranks a violation. */
export async function runCheck(
  files: readonly string[],
  options: CheckOptions,
  io: Io,
): Promise<ExitStatus> {
  if (files.filter((file) => file === '-').length > 1) {
    const allowed = 'given only once, because standard input can be read only once';
    throw new InvalidInputError({ field: 'file', value: '-', allowed });
  }
  for (const file of files) requireName('file', file, fileAllowed);
  const results: FileResult[] = [];
  for (const file of files) {
    const result = await judgeFile(file, options, io);
    results.push(result);
    if (!options.json) printResult(result, io);
  }
  if (options.json) writeJson(io, results);
  else if (files.length > 1) io.stdout(`${summaryOf(results)}\n`);
  if (results.some((result) => has(result, 'error'))) return exit.badInput;
  return results.every((result) => has(result, 'legal') && result.legal)
    ? exit.legal
    : exit.violation;
}

async function judgeFile(file: string, options: CheckOptions, io: Io): Promise<FileResult> {
  const source = file === '-' ? 'standard input' : file;
  try {
    return await checkHistory(readLines(file, io), {
      source,
      from: options.from,
      capabilities: options.capabilities,
    });
  } catch (error) {
    if (isInstanceOf(error, HistoryFormatError)) {
      return { source, line: error.line, error: error.problem };
    }
    if (isFileError(error)) return { source, line: 0, error: whyNotReadable(error) };
    throw error;
  }
}

function printResult(result: FileResult, io: Io): void {
  if (has(result, 'error')) {
    const place = result.line === 0 ? result.source : `${result.source}:${result.line}`;
    io.stderr(`error   ${place}: ${result.error}\n`);
    return;
  }
  const { source, calls, readings, violation } = result;
  if (violation === null) {
    const read = `${quantity(calls, 'call')}, ${quantity(readings, 'reading')}`;
    io.stdout(`${paint(io, 'green', 'legal')}   ${source}: ${read}.\n`);
    return;
  }
  io.stdout(`${paint(io, 'red', 'illegal')} ${source}:${violation.line}\n`);
  io.stdout(`${describeViolation(violation)}\n`);
}

function summaryOf(results: readonly FileResult[]): string {
  const legal = results.filter((result) => has(result, 'legal') && result.legal).length;
  const errors = results.filter((result) => has(result, 'error')).length;
  const parts = [`${legal} legal`, `${results.length - legal - errors} illegal`];
  if (errors > 0) parts.push(`${errors} unreadable`);
  return `${quantity(results.length, 'history', 'histories')}: ${parts.join(', ')}.`;
}

function quantity(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
