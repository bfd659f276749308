/** `conform`: tests a running server against the rules. */
import { existsSync, unlinkSync } from 'node:fs';
import { extname } from 'node:path';
import { InvalidInputError } from '../input';
import { type Capabilities, capabilityNames } from '../lifecycle';
import {
  type ConformanceBudget,
  type ConformanceReport,
  checkConformance,
  conformanceToJUnit,
  conformanceToMarkdown,
  describeConformance,
  type Failure,
  httpDriver,
  type Progress,
} from '../testing';
import { inTermsOfUser } from './arguments';
import { writeNamedFile } from './files';
import { bySignal } from './interruption';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';
import { timeText } from './times';

/** The options of `conform`; times are in milliseconds. */
export interface ConformOptions {
  readonly pipeline: string;
  readonly apiKeyEnv: string | undefined;
  readonly prefix: string | undefined;
  readonly budget: number | undefined;
  readonly walks: number | undefined;
  readonly calls: number | undefined;
  readonly timeout: number;
  readonly patience: number;
  readonly seed: number;
  readonly report: string | undefined;
  readonly history: string;
  readonly capabilities: Capabilities;
  readonly json: boolean;
}

/** Tests the server at this URL. Rejects with InvalidInputError, which names an option. */
export async function runConform(
  url: string,
  options: ConformOptions,
  io: Io,
): Promise<ExitStatus> {
  const { report: reportFile, json, history } = options;
  mustBeWritable('--history', history);
  if (reportFile !== undefined) mustBeWritable('--report', reportFile);
  const driver = driverOf(url, options, io);
  const { capabilities, timeout, patience, seed } = options;
  const controller = new AbortController();
  const { interruption = bySignal, clock } = io;
  const forget = interruption(() => {
    io.stderr('Interrupted: stopping the pipeline. Interrupt again to leave it as it is.\n');
    controller.abort();
  });
  const report = await checkConformance(driver, {
    ...{ capabilities, timeout, patience, seed, signal: controller.signal, clock },
    budget: budgetIn(options),
    onProgress: progressTo(io),
  }).finally(forget);
  if (io.color) io.stderr('\r\u001b[K');
  if (json) writeJson(io, report);
  else io.stdout(`${summaryText(report, commandText(url, options), history, io)}\n`);
  if (report.failure !== null) {
    writeNamedFile('--history', history, `${report.failure.history.join('\n')}\n`);
  }
  if (reportFile !== undefined) {
    writeNamedFile('--report', reportFile, reportInFormat(reportFile, report));
  }
  // An interrupted test says nothing about the rest.
  if (report.outcome === 'conforms') return controller.signal.aborted ? exit.badInput : exit.legal;
  return report.outcome === 'violates' ? exit.violation : exit.badInput;
}

/** With nothing but an amount of work, the time is not limited, so that a run can be repeated. */
function budgetIn({ budget: milliseconds, walks, calls }: ConformOptions): ConformanceBudget {
  if (milliseconds === undefined && walks === undefined && calls === undefined) {
    return { milliseconds: 60_000 };
  }
  return { milliseconds, walks, calls };
}

function driverOf(url: string, options: ConformOptions, io: Io) {
  const { pipeline, prefix, timeout, patience, apiKeyEnv } = options;
  const apiKey = keyIn(apiKeyEnv, io);
  try {
    return httpDriver({
      ...{ baseUrl: url, pipeline, prefix, apiKey, timeout, stopsWithin: patience },
      ...{ fetch: io.fetch, clock: io.clock },
    });
  } catch (error) {
    throw inTermsOfUser(error, { baseUrl: 'url', pipeline: '--pipeline', prefix: '--prefix' });
  }
}

function keyIn(name: string | undefined, { environment }: Io): string | undefined {
  if (name === undefined) return undefined;
  const key = environment[name];
  if (key !== undefined && key !== '') return key;
  const allowed = 'the name of an environment variable that holds the key';
  throw new InvalidInputError({ field: '--api-key-env', value: name, allowed });
}

/** Milliseconds between two lines in a log; on a terminal one line is updated all the time. */
const logEvery = 15_000;

function progressTo(io: Io): (progress: Progress) => void {
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

/** Returns the command that makes the same choices again, to be pasted. */
function commandText(url: string, options: ConformOptions): string {
  const { pipeline, prefix, apiKeyEnv, capabilities, seed, timeout, patience } = options;
  const { milliseconds, walks, calls } = budgetIn(options);
  const lacking = capabilityNames.filter((name) => !capabilities[name]);
  const given: readonly (readonly [string, string | undefined])[] = [
    ['pipeline', pipeline],
    ['prefix', prefix],
    ['api-key-env', apiKeyEnv],
    ...lacking.map((name) => ['without', name] as const),
    ['seed', String(seed)],
    ['budget', milliseconds === undefined ? undefined : timeText(milliseconds)],
    ['walks', walks?.toString()],
    ['calls', calls?.toString()],
    ['timeout', timeText(timeout)],
    ['patience', timeText(patience)],
  ];
  const words = given.flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  return ['pipeline-lifecycle conform', shellWord(url), ...words].join(' ');
}

/** Quotes a text, if necessary, so that every shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function summaryText(report: ConformanceReport, command: string, history: string, io: Io): string {
  const { outcome, failure } = report;
  const color = outcome === 'conforms' ? 'green' : 'red';
  const [verdict, ...rest] = describeConformance(report).split('\n');
  const replay =
    failure === null
      ? []
      : [
          '',
          `The history is in ${history}. ${judgingText(failure.kind, history)}`,
          `To test again: ${command}`,
        ];
  return [paint(io, color, verdict ?? ''), ...rest, ...replay].join('\n');
}

/** A history contains neither times nor bodies, so `check` cannot judge these. */
function judgingText(kind: Failure['kind'], history: string): string {
  if (kind === 'stuck') return 'It shows what led there; each of its lines is legal.';
  if (kind === 'malformed') return 'It ends with the call whose answer has a wrong body.';
  return `To judge it again: pipeline-lifecycle check ${shellWord(history)}`;
}

function reportInFormat(file: string, report: ConformanceReport): string {
  return extname(file) === '.xml' ? conformanceToJUnit(report) : conformanceToMarkdown(report);
}

/** Throws InvalidInputError if a file cannot be written: now, because the test takes minutes. */
function mustBeWritable(option: string, file: string): void {
  const isNew = !existsSync(file);
  writeNamedFile(option, file, '', 'a');
  if (isNew) unlinkSync(file);
}
