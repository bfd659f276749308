/** Histories in files that other programs write: HAR files and access logs. */
import { optionsOf, text, throwFirst } from '../../input';
import { HistoryFormatError, problemInLine } from '../history';
import { type LogMap, parseLogMap, requestInLog } from './access-log';
import { requestsInHar } from './har';
import { type RecordedPipelines, recordedPipelines } from './recorded-pipelines';

export type { LogField, LogMap } from './access-log';
export type { RecordedPipeline, RecordedPipelines } from './recorded-pipelines';

/** The place of the pipelines in the URLs of a recording. */
export interface RecordingOptions {
  /** The path before the name of a pipeline. Default: `/v0/pipelines/`. */
  readonly prefix?: string;
}

/**
 * Returns the histories of the pipelines in a HAR file (HTTP Archive 1.2), with times. Headers are
 * never read. Pure. Throws InvalidInputError, and SyntaxError for broken JSON.
 */
export function historiesInHar(har: string, options: RecordingOptions = {}): RecordedPipelines {
  throwFirst(text('har', har));
  return recordedPipelines(requestsInHar(har), prefixOf(options));
}

/** The options of `historiesInLog`. */
export interface AccessLogOptions extends RecordingOptions {
  /** The name of the log in messages, usually its file. Default: `log`. */
  readonly source?: string;
}

/**
 * Returns the histories of the pipelines in an access log with one JSON object a line. Pure. Throws
 * InvalidInputError for a wrong mapping, and HistoryFormatError for a line that it does not fit.
 */
export function historiesInLog(
  lines: Iterable<string>,
  map: LogMap,
  options: AccessLogOptions = {},
): RecordedPipelines {
  const places = parseLogMap(map);
  const { source = 'log', ...given } = optionsOf(options, ['prefix', 'source'], 'a log');
  throwFirst(text('source', source));
  const requests = Array.from(lines).flatMap((line, index) => {
    try {
      return line.trim() === '' ? [] : [requestInLog(line, places)];
    } catch (error) {
      throw new HistoryFormatError(source, index + 1, problemInLine(error), { cause: error });
    }
  });
  return recordedPipelines(requests, prefixOf(given));
}

function prefixOf(options: RecordingOptions): string {
  const { prefix = '/v0/pipelines/' } = optionsOf(options, ['prefix'], 'a recording');
  throwFirst(text('prefix', prefix));
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}
