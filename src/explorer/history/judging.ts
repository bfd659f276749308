/** Judges what a user gives: a history, a HAR file or an access log, as `check` does. */
import { InvalidInputError, isFields, isInstanceOf, parseJson } from '../../input';
import type { Capabilities, Deployment } from '../../lifecycle';
import {
  HistoryChecker,
  HistoryFormatError,
  type HistoryReport,
  historiesInHar,
  historiesInLog,
  type LogMap,
} from '../../trace';

/** A recording, and how to read it. */
export interface GivenRecording {
  /** The name of its file. */
  readonly source: string;
  readonly text: string;
  /** The beginning of a history, unless the recording shows another one. */
  readonly from: 'new' | 'anywhere';
  readonly strict: boolean;
  readonly capabilities: Capabilities;
  /** The path before the name of a pipeline, in a HAR file or a log. */
  readonly prefix: string;
  /** The mapping of an access log, as JSON; empty for anything else. */
  readonly map: string;
}

/** A history that was judged. */
export interface JudgedHistory {
  /** The name of the file, and of the pipeline if the file may have several. */
  readonly source: string;
  readonly lines: readonly string[];
  /** The verdict; null if the history cannot be read. */
  readonly report: HistoryReport | null;
  /** Why it cannot be read; null if it can. */
  readonly problem: { readonly line: number; readonly text: string } | null;
  /** The deployments that are possible after each line that leaves any. */
  readonly possible: ReadonlyMap<number, readonly Deployment[]>;
}

/** The lines that are judged in one go: it takes some hundredths of a second. */
const linesAtOnce = 500;

/**
 * Judges every history of a recording. `pause` is awaited now and then, so that the page stays
 * responsive; if it rejects, the judging ends.
 */
export async function judgedRecording(
  given: GivenRecording,
  pause: () => Promise<void>,
): Promise<readonly JudgedHistory[]> {
  try {
    const all: JudgedHistory[] = [];
    // Reading may take long, too: the page says so before.
    await pause();
    for (const each of historiesOf(given)) all.push(await judgedHistory(each, given, pause));
    return all;
  } catch (error) {
    return [{ ...unreadable(error), source: given.source, lines: linesIn(given.text) }];
  }
}

interface RecordedHistory {
  readonly source: string;
  readonly from: 'new' | 'anywhere';
  readonly lines: readonly string[];
}

function historiesOf(given: GivenRecording): readonly RecordedHistory[] {
  const { source, text, from, prefix, map } = given;
  const isLog = map.trim() !== '';
  if (!isLog && !isHar(given)) return [{ source, from, lines: linesIn(text) }];
  const { pipelines, requests } = isLog
    ? historiesInLog(linesIn(text), parsedMap(given), { source, prefix })
    : historiesInHar(text, { source, prefix });
  if (pipelines.length === 0) {
    const problem = `none of its ${requests} requests is a call or a poll of a pipeline, with a path such as ${prefix}orders/stop. Is the path before the names right?`;
    throw new HistoryFormatError(source, 0, problem);
  }
  return pipelines.map((each) => ({
    source: `${source} (${each.pipeline})`,
    from: from === 'anywhere' ? from : each.from,
    lines: each.lines,
  }));
}

/** True for a file with such a name, and for any JSON object with a log. */
function isHar({ source, text }: GivenRecording): boolean {
  if (source.toLowerCase().endsWith('.har')) return true;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) && Object.hasOwn(value, 'log');
  } catch {
    return false;
  }
}

function parsedMap({ source, map }: GivenRecording): LogMap {
  try {
    return parseJson(map) as LogMap;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new HistoryFormatError(source, 0, `the mapping of the log is not JSON: ${error.message}`);
  }
}

/** The lines of a text; a final newline ends the last one. */
function linesIn(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split('\n');
}

async function judgedHistory(
  { source, from, lines }: RecordedHistory,
  { capabilities, strict }: GivenRecording,
  pause: () => Promise<void>,
): Promise<JudgedHistory> {
  const possible = new Map<number, readonly Deployment[]>();
  const onPossible = (line: number, now: readonly Deployment[]) => possible.set(line, now);
  const options = { source, from, capabilities, strict, onPossible };
  try {
    const checker = new HistoryChecker(options);
    for (const [index, line] of lines.entries()) {
      if (index % linesAtOnce === 0) await pause();
      checker.read(line);
    }
    while (checker.advance(linesAtOnce)) await pause();
    const report = checker.end();
    return { source, lines, report, problem: null, possible };
  } catch (error) {
    return { ...unreadable(error), source, lines };
  }
}

/** Returns the problem with a recording that cannot be read. Throws any other error again. */
function unreadable(error: unknown): Pick<JudgedHistory, 'report' | 'problem' | 'possible'> {
  if (isInstanceOf(error, HistoryFormatError)) {
    const { line, problem: text } = error;
    return { report: null, problem: { line, text }, possible: new Map() };
  }
  if (isInstanceOf(error, InvalidInputError)) {
    return { report: null, problem: { line: 0, text: error.message }, possible: new Map() };
  }
  throw error;
}
