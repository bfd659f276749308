/** `conform`: tests a running server against the rules. */
import { existsSync, unlinkSync } from 'node:fs';
import { extname } from 'node:path';
import { InvalidInputError } from '../../input';
import {
  type ConformanceReport,
  checkConformance,
  conformanceToJUnit,
  conformanceToMarkdown,
  httpDriver,
  type Progress,
} from '../../testing/conformance';
import { inTermsOfUser } from '../arguments';
import { writeNamedFile } from '../files';
import { bySignal } from '../interruption';
import { type ExitStatus, exit, type Io, writeJson } from '../io';
import { budgetIn, type ConformOptions, historyFile } from './conform-options';
import { conformSummary } from './conform-summary';

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
  const { dialect } = options.dialect;
  const { capabilities, statuses, timeout, patience, seed, strict, keepGoing, clients } = options;
  const controller = new AbortController();
  const { interruption = bySignal, clock } = io;
  const forget = interruption(() => {
    io.stderr('Interrupted: stopping the pipeline. Interrupt again to leave it as it is.\n');
    controller.abort();
  });
  const report = await checkConformance(driver, {
    ...{ capabilities, statuses, timeout, patience, seed, clock, signal: controller.signal },
    ...{ strict, keepGoing, clients, dialect },
    budget: budgetIn(options),
    onProgress: progressTo(io),
  })
    .catch((error: unknown) => {
      throw inTermsOfUser(error, { clients: '--clients' });
    })
    .finally(forget);
  if (io.color) io.stderr('\r\u001b[K');
  if (json) writeJson(io, report);
  else io.stdout(`${conformSummary(report, url, options, io)}\n`);
  for (const [index, each] of report.failures.entries()) {
    writeNamedFile('--history', historyFile(options, index), `${each.history.join('\n')}\n`);
  }
  if (reportFile !== undefined) {
    writeNamedFile('--report', reportFile, reportInFormat(reportFile, report));
  }
  // An interrupted test says nothing about the rest.
  if (report.outcome === 'conforms') return controller.signal.aborted ? exit.badInput : exit.legal;
  return report.outcome === 'violates' ? exit.violation : exit.badInput;
}

function driverOf(url: string, options: ConformOptions, io: Io) {
  const { pipeline, prefix, timeout, patience, apiKeyEnv } = options;
  const apiKey = keyIn(apiKeyEnv, io);
  try {
    return httpDriver({
      ...{ baseUrl: url, pipeline, prefix, apiKey, timeout, stopsWithin: patience },
      ...{ fetch: io.fetch, clock: io.clock, dialect: options.dialect.dialect },
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

function reportInFormat(file: string, report: ConformanceReport): string {
  return extname(file) === '.xml' ? conformanceToJUnit(report) : conformanceToMarkdown(report);
}

/** Throws InvalidInputError if a file cannot be written: now, because the test takes minutes. */
function mustBeWritable(option: string, file: string): void {
  const isNew = !existsSync(file);
  writeNamedFile(option, file, '', 'a');
  if (isNew) unlinkSync(file);
}
