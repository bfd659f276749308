/** The histories in the files that a command names: histories, HAR files and access logs. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { InvalidInputError, isInstanceOf, parseJson } from '../input';
import {
  HistoryFormatError,
  historiesInHar,
  historiesInLog,
  type LogMap,
  type RecordedPipeline,
  type RecordedPipelines,
} from '../trace';
import { choices } from './arguments';
import { isFileError, readLines, requireName, whyNotReadable } from './files';
import type { Io } from './io';
import { requireWord } from './suggestions';

/** The options of commands that read recordings. */
export interface RecordingsOptions {
  readonly from: 'new' | 'anywhere';
  readonly pipeline: string | undefined;
  readonly prefix: string;
  readonly map: string | undefined;
}

/** Adds the options of a command that reads recordings. */
export function withRecordingsOptions(command: Command): Command {
  const from = new Option('--from <start>', 'where a history begins');
  return command
    .addOption(choices(from, ['new', 'anywhere']).default('new'))
    .option('--map <file>', 'the file is an access log, whose fields this JSON file names')
    .option('--pipeline <name>', 'in a HAR file or a log: only this pipeline')
    .option('--prefix <path>', 'in a HAR file or a log: the path before a name', '/v0/pipelines/');
}

/** A history of a file. */
export interface FoundHistory {
  readonly source: string;
  readonly from: 'new' | 'anywhere';
  readonly lines: Iterable<string> | AsyncIterable<string>;
}

/**
 * Returns the histories in a file. Rejects with HistoryFormatError if it has no history, and with
 * an error for isFileError if the file cannot be read.
 */
export async function historiesIn(
  file: string,
  options: RecordingsOptions,
  io: Io,
): Promise<readonly FoundHistory[]> {
  const source = file === '-' ? 'standard input' : file;
  const { from, map, prefix, pipeline } = options;
  const isHar = file.toLowerCase().endsWith('.har');
  if (!isHar && map === undefined) {
    if (pipeline === undefined) return [{ source, from, lines: readLines(file, io) }];
    const allowed = 'left out: a history has one pipeline. Only HAR files and logs have several';
    throw new InvalidInputError({ field: '--pipeline', value: pipeline, allowed });
  }
  const lines: string[] = [];
  for await (const line of readLines(file, io)) lines.push(line);
  const found = isHar
    ? historiesInHar(lines.join('\n'), { prefix, source })
    : historiesInLog(lines, logMap(map ?? ''), { prefix, source });
  return chosenPipelines(found, source, options).map((each) => ({
    source: `${source} (${each.pipeline})`,
    from: from === 'anywhere' ? from : each.from,
    lines: each.lines,
  }));
}

/**
 * Returns the only history in a file, with all its lines. Rejects as `historiesIn` does, and with
 * InvalidInputError if there are several.
 */
export async function historyIn(file: string, options: RecordingsOptions, io: Io) {
  const found = await historiesIn(file, options, io);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const sources = found.map(({ source }) => source).join(', ');
    const allowed = `given, because the file has several histories: ${sources}`;
    throw new InvalidInputError({ field: '--pipeline', value: options.pipeline, allowed });
  }
  const history: string[] = [];
  for await (const line of first.lines) history.push(line);
  return { from: first.from, history };
}

function chosenPipelines(
  { pipelines, requests }: RecordedPipelines,
  source: string,
  { pipeline, prefix }: RecordingsOptions,
): readonly RecordedPipeline[] {
  if (pipelines.length === 0) {
    const problem = `nothing to check: none of its ${requests} requests is a call or a poll of a pipeline, with a URL such as ${prefix}orders/stop. Is --prefix right?`;
    throw new HistoryFormatError(source, 0, problem);
  }
  if (pipeline === undefined) return pipelines;
  requireWord('--pipeline', pipeline, [...new Set(pipelines.map((each) => each.pipeline))]);
  return pipelines.filter((each) => each.pipeline === pipeline);
}

/** Reads the mapping of a log. Throws InvalidInputError, which names the option. */
function logMap(file: string): LogMap {
  requireName('--map', file, 'the name of a file with the mapping of a log');
  try {
    return parseJson(readFileSync(file, 'utf8')) as LogMap;
  } catch (error) {
    const isBroken = isInstanceOf(error, SyntaxError) || isInstanceOf(error, InvalidInputError);
    if (!isBroken && !isFileError(error)) throw error;
    const why = isFileError(error) ? whyNotReadable(error) : error.message;
    const allowed = `a JSON file that maps the fields of a log (${why})`;
    throw new InvalidInputError({ field: '--map', value: file, allowed });
  }
}
