/** The histories of the pipelines that some requests are about. */
import { isFields, parseJson } from '../../input';
import { actions, actionTypes, errorCodes, parametersOf, wireName } from '../../lifecycle';
import type { RecordedRequest } from './recorded-request';

/** The history of one pipeline, or of one of its lives if it was deleted and created again. */
export interface RecordedPipeline {
  readonly pipeline: string;
  /** `new` if the recording has the creation of the pipeline. */
  readonly from: 'new' | 'anywhere';
  /** The lines of a history. */
  readonly lines: readonly string[];
}

/** The histories that were found in a recording. */
export interface RecordedPipelines {
  readonly pipelines: readonly RecordedPipeline[];
  /** The number of requests, and of those that are about no pipeline or say nothing of it. */
  readonly requests: number;
  readonly leftOut: number;
}

/** A line of a history, or the creation or deletion of the pipeline. */
interface PipelineEvent {
  readonly pipeline: string;
  readonly kind: 'line' | 'created' | 'deleted';
  readonly fields: object;
  readonly times: RecordedRequest['times'];
}

/** Collects the histories. `prefix` is the path before the name of a pipeline. Pure. */
export function recordedPipelines(
  requests: readonly RecordedRequest[],
  prefix: string,
): RecordedPipelines {
  const read = requests.map((each) => eventsOf(each, prefix));
  const events = read.flat();
  const areTimed = events.every(({ times }) => times !== null);
  const inOrder = areTimed
    ? events.toSorted((one, other) => (one.times?.began ?? 0) - (other.times?.began ?? 0))
    : events;
  const names = [...new Set(inOrder.map(({ pipeline }) => pipeline))];
  return {
    pipelines: names.flatMap((name) =>
      livesOf(
        inOrder.filter(({ pipeline }) => pipeline === name),
        areTimed,
      ),
    ),
    requests: requests.length,
    leftOut: read.filter(({ length }) => length === 0).length,
  };
}

/** Splits the events of a pipeline where it was created and deleted. */
function livesOf(events: readonly PipelineEvent[], areTimed: boolean): readonly RecordedPipeline[] {
  const lives: { from: 'new' | 'anywhere'; events: PipelineEvent[]; isOver: boolean }[] = [];
  for (const event of events) {
    const life = lives.at(-1);
    if (event.kind === 'created') lives.push({ from: 'new', events: [], isOver: false });
    else if (event.kind === 'deleted') {
      if (life !== undefined) {
        life.isOver = true;
        // What overlaps the deletion may have come after it.
        life.events = life.events.filter((each) => isBefore(each, event));
      }
    } else if (life === undefined) {
      lives.push({ from: 'anywhere', events: [event], isOver: false });
    } else if (!life.isOver) life.events.push(event);
  }
  return lives
    .filter((life) => life.events.length > 0)
    .map(({ from, events: own }) => ({
      pipeline: own[0]?.pipeline ?? '',
      from,
      lines: own.map(({ fields, times }) =>
        JSON.stringify(areTimed ? { ...fields, ...times } : fields),
      ),
    }));
}

function isBefore(one: PipelineEvent, other: PipelineEvent): boolean {
  return one.times === null || other.times === null || one.times.ended < other.times.began;
}

/** The events of pipelines that a request tells; none if it is about something else. */
function eventsOf(request: RecordedRequest, prefix: string): readonly PipelineEvent[] {
  const { status, times } = request;
  const [path = '', query = ''] = pathAndQuery(request.url).split(/\?(.*)/s);
  const place = path.indexOf(prefix);
  const method = request.method.toUpperCase();
  if (place === -1) {
    const isList = `${path}/`.endsWith(prefix);
    if (!isList) return [];
    if (method === 'GET') return listedReadings(request);
    return method === 'POST' && status === 201 ? creation(request) : [];
  }
  const [segment = '', action, ...more] = path.slice(place + prefix.length).split('/');
  const pipeline = decodedName(segment);
  if (pipeline === '' || more.length > 0) return [];
  const event = { pipeline, kind: 'line', times } as const;
  if (action === undefined) {
    if (method === 'GET') return readings(request.body, event);
    if (method === 'PUT' && status === 201) return [{ ...event, kind: 'created', fields: {} }];
    const isDeleted = method === 'DELETE' && status !== null && status < 300;
    return isDeleted ? [{ ...event, kind: 'deleted', fields: {} }] : [];
  }
  const call = method === 'POST' ? callFields(action, query, request) : null;
  return call === null ? [] : [{ ...event, fields: call }];
}

/** The path and the query of a URL. */
function pathAndQuery(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
}

function decodedName(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function creation({ body, times }: RecordedRequest): readonly PipelineEvent[] {
  const created = parsedBody(body);
  if (!isFields(created) || typeof created.name !== 'string') return [];
  return [{ pipeline: created.name, kind: 'created', fields: {}, times }];
}

function listedReadings({ body, times }: RecordedRequest): readonly PipelineEvent[] {
  const parsed = parsedBody(body);
  const list = isFields(parsed) ? parsed.pipelines : parsed;
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown) => {
    if (!isFields(each) || typeof each.name !== 'string') return [];
    return readings(JSON.stringify(each), { pipeline: each.name, kind: 'line', times });
  });
}

type EventOrigin = Omit<PipelineEvent, 'fields'>;

function readings(body: string | null, event: EventOrigin): readonly PipelineEvent[] {
  const seen = parsedBody(body);
  if (!isFields(seen) || seen.deployment_status === undefined) return [];
  const { deployment_status, deployment_desired_status, deployment_error } = seen;
  const error = deployment_error === undefined || deployment_error === null ? null : true;
  return [
    {
      ...event,
      fields: {
        seen: { deployment_status, deployment_desired_status, deployment_error: error },
      },
    },
  ];
}

/** The fields of a call; null if the request is no action, or was not decided by the lifecycle. */
function callFields(name: string, search: string, request: RecordedRequest): object | null {
  const type = actionTypes.find((each) => wireName(each) === name);
  if (type === undefined) return null;
  const known = Object.keys(parametersOf(type)).map(wireName);
  // Others do not concern the lifecycle, such as one that only defeats a cache.
  const query = Object.fromEntries(
    [...new URLSearchParams(search)].filter(([parameter]) => known.includes(parameter)),
  );
  const call = { call: name, query };
  const { status } = request;
  if (status === null) return call;
  const code = errorCodeIn(request.body);
  const isDocumented = (actions[type].answers as readonly number[]).includes(status);
  const isOfLifecycle =
    status < 400 || code === null || (errorCodes as readonly string[]).includes(code);
  if (isDocumented && isOfLifecycle)
    return { ...call, answer: status, error_code: code ?? undefined };
  // A gateway or a server in trouble does not say if the action was decided.
  if (status >= 500 || status === 408) return { ...call, answer: 500 };
  // Refused before it came to the lifecycle: no access, too many requests, a bad request.
  return status >= 400 ? null : { ...call, answer: status };
}

/** The code in the body of a refusal; empty if the body is something else, null if unknown. */
function errorCodeIn(body: string | null): string | null {
  if (body === null || body === '') return null;
  const parsed = parsedBody(body);
  return isFields(parsed) && typeof parsed.error_code === 'string' ? parsed.error_code : '';
}

function parsedBody(body: string | null): unknown {
  try {
    return body === null ? undefined : parseJson(body);
  } catch {
    return undefined;
  }
}
