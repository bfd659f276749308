/** What a driver gives, and what can be told from it. */

import { isFields, show } from '../../input';
import { type CompleteAction, toQuery, wireName } from '../../lifecycle';
import { UnreachableError } from '../timing';
import { ConformanceError } from './conformance-error';
import type { DriverAnswer } from './driver';

/** Whatever a driver throws says that the implementation could not be reached, or was not understood. */
export async function reached<Value>(what: string, promised: Promise<Value>): Promise<Value> {
  try {
    return await promised;
  } catch (error) {
    if (error instanceof UnreachableError || error instanceof ConformanceError) throw error;
    throw new UnclearError(`${what}: ${reasonOf(error)}`, { cause: error });
  }
}

/** With what is behind it: `fetch` itself says no more than that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  const { code }: { readonly code?: unknown } = Object(cause);
  return typeof code === 'string' ? `${message} (${code})` : message;
}

/** It is not known whether a call took effect; if it did, it is done. */
export class UnclearError extends UnreachableError {}

/** What says nothing of the lifecycle: nobody is let in, or there is no such pipeline. */
const closed: readonly number[] = [401, 403, 404];
/** What comes from in between. */
const between: readonly number[] = [408, 429, 502, 504];

/** The answer, if it is one. Throws UnclearError, and UnreachableError for what says nothing at all. */
export function checkedAnswer(request: string, answer: unknown): DriverAnswer {
  const { httpStatus, body } = isFields(answer) ? answer : {};
  const isStatus = Number.isInteger(httpStatus) && Number(httpStatus) >= 100;
  if (!isStatus || Number(httpStatus) > 599) {
    throw new UnclearError(`${request}: the driver gave ${show(answer)}, no answer`);
  }
  const status = httpStatus as number;
  const said = `${request}: answered with ${status} and ${show(body)}`;
  if (closed.includes(status)) throw new UnreachableError(said);
  // A body that is not even an object comes from something in between, or is cut off.
  if (between.includes(status) || (status >= 400 && !isFields(body))) throw new UnclearError(said);
  return { httpStatus: status, body };
}

/** What the body of an error must have, and this one has not. */
export function missingIn(body: unknown): string[] {
  const { message, error_code: code, details } = isFields(body) ? body : {};
  return [
    ...(typeof message === 'string' ? [] : ['message']),
    ...(typeof code === 'string' ? [] : ['error_code']),
    ...(isFields(details) ? [] : ['details']),
  ];
}

/** A call as a line of a history has it. */
export function callLine(action: CompleteAction, answer: number) {
  return { call: wireName(action.type), query: toQuery(action), answer };
}
