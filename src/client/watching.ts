/**
 * Watching by event streams, which are read with `fetch`, so that they carry credentials. A stream
 * that ends or breaks off is opened again, and what changed meanwhile is told then.
 */
import { fieldOf, isSame } from '../input';
import { type RefusedRequest, refusalOf } from './answers';
import type { PipelineBody } from './bodies';
import { ConnectionError, UnexpectedAnswerError } from './errors';
import { eventParser, type StreamEvent } from './event-parser';
import type { ClientSettings } from './options';
import { bodyOfPipeline } from './reading';
import {
  attemptPause,
  causeOfLoss,
  ignoringAbort,
  orLost,
  sendOnce,
  untilAborted,
} from './sending';

/** Something that a watcher is told. */
export type WatchEvent =
  | {
      /** A pipeline as it is now. */
      readonly type: 'pipeline';
      readonly pipeline: PipelineBody;
    }
  | {
      /** The pipeline is gone, or may no longer be seen. */
      readonly type: 'deleted';
      readonly name: string;
    }
  | {
      /** Every existing pipeline has been reported. Sent again after each reconnection. */
      readonly type: 'listed';
    }
  | {
      /** The connection is lost; the client connects again by itself. Told once for each loss. */
      readonly type: 'interrupted';
      readonly reason: ConnectionError | RefusedRequest;
    }
  | {
      /** The server refuses the stream; it ends. */
      readonly type: 'refused';
      readonly refusal: RefusedRequest;
    };

/** The pipelines to watch. */
export interface Watched {
  readonly path: string;
  /** True if the stream shows all pipelines, and goes on when one of them is deleted. */
  readonly isOfAll: boolean;
}

/** Servers say something every quarter of a minute; after this time, the connection is dead. */
const silenceMax = 45_000;

/** Everything that a watcher has been told over all its connections. */
interface Told {
  readonly shown: Map<string, PipelineBody>;
  /** How many connections have failed since something was told. */
  losses: number;
}

/** The end of a connection; `over` ends the watching too. */
type ConnectionEnd = 'ended' | 'over' | ConnectionError | RefusedRequest;

/** Returns the events until the signal aborts, or the server refuses. */
export async function* watchEvents(
  settings: ClientSettings,
  watched: Watched,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, void> {
  const told: Told = { shown: new Map(), losses: 0 };
  while (!signal.aborted) {
    const end = yield* eventsOfConnection(settings, { ...watched, told }, signal);
    if (end === 'over' || signal.aborted) return;
    let pause = attemptPause(1);
    if (end !== 'ended') {
      told.losses += 1;
      if (told.losses === 1) yield { type: 'interrupted', reason: end };
      pause = Math.max(attemptPause(told.losses), 1_000 * (askedPause(end) ?? 0));
    }
    // Also after a proper end: a server that ends each stream at once is not asked in a tight loop.
    await ignoringAbort(settings.sleep(pause, signal), signal);
  }
}

function askedPause(end: ConnectionError | RefusedRequest): number | null {
  return 'retryAfter' in end ? end.retryAfter : null;
}

/** Yields what one connection tells, and returns why it has ended. */
async function* eventsOfConnection(
  settings: ClientSettings,
  watched: Watched & { readonly told: Told },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, ConnectionEnd> {
  const gone = new AbortController();
  const leave = () => gone.abort(signal.reason);
  signal.addEventListener('abort', leave);
  const { path } = watched;
  try {
    const headers = { accept: 'text/event-stream' };
    const response = await sendOnce(settings, {
      ...{ method: 'GET', path, headers, signal: gone.signal },
    });
    if (response.status >= 300) return yield* refusedWith(await refusalIn(response), watched);
    return yield* eventsIn(streamIn(response, path), settings, { ...watched, gone });
  } catch (error) {
    if (signal.aborted) return 'over';
    const loss = causeOfLoss(error);
    if (loss === undefined) throw error;
    const request = `GET ${settings.baseUrl}${path}`;
    return new ConnectionError({ request, attempts: 1, mayHaveChanged: false }, loss.cause);
  } finally {
    signal.removeEventListener('abort', leave);
    // Closes the connection, whoever leaves.
    gone.abort();
  }
}

async function refusalIn(response: Response): Promise<RefusedRequest> {
  const { status: httpStatus, headers } = response;
  const text = await orLost(response.text());
  return refusalOf({ httpStatus, headers, text, attempts: 1 });
}

async function* refusedWith(
  refusal: RefusedRequest,
  { told: { shown }, isOfAll }: Watched & { readonly told: Told },
): AsyncGenerator<WatchEvent, ConnectionEnd> {
  if (refusal.httpStatus === 429 || refusal.httpStatus >= 500) return refusal;
  const [name] = shown.keys();
  const isGone = !isOfAll && refusal.code === 'UnknownPipelineName' && name !== undefined;
  // It was deleted while there was no connection.
  yield isGone ? { type: 'deleted', name } : { type: 'refused', refusal };
  return 'over';
}

function streamIn(response: Response, path: string): ReadableStream<Uint8Array> {
  const { body, status, headers } = response;
  const type = headers.get('content-type') ?? 'no type';
  if (body !== null && /^text\/event-stream\b/i.test(type)) return body;
  throw new UnexpectedAnswerError(`GET ${path}`, status, `is no stream of events (${type})`);
}

async function* eventsIn(
  stream: ReadableStream<Uint8Array>,
  settings: ClientSettings,
  watched: Watched & { readonly told: Told; readonly gone: AbortController },
): AsyncGenerator<WatchEvent, ConnectionEnd> {
  const { told, gone, isOfAll } = watched;
  const reader = stream.getReader();
  const parser = eventParser();
  const listed = new Set<string>();
  for (;;) {
    const piece = await spoken(reader, settings, gone.signal);
    if (piece === undefined) return 'ended';
    for (const event of parser.take(piece)) {
      if (event.type === 'failed') return failureIn(event);
      for (const each of toldBy(event, { shown: told.shown, listed, isOfAll })) {
        told.losses = 0;
        yield each;
      }
      if (event.type === 'deleted' && !isOfAll) return 'over';
    }
  }
}

/** Returns the next piece of a stream; undefined at its end. A silent one counts as lost. */
async function spoken(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  settings: ClientSettings,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const heard = new AbortController();
  const silence = settings.sleep(silenceMax, heard.signal).then(() => 'silence' as const);
  try {
    const next = untilAborted(orLost(reader.read()), signal);
    const read = await Promise.race([next, silence]);
    if (read === 'silence') return await orLost(Promise.reject(new Error('The stream is silent')));
    return read.done ? undefined : read.value;
  } finally {
    heard.abort();
  }
}

/** A failure of the server that a stream tells, as the refusal that the next request meets. */
function failureIn({ data: text }: StreamEvent): RefusedRequest {
  return refusalOf({ httpStatus: 500, headers: new Headers(), text, attempts: 1 });
}

/** Returns what an event tells that was not told before. */
function toldBy(
  { type, data }: StreamEvent,
  {
    shown,
    listed,
    isOfAll,
  }: {
    readonly shown: Map<string, PipelineBody>;
    readonly listed: Set<string>;
    readonly isOfAll: boolean;
  },
): WatchEvent[] {
  const body: unknown = JSON.parse(data);
  if (type === 'deleted') {
    const name = String(fieldOf(body, 'name'));
    listed.delete(name);
    return shown.delete(name) || !isOfAll ? [{ type, name }] : [];
  }
  if (type === 'listed') {
    const gone = [...shown.keys()].filter((name) => !listed.has(name));
    for (const name of gone) shown.delete(name);
    return [...gone.map((name) => ({ type: 'deleted', name }) as const), { type }];
  }
  const pipeline = type === 'pipeline' ? bodyOfPipeline(body) : undefined;
  // Events of newer servers.
  if (pipeline === undefined) return [];
  listed.add(pipeline.name);
  if (isSame(shown.get(pipeline.name), pipeline)) return [];
  shown.set(pipeline.name, pipeline);
  return [{ type: 'pipeline', pipeline }];
}
