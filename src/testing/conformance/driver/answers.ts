/** A driver's answers: which of them say what became of a call. */

import { type Dialect, deviatingCodes, documents } from '../../../dialect';
import { fieldOf, fieldsOf, isFields, isInstanceOf, readThrown, show } from '../../../input';
import { errorCodes } from '../../../lifecycle';
import { UnreachableError } from '../../timing';
import { ConformanceError } from '../conformance-error';
import type { DriverAnswer } from './driver';

/** It is not known whether a call took effect; if it did, it is done. */
export class UnclearError extends UnreachableError {
  /** The kind of trouble, without what differs each time. */
  readonly summary: string;
  /** Milliseconds after which the server wants to be asked again; 0 if it does not say. */
  readonly retryAfter: number;

  constructor(
    summary: string,
    { example = '', retryAfter = 0, ...options }: UnclearErrorOptions = {},
  ) {
    super(`${summary}${example}`, options);
    this.summary = summary;
    this.retryAfter = retryAfter;
  }
}

interface UnclearErrorOptions extends ErrorOptions {
  readonly example?: string;
  readonly retryAfter?: number;
}

/** The longest pause that a server may ask for, in milliseconds. */
const retryAfterMax = 60_000;

/** Returns the pause before the next request: `usual`, or as long as the server asks for. Pure. */
export function pauseAfter(error: unknown, usual: number): number {
  const asked = isInstanceOf(error, UnclearError) ? error.retryAfter : 0;
  return Math.max(usual, Math.min(asked, retryAfterMax));
}

/** Settles as the driver does, but rejects with UnclearError if it fails in its own way. */
export async function reached<Value>(what: string, promised: Promise<Value>): Promise<Value> {
  try {
    return await promised;
  } catch (error) {
    if (isInstanceOf(error, UnreachableError) || isInstanceOf(error, ConformanceError)) throw error;
    throw new UnclearError(`${what}: ${causeOf(error)}`, { cause: error });
  }
}

/**
 * Returns the message with the code of its cause: `fetch` itself says no more than that it failed.
 */
export function causeOf(error: unknown): string {
  const { message } = readThrown(error);
  const cause = fieldOf(error, 'cause');
  const reason = [fieldOf(cause, 'code'), fieldOf(cause, 'message')].find(isText);
  return reason === undefined ? message : `${message} (${reason})`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Answers that say nothing of the lifecycle: access is denied, or there is no such pipeline. */
const closed: readonly number[] = [401, 403, 404];
/** Answers of a server in trouble, or of a gateway in between; 503 may be a refusal as well. */
const inTrouble: readonly number[] = [408, 429, 500, 502, 503, 504];

/** Returns the answer. Throws UnclearError; UnreachableError if it is not of the lifecycle. */
export function checkedAnswer(
  what: string,
  answer: unknown,
  dialect: Dialect = documents,
): DriverAnswer {
  const given = isFields(answer) ? answer : {};
  const { httpStatus, body, retryAfter } = fieldsOf(given, 'answer', 'an object', 'answer.');
  if (!isHttpStatus(httpStatus)) {
    const allowed = 'an object with an httpStatus from 100 to 599';
    throw new UnclearError(`${what}: the driver gave ${show(answer)}, but must give ${allowed}`);
  }
  const said = `${what}: answered with ${httpStatus}`;
  const example = ` and ${show(body)}`;
  if (closed.includes(httpStatus)) throw new UnreachableError(`${said}${example}`);
  const isTrouble =
    inTrouble.includes(httpStatus) && !isLifecycleRefusal(httpStatus, body, dialect);
  // A body that is not even an object comes from something in between, or is cut off.
  const isCutOff = httpStatus >= 400 && !isFields(body);
  if (!isTrouble && !isCutOff) return { httpStatus, body };
  const after = typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter : 0;
  throw new UnclearError(said, { example, retryAfter: after });
}

/** True for a refusal of the lifecycle; others answer with 503 as well. */
function isLifecycleRefusal(httpStatus: number, body: unknown, dialect: Dialect): boolean {
  if (httpStatus !== 503 || missingIn(body).length > 0) return false;
  const { error_code: code } = body as { readonly error_code: string };
  const codes: readonly string[] = errorCodes;
  return codes.includes(code) || deviatingCodes(dialect).has(code);
}

function isHttpStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;
}

/** The required fields that the body of an error lacks, or has with a wrong type. Pure. */
export function missingIn(body: unknown): string[] {
  const { message, error_code: code, details } = fieldsOf(isFields(body) ? body : {}, 'body');
  return [
    ...(typeof message === 'string' ? [] : ['message']),
    ...(typeof code === 'string' ? [] : ['error_code']),
    ...(isFields(details) ? [] : ['details']),
  ];
}
