/** Histories in files that other programs write: HAR files and access logs. */
import { optionsOf, text, throwFirst } from '../../input';
import { HistoryFormatError, problemInLine } from '../history';
import { type LogMap, parseLogMap, requestInLog } from './access-log';
import { requestsInHar } from './har';
import { type RecordedPipelines, recordedPipelines } from './recorded-pipelines';

export type { LogField, LogMap } from './access-log';
export type { RecordedPipeline, RecordedPipelines } from './recorded-pipelines';

/** The options of `historiesInHar` and `historiesInLog`. */
export interface RecordingOptions {
  /** The name of the recording in messages, usually its file. Default: `HAR file` or `log`. */
  readonly source?: string;
  /** The path before the name of a pipeline. Default: `/v0/pipelines/`. */
  readonly prefix?: string;
}

/**
 * Returns the histories of the pipelines in a HAR file (HTTP Archive 1.2), with times. Headers are
 * never read. Pure. Throws InvalidInputError for malformed options, and HistoryFormatError for
 * anything but a HAR file.
 */
export function historiesInHar(har: string, options: RecordingOptions = {}): RecordedPipelines {
  const { source, prefix } = recordingOf(options, 'HAR file');
  throwFirst(text('har', har));
  return recordedPipelines(
    readAt(source, 0, () => requestsInHar(har)),
    prefix,
  );
}

/**
 * Returns the histories of the pipelines in an access log with one JSON object a line. Pure. Throws
 * InvalidInputError for a wrong mapping, and HistoryFormatError for a line that it does not fit.
 */
export function historiesInLog(
  lines: Iterable<string>,
  map: LogMap,
  options: RecordingOptions = {},
): RecordedPipelines {
  const places = parseLogMap(map);
  const { source, prefix } = recordingOf(options, 'log');
  const requests = Array.from(lines).flatMap((line, index) =>
    line.trim() === '' ? [] : [readAt(source, index + 1, () => requestInLog(line, places))],
  );
  return recordedPipelines(requests, prefix);
}

/** Reads, and says in an error what is wrong in which line; 0 for the file as a whole. */
function readAt<Value>(source: string, line: number, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new HistoryFormatError(source, line, problemInLine(error), { cause: error });
  }
}

function recordingOf(options: RecordingOptions, kind: string) {
  const given = optionsOf(options, ['prefix', 'source'], 'a recording');
  const { prefix = '/v0/pipelines/', source = kind } = given;
  throwFirst([...text('prefix', prefix), ...text('source', source)]);
  return { source, prefix: prefix.endsWith('/') ? prefix : `${prefix}/` };
}
