/**
 * The promises that every answer must keep, whatever the request was: it is documented, small and
 * discreet, and nothing has changed unless it says so.
 */
import type { HandlerEvent } from '../../../src/http/handler-events';
import {
  allowOf,
  type DocumentedPath,
  type DocumentedResponse,
  documentedPath,
  envelope,
} from './documented';
import { type Draft, keys, targetOf } from './drafts';

/** A request and everything that came of it. */
export interface Exchange {
  readonly draft: Draft;
  readonly request: Request;
  readonly response: Response;
  /** The body; the first chunk if it is a stream. */
  readonly text: string;
  readonly events: readonly HandlerEvent[];
  /** The milliseconds that the handler waited. */
  readonly waited: number;
  readonly hasChanged: boolean;
  /** The number of listeners of the store that are left. */
  readonly listeners: number;
}

const bodyLengthMax = 4_096;
const changing = [201, 202, 204];

/** Returns what is wrong with an answer; empty if nothing is. */
export function problemsOf(exchange: Exchange): string[] {
  return [
    ...undocumented(exchange),
    ...misshapen(exchange),
    ...indiscreet(exchange),
    ...untold(exchange),
    ...impatient(exchange),
    ...(exchange.listeners === 0 ? [] : ['a listener is left behind']),
    ...(exchange.hasChanged && !changing.includes(exchange.response.status)
      ? ['changed the store without saying so']
      : []),
  ];
}

function undocumented(exchange: Exchange): string[] {
  const { request, response } = exchange;
  const { status } = response;
  const known = documentedPath(new URL(request.url).pathname);
  const code = codeOf(exchange);
  const what = `${status} ${code ?? ''}`;
  if (known === undefined)
    return [401, 404, 414].includes(status) ? [] : [`${what} of an unknown path`];
  const listed = responseListed(known, exchange);
  if (listed === undefined) {
    const allowed = response.headers.get('allow');
    if (status === 405 && allowed === allowOf(known)) return [];
    return [401, 414].includes(status) ? [] : [`${what} (allow: ${allowed}) of ${known.path}`];
  }
  const isKnown = code === undefined ? listed.codes.size === 0 : listed.codes.has(code);
  // An answer to HEAD has no body, and so no code.
  return isKnown || request.method === 'HEAD' ? [] : [`${what} is not listed for ${known.path}`];
}

function responseListed({ operations }: DocumentedPath, exchange: Exchange) {
  const { request, response } = exchange;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return operations.get(method)?.get(response.status);
}

/** Returns the code of the error in the body, if it is one. */
export function codeOf({ response, text }: Exchange): string | undefined {
  if (response.status < 400) return undefined;
  const body = parsed(text);
  return typeof body === 'object' && body !== null && 'error_code' in body
    ? String(body.error_code)
    : undefined;
}

function misshapen(exchange: Exchange): string[] {
  const { request, response, text } = exchange;
  const { status, headers } = response;
  if (request.method === 'HEAD') return text === '' ? [] : ['a body in the answer to HEAD'];
  if (status >= 400) return misshapenError(exchange);
  const known = documentedPath(new URL(request.url).pathname);
  const listed = known && responseListed(known, exchange);
  if (listed === undefined) return [];
  const type = headers.get('content-type')?.split(';')[0];
  if (listed.contentType !== (type ?? undefined)) return [`has the type ${type}`];
  if (listed.contentType === undefined) return text === '' ? [] : ['a body that is not documented'];
  return isOfSchema(listed, text) ? [] : [`a body of another schema: ${text.slice(0, 200)}`];
}

function isOfSchema({ schema }: DocumentedResponse, text: string): boolean {
  return schema === undefined || schema.safeParse(parsed(text)).success;
}

function misshapenError({ response, text }: Exchange): string[] {
  const { status, headers } = response;
  const { length } = new TextEncoder().encode(text);
  const body = parsed(text);
  const problems: string[] = [];
  if (length > bodyLengthMax) problems.push(`a body of ${length} bytes: ${text.slice(0, 80)}`);
  if (headers.get('content-type') !== 'application/json') problems.push('is not JSON');
  if (status >= 500 && ![501, 503].includes(status)) problems.push('an error of the server');
  // The schema allows further fields for later versions; this version has none.
  const isEnvelope = Object.keys(Object(body)).join() === 'message,error_code,details';
  if (!isEnvelope || !envelope.safeParse(body).success) {
    problems.push(`no envelope: ${text.slice(0, 200)}`);
  }
  return problems;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Stacks, and files of the server; no part of a request looks like them. */
const innards = /\n\s+at |\bat [^\s]+ \(|node_modules|\.[cm]?[jt]s:\d|node:internal|file:\/\//;

function indiscreet({ draft, response, text, events }: Exchange): string[] {
  const told = [text, ...[...response.headers].map(([, value]) => value)].join('\n');
  const problems = innards.test(told) ? [`shows its innards: ${told.slice(0, 300)}`] : [];
  const secrets = secretsOf(draft);
  if (secrets.length === 0) return problems;
  const logged = JSON.stringify(events);
  for (const secret of secrets) {
    if (told.includes(secret)) problems.push(`tells the secret ${secret.slice(0, 40)}`);
    if (logged.includes(secret)) problems.push(`logs the secret ${secret.slice(0, 40)}`);
  }
  return problems;
}

/** Returns the credentials that were sent nowhere else, and are too long to occur by chance. */
function secretsOf(draft: Draft): string[] {
  const sent = draft.headers.filter(([name]) => name === 'authorization');
  const tokens = sent.map(([, value]) =>
    value
      .replace(/^\w+ +/, '')
      .trim()
      .slice(0, 60),
  );
  const meant = Object.values(keys).filter((key) => sent.some(([, value]) => value.includes(key)));
  const target = targetOf(draft);
  const isSecret = (token: string) => /^[\w.-]{12,}$/.test(token) && !target.includes(token);
  return [...meant, ...tokens].filter(isSecret);
}

function untold({ request, response, events, ...rest }: Exchange): string[] {
  const problems: string[] = [];
  if (events.some(({ type }) => type === 'failed')) {
    const [failed] = events.filter((event) => event.type === 'failed');
    problems.push(`failed: ${failed?.error instanceof Error ? failed.error.stack : failed?.error}`);
  }
  const abandoned = events.filter(({ type }) => type === 'abandoned');
  if (abandoned.length > 0) {
    const isGone = request.signal.aborted && abandoned.length === 1;
    return isGone ? problems : [...problems, `was told as ${JSON.stringify(abandoned)}`];
  }
  const answers = events.filter((event) => event.type === 'answered');
  const [told] = answers;
  const code = codeOf({ request, response, events, ...rest }) ?? null;
  const isTold =
    answers.length === 1 &&
    told?.httpStatus === response.status &&
    (told.errorCode === code || request.method === 'HEAD');
  if (!isTold) problems.push(`was reported as ${JSON.stringify(answers).slice(0, 300)}`);
  return problems;
}

/** A poll waits no longer than asked; any other request does not wait at all. */
function impatient({ request, response, waited }: Exchange): string[] {
  const { searchParams } = new URL(request.url);
  const isPoll = [200, 304, 404].includes(response.status) && searchParams.has('wait');
  const asked = isPoll ? Number(searchParams.get('timeout') ?? 30) * 1_000 || 0 : 0;
  return waited === 0 || waited <= asked
    ? []
    : [`waited ${waited} ms, but was asked for ${asked} ms`];
}
