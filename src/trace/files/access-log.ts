/** Access logs with one JSON object a line, whose fields a small mapping names. */
import {
  type Fields,
  fieldsOf,
  InvalidInputError,
  isFields,
  member,
  parseJson,
  text,
  throwFirst,
  unknownFields,
} from '../../input';
import { isoMilliseconds } from '../times';
import type { RecordedRequest } from './recorded-request';

/** The place of a value in a line, such as `request.url`; for times, with their unit. */
export type LogField =
  | string
  | {
      readonly field: string;
      /** Default: milliseconds. */
      readonly unit?: 'ms' | 's';
    };

/** The mapping of a log: where each value of a request is found. */
export interface LogMap {
  readonly method: LogField;
  /** Absolute, or the path and the query alone. */
  readonly url: LogField;
  readonly status: LogField;
  /** When the request began or ended: ISO 8601, or a number since 1970. */
  readonly time?: LogField;
  /** How long it took. Without it, the lines are taken to be in the order of the decisions. */
  readonly duration?: LogField;
  /** The moment that `time` means. Default: `ended`, as most servers log. */
  readonly timeIs?: 'began' | 'ended';
  /** The body of the answer, as a text or as JSON, if the log has it. */
  readonly body?: LogField;
}

const placeNames = ['method', 'url', 'status', 'time', 'duration', 'body'] as const;
const required = ['method', 'url', 'status'] as const;

interface LogPlace {
  readonly path: readonly string[];
  readonly factor: number;
}

/** A mapping, checked. */
export interface LogPlaces {
  readonly places: Readonly<Partial<Record<(typeof placeNames)[number], LogPlace>>>;
  readonly timeIs: 'began' | 'ended';
}

/** Checks a mapping. Pure. Throws InvalidInputError. */
export function parseLogMap(map: unknown): LogPlaces {
  const given = fieldsOf(map, 'map', 'an object', 'map.');
  throwFirst(unknownFields(given, [...placeNames, 'timeIs'], 'a map'));
  const { timeIs = 'ended' } = given;
  throwFirst(member('map.timeIs', timeIs, ['began', 'ended']));
  const places = Object.fromEntries(
    placeNames
      .filter((name) => given[name] !== undefined || (required as readonly string[]).includes(name))
      .map((name) => [name, logPlace(given[name], `map.${name}`)]),
  );
  return { places, timeIs: timeIs as 'began' | 'ended' };
}

function logPlace(value: unknown, field: string): LogPlace {
  const { field: path, unit = 'ms' } = isFields(value) ? fieldsOf(value, field) : { field: value };
  throwFirst([...text(field, path), ...member(`${field}.unit`, unit, ['ms', 's'])]);
  return { path: (path as string).split('.'), factor: unit === 's' ? 1000 : 1 };
}

/** Reads the request of a line. Pure. Throws InvalidInputError, SyntaxError. */
export function requestInLog(line: string, { places, timeIs }: LogPlaces): RecordedRequest {
  const fields = fieldsOf(parseJson(line), 'line');
  const found = (name: (typeof placeNames)[number]) => valueAt(fields, places[name]?.path);
  const [method, url, status, body] = (['method', 'url', 'status', 'body'] as const).map(found);
  throwFirst([
    ...text(places.method?.path.join('.') ?? '', method),
    ...text(places.url?.path.join('.') ?? '', url),
  ]);
  const code = Number(status);
  return {
    method: method as string,
    url: url as string,
    status: Number.isInteger(code) && code >= 100 && code <= 599 ? code : null,
    body: body === undefined || body === null ? null : bodyText(body),
    times: timesOf(
      millisecondsAt(found('time'), places.time),
      millisecondsAt(found('duration'), places.duration),
      timeIs,
    ),
  };
}

function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function timesOf(time: number | null, duration: number | null, timeIs: 'began' | 'ended') {
  if (time === null || duration === null || duration < 0) return null;
  return timeIs === 'began'
    ? { began: time, ended: time + duration }
    : { began: time - duration, ended: time };
}

function millisecondsAt(value: unknown, place: LogPlace | undefined): number | null {
  if (place === undefined || value === undefined || value === '') return null;
  const iso = typeof value === 'string' ? isoMilliseconds(value) : undefined;
  if (iso !== undefined) return iso;
  const number = Number(value);
  if (Number.isFinite(number)) return number * place.factor;
  const allowed = 'a number, or for a time a text in ISO 8601 with its offset';
  throw new InvalidInputError({ field: place.path.join('.'), value, allowed });
}

/** The value at a path. A field whose own name has the dots counts, too. */
function valueAt(fields: Fields, path: readonly string[] | undefined): unknown {
  if (path === undefined) return undefined;
  const whole = path.join('.');
  if (Object.hasOwn(fields, whole)) return fields[whole];
  let value: unknown = fields;
  for (const name of path) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
