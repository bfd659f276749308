/** `check`: judges recorded histories. */

import { has, InvalidInputError, isInstanceOf } from '../input';
import type { Capabilities } from '../lifecycle';
import {
  checkHistory,
  describeDeviation,
  describeRemark,
  describeUndecided,
  describeViolation,
  type ForeignStatuses,
  HistoryFormatError,
  type HistoryReport,
} from '../trace';
import { type CheckResult, checkToJUnit, checkToMarkdown, checkVerdict } from './check-reports';
import type { DialectChoice } from './dialects';
import { isFileError, requireName, whyNotReadable } from './files';
import { type ExitStatus, exit, type Io, paint } from './io';
import { historiesIn, type RecordingsOptions } from './recordings';

/** The options of `check`. */
export interface CheckOptions extends RecordingsOptions {
  readonly capabilities: Capabilities;
  readonly statuses: ForeignStatuses;
  readonly dialect: DialectChoice;
  readonly json: boolean;
  readonly junit: boolean;
  readonly markdown: boolean;
  /** True if a remark counts as a violation. */
  readonly strict: boolean;
}

const fileAllowed = 'the name of a history, or - for standard input';

/**
 * Checks each file and prints the results. For the exit status, a file that cannot be read or
 * decided outranks a violation.
 */
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
  const format = outputFormat(options);
  const results: CheckResult[] = [];
  for (const file of files) {
    for await (const result of judgeFile(file, options, io)) {
      results.push(result);
      if (format === null) printResult(result, io);
    }
  }
  if (format !== null) io.stdout(format(results));
  else if (results.length > 1) io.stdout(`${summaryOf(results)}\n`);
  const verdicts = results.map(checkVerdict);
  if (verdicts.some((each) => each === 'unreadable' || each === 'undecided')) return exit.badInput;
  return verdicts.includes('illegal') ? exit.violation : exit.legal;
}

/** The format of the whole output; null for text, which is printed as it comes. */
function outputFormat({ json, junit, markdown }: CheckOptions) {
  if (json) return (results: readonly CheckResult[]) => `${JSON.stringify(results, null, 2)}\n`;
  if (junit) return checkToJUnit;
  return markdown ? checkToMarkdown : null;
}

async function* judgeFile(
  file: string,
  options: CheckOptions,
  io: Io,
): AsyncGenerator<CheckResult> {
  const { capabilities, statuses, strict, dialect } = options;
  const name = file === '-' ? 'standard input' : file;
  try {
    for (const { source, from, lines } of await historiesIn(file, options, io)) {
      const judging = { capabilities, statuses, strict, dialect: dialect.dialect };
      yield await checkHistory(lines, { source, from, ...judging });
    }
  } catch (error) {
    if (isInstanceOf(error, HistoryFormatError)) {
      yield { source: error.source, line: error.line, error: error.problem };
    } else if (isFileError(error)) yield { source: name, line: 0, error: whyNotReadable(error) };
    else throw error;
  }
}

function printResult(result: CheckResult, io: Io): void {
  if (has(result, 'error')) {
    const place = result.line === 0 ? result.source : `${result.source}:${result.line}`;
    io.stderr(`error   ${place}: ${result.error}\n`);
    return;
  }
  const { source, violation, undecided, remarks, remarked, deviations } = result;
  if (violation !== null) {
    io.stdout(`${paint(io, 'red', 'illegal')} ${source}:${violation.line}\n`);
    io.stdout(`${describeViolation(violation)}\n`);
  } else if (undecided !== null) {
    io.stderr(`undecided ${source}:${undecided.line}: ${describeUndecided(undecided)}\n`);
  } else {
    io.stdout(`${paint(io, 'green', 'legal')}   ${source}: ${readInWords(result)}.\n`);
  }
  for (const each of deviations) {
    io.stdout(`${paint(io, 'bold', 'dialect')} ${source}: ${describeDeviation(each)}\n`);
  }
  for (const remark of remarks) {
    io.stdout(`${paint(io, 'bold', 'remark')}  ${source}:${remark.line}\n`);
    io.stdout(`${describeRemark(remark)}\n`);
  }
  if (remarked > remarks.length) {
    io.stdout(`  … and ${quantity(remarked - remarks.length, 'further remark')}.\n`);
  }
}

function readInWords({ calls, readings, unanswered, remarked }: HistoryReport): string {
  const without = unanswered === 0 ? '' : ` (${unanswered} without an answer)`;
  const remarks = remarked === 0 ? '' : `, ${quantity(remarked, 'remark')}`;
  return `${quantity(calls, 'call')}${without}, ${quantity(readings, 'reading')}${remarks}`;
}

function summaryOf(results: readonly CheckResult[]): string {
  const verdicts = results.map(checkVerdict);
  const count = (verdict: string) => verdicts.filter((each) => each === verdict).length;
  const rare = ['undecided', 'unreadable'].filter((each) => count(each) > 0);
  const parts = ['legal', 'illegal', ...rare].map((each) => `${count(each)} ${each}`);
  return `${quantity(results.length, 'history', 'histories')}: ${parts.join(', ')}.`;
}

function quantity(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
