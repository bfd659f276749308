/** `conform`: holds a running server against the rules. */
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Capabilities } from '../lifecycle';
import { InvalidInputError } from '../lifecycle';
import { type ConformanceReport, checkConformance } from '../testing/conformance';
import {
  conformanceToJUnit,
  conformanceToMarkdown,
  describeConformance,
} from '../testing/describe';
import { httpDriver } from '../testing/http-driver';
import type { Progress } from '../testing/plan';
import { fileProblem, isFileError } from './files';
import { type ExitStatus, exit, type Io, paint, writeJson } from './io';

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
): Promise<ExitStatus> {
  const { pipeline, prefix, report: reportFile, json, history } = options;
  const driver = httpDriver({
    baseUrl: url,
    pipeline,
    prefix,
    apiKey: keyIn(options.apiKeyEnv, environment),
    stopsWithin: options.patience,
  });
  const { capabilities, budget, timeout, patience, seed } = options;
  const report = await checkConformance(driver, {
    ...{ capabilities, budget, timeout, patience, seed },
    onProgress: (progress) => showProgress(progress, io),
  });
  if (io.color) io.stderr('\r\u001b[K');
  if (json) writeJson(io, report);
  else io.stdout(`${summaryOf(report, url, options, io)}\n`);
  if (report.failure !== null) save(history, `${report.failure.history.join('\n')}\n`);
  if (reportFile !== undefined) save(reportFile, inFormat(reportFile, report));
  if (report.outcome === 'conforms') return exit.legal;
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

/** On a terminal only: a log would fill up with it. */
function showProgress({ walks, requests, covered, total, elapsed }: Progress, io: Io): void {
  if (!io.color) return;
  const seconds = (elapsed / 1000).toFixed(0);
  io.stderr(
    `\r\u001b[K${seconds} s: ${walks} walks, ${requests} requests, ${covered} of ${total} covered`,
  );
}

function summaryOf(
  report: ConformanceReport,
  url: string,
  { pipeline, history, budget }: ConformOptions,
  io: Io,
): string {
  const { outcome, seed, failure } = report;
  const color = outcome === 'conforms' ? 'green' : 'red';
  const [verdict, ...rest] = describeConformance(report).split('\n');
  const replay =
    failure === null
      ? []
      : [
          '',
          `The history is in ${history}. To judge it again: pipeline-lifecycle check ${history}`,
          `To test again: pipeline-lifecycle conform ${url} --pipeline ${pipeline} --seed ${seed} --budget ${budget / 1000}s`,
        ];
  return [paint(io, color, verdict ?? ''), ...rest, ...replay].join('\n');
}

function inFormat(file: string, report: ConformanceReport): string {
  return extname(file) === '.xml' ? conformanceToJUnit(report) : conformanceToMarkdown(report);
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    if (!isFileError(error)) throw error;
    const allowed = `a file that can be written: ${fileProblem(error)}`;
    throw new InvalidInputError({ field: 'file', value: file, allowed });
  }
}
