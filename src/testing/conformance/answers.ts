/** A driver's answers: which of them say what became of a call. */

import { fieldOf, fieldsOf, isFields, isInstanceOf, readThrown, show } from '../../input';
import { UnreachableError } from '../timing';
import { ConformanceError } from './conformance-error';
import type { DriverAnswer } from './driver';

/** It is not known whether a call took effect; if it did, it is done. */
export class UnclearError extends UnreachableError {}

/** Settles as the driver does, but rejects with UnclearError if it fails in its own way. */
export async function reached<Value>(what: string, promised: Promise<Value>): Promise<Value> {
  try {
    return await promised;
  } catch (error) {
    if (isInstanceOf(error, UnreachableError) || isInstanceOf(error, ConformanceError)) throw error;
    throw new UnclearError(`${what}: ${causeOf(error)}`, { cause: error });
  }
}

/** The message with the code of its cause: `fetch` itself says no more than that it failed. */
function causeOf(error: unknown): string {
  const { message } = readThrown(error);
  const code = fieldOf(fieldOf(error, 'cause'), 'code');
  return typeof code === 'string' ? `${message} (${code})` : message;
}

/** Answers that say nothing of the lifecycle: access is denied, or there is no such pipeline. */
const closed: readonly number[] = [401, 403, 404];
/** Answers of a proxy in between. */
const between: readonly number[] = [408, 429, 502, 504];

/** The answer, checked. Throws UnclearError; UnreachableError if it is not of the lifecycle. */
export function checkedAnswer(request: string, answer: unknown): DriverAnswer {
  const given = isFields(answer) ? answer : {};
  const { httpStatus, body } = fieldsOf(given, 'answer', 'an object', 'answer.');
  if (!isHttpStatus(httpStatus)) {
    const allowed = 'an object with an httpStatus from 100 to 599';
    throw new UnclearError(`${request}: the driver gave ${show(answer)}, but must give ${allowed}`);
  }
  const said = `${request}: answered with ${httpStatus} and ${show(body)}`;
  if (closed.includes(httpStatus)) throw new UnreachableError(said);
  // A body that is not even an object comes from something in between, or is cut off.
  const isCutOff = httpStatus >= 400 && !isFields(body);
  if (between.includes(httpStatus) || isCutOff) throw new UnclearError(said);
  return { httpStatus, body };
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
