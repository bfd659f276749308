/** `conform`: holds a running server against the rules. */
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { InvalidInputError } from '../input';
import { type Capabilities, capabilityNames } from '../lifecycle';
import { type ConformanceReport, checkConformance, type Failure } from '../testing';
import {
  conformanceToJUnit,
  conformanceToMarkdown,
  describeConformance,
  httpDriver,
  type Progress,
} from '../testing/conformance';
import { isFileError } from './files';
import { bySignal, type Interruption } from './interruption';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';
import { timeText } from './times';

/** What to test, and how; times are in milliseconds. */
export interface ConformOptions {
  readonly pipeline: string;
  readonly apiKeyEnv: string | undefined;
  readonly prefix: string | undefined;
  readonly budget: number;
  readonly timeout: number;
  readonly patience: number;
  readonly seed: number;
  readonly report: string | undefined;
  readonly history: string;
  readonly capabilities: Capabilities;
  readonly json: boolean;
}

/** Tests the server at this URL. Throws InvalidInputError. */
export async function conform(
  url: string,
  options: ConformOptions,
  io: Io,
  environment: Readonly<Record<string, string | undefined>>,
  interruption: Interruption = bySignal,
): Promise<ExitStatus> {
  const { pipeline, prefix, report: reportFile, json, history } = options;
  for (const file of [reportFile, history]) if (file !== undefined) mustBeWritable(file);
  const driver = httpDriver({
    baseUrl: url,
    pipeline,
    prefix,
    apiKey: keyIn(options.apiKeyEnv, environment),
    timeout: options.timeout,
    stopsWithin: options.patience,
  });
  const { capabilities, budget, timeout, patience, seed } = options;
  const controller = new AbortController();
  const forget = interruption(() => {
    io.stderr('Interrupted: stopping the pipeline. Once more, and it is left as it is.\n');
    controller.abort();
  });
  const report = await checkConformance(driver, {
    ...{ capabilities, budget, timeout, patience, seed, signal: controller.signal },
    onProgress: progressOn(io),
  }).finally(forget);
  if (io.color) io.stderr('\r\u001b[K');
  if (json) writeJson(io, report);
  else io.stdout(`${summaryOf(report, commandOf(url, options), history, io)}\n`);
  if (report.failure !== null) save(history, `${report.failure.history.join('\n')}\n`);
  if (reportFile !== undefined) save(reportFile, inFormat(reportFile, report));
  // One that was cut short says nothing of the rest.
  if (report.outcome === 'conforms') return controller.signal.aborted ? exit.badInput : exit.legal;
  return report.outcome === 'violates' ? exit.violation : exit.badInput;
}

function keyIn(
  name: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (name === undefined) return undefined;
  const key = environment[name];
  if (key !== undefined && key !== '') return key;
  const allowed = 'the name of an environment variable that holds the key';
  throw new InvalidInputError({ field: '--api-key-env', value: name, allowed });
}

/** How often a log has a line of it, in milliseconds; a terminal has one that changes. */
const logEvery = 15_000;

function progressOn(io: Io): (progress: Progress) => void {
  let next = logEvery;
  return ({ walks, requests, covered, total, elapsed }) => {
    const seconds = (elapsed / 1000).toFixed(0);
    const text = `${seconds} s: ${walks} walks, ${requests} requests, ${covered} of ${total} covered`;
    if (io.color) io.stderr(`\r\u001b[K${text}`);
    else if (elapsed >= next) {
      io.stderr(`${text}\n`);
      next = elapsed + logEvery;
    }
  };
}

/** The command that makes the same choices again, to be pasted. */
function commandOf(url: string, options: ConformOptions): string {
  const { pipeline, prefix, apiKeyEnv, capabilities, seed, budget, timeout, patience } = options;
  const lacking = capabilityNames.filter((name) => !capabilities[name]);
  const given: readonly (readonly [string, string | undefined])[] = [
    ['pipeline', pipeline],
    ['prefix', prefix],
    ['api-key-env', apiKeyEnv],
    ...lacking.map((name) => ['without', name] as const),
    ['seed', String(seed)],
    ['budget', timeText(budget)],
    ['timeout', timeText(timeout)],
    ['patience', timeText(patience)],
  ];
  const words = given.flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  return ['pipeline-lifecycle conform', quoted(url), ...words].join(' ');
}

/** As every shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function summaryOf(report: ConformanceReport, command: string, history: string, io: Io): string {
  const { outcome, failure } = report;
  const color = outcome === 'conforms' ? 'green' : 'red';
  const [verdict, ...rest] = describeConformance(report).split('\n');
  const replay =
    failure === null
      ? []
      : [
          '',
          `The history is in ${history}. ${judging(failure.kind, history)}`,
          `To test again: ${command}`,
        ];
  return [paint(io, color, verdict ?? ''), ...rest, ...replay].join('\n');
}

/** A history knows neither time nor bodies, so `check` can say nothing of these. */
function judging(kind: Failure['kind'], history: string): string {
  if (kind === 'stuck') return 'It shows what led there; no line of it is illegal.';
  if (kind === 'malformed')
    return 'It ends with the call; what is wrong is in the body of the answer.';
  return `To judge it again: pipeline-lifecycle check ${quoted(history)}`;
}

function inFormat(file: string, report: ConformanceReport): string {
  return extname(file) === '.xml' ? conformanceToJUnit(report) : conformanceToMarkdown(report);
}

/** Before the test, which takes minutes. Leaves things as they are. Throws InvalidInputError. */
function mustBeWritable(file: string): void {
  const isNew = !existsSync(file);
  save(file, '', 'a');
  if (isNew) unlinkSync(file);
}

function save(file: string, text: string, flag: 'a' | 'w' = 'w'): void {
  try {
    writeFileSync(file, text, { flag });
  } catch (error) {
    if (!isFileError(error)) throw error;
    const allowed = `a file that can be written (${error.code})`;
    throw new InvalidInputError({ field: 'file', value: file, allowed });
  }
}
