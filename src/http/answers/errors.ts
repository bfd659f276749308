/**
 * The answers that are the host's, and no verdict of the lifecycle: requests that name nothing, that cannot
 * be understood, or that nobody may make. All have the documented envelope.
 */

import { deepFreeze, InvalidInputError, shortened, show } from '../../input';
import { type ErrorResponse, unknownPipelineName } from '../../lifecycle';
import type { Denial } from '../authentication';

/** Each code with its HTTP status, and what it says of a request; the documents derive from this table. */
export const hostErrors = deepFreeze({
  InvalidRequest: {
    httpStatus: 400,
    meaning:
      'A parameter or field is unknown, given twice, or has a value that is not allowed. The details name it, the value and what is allowed.',
  },
  DeleteRestrictedToFullyStopped: {
    httpStatus: 400,
    meaning: 'Only a pipeline whose status and desired status are both Stopped can be deleted.',
  },
  Unauthorized: { httpStatus: 401, meaning: 'There are no valid credentials.' },
  Forbidden: {
    httpStatus: 403,
    meaning:
      'The credentials do not allow this. The answer is the same whether or not there is such a pipeline.',
  },
  UnknownPipelineName: { httpStatus: 404, meaning: 'There is no pipeline with that name.' },
  UnknownEndpoint: { httpStatus: 404, meaning: 'There is no such path.' },
  MethodNotAllowed: {
    httpStatus: 405,
    meaning: 'The path is known, but not with this method. The header Allow has those that are.',
  },
  DuplicateName: { httpStatus: 409, meaning: 'There is a pipeline with that name already.' },
  PayloadTooLarge: { httpStatus: 413, meaning: 'The body is too large.' },
  UriTooLong: { httpStatus: 414, meaning: 'The path and query are too long.' },
  InternalError: {
    httpStatus: 500,
    meaning: 'It went wrong on this side. The details are in the log, not in the body.',
  },
});

/** The code of an answer that is the host's. */
export type HostErrorCode = keyof typeof hostErrors;

/** An answer that ends a request: thrown where it is found out, and answered as it is. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly httpStatus: (typeof hostErrors)[HostErrorCode]['httpStatus'];
  readonly body: ErrorResponse;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: HostErrorCode,
    { message, details }: Pick<ErrorResponse, 'message' | 'details'>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.httpStatus = hostErrors[code].httpStatus;
    this.body = { message, error_code: code, details };
    this.headers = headers;
  }
}

const shownLength = 80;

/** A mistake of the caller: names the field, the value and what is allowed. */
export function invalidRequest({ message, field, value, allowed }: InvalidInputError): HostError {
  // What is missing has no value: it is left out, as it was.
  const isShort = value == null || typeof value === 'number' || typeof value === 'boolean';
  const details = {
    field: shortened(field, shownLength),
    value: isShort
      ? value
      : typeof value === 'string'
        ? shortened(value, shownLength)
        : show(value),
    allowed: shortened(allowed, 4 * shownLength),
  };
  return new HostError('InvalidRequest', { message: shortened(message, 5 * shownLength), details });
}

/** Nobody was let in. */
export function unauthorized({ challenge }: Denial): HostError {
  const body = { message: 'Valid credentials are needed.', details: {} };
  return new HostError('Unauthorized', body, { 'www-authenticate': challenge });
}

/** The path is known, but not with this method. */
export function methodNotAllowed(method: string, allowed: readonly string[]): HostError {
  const shown = shortened(method, 40);
  const message = `${shown} is not possible here, but ${allowed.join(', ')}.`;
  const details = { method: shown, allowed };
  return new HostError('MethodNotAllowed', { message, details }, { allow: allowed.join(', ') });
}

/** There is no pipeline with that name. */
export function unknownPipeline(pipelineName: string): HostError {
  // As it was given, for whoever compares; but the answer is not to grow with the request.
  const shown = pipelineName.length <= 100 ? pipelineName : `${pipelineName.slice(0, 100)}…`;
  return new HostError('UnknownPipelineName', unknownPipelineName(shown));
}

/** What was thrown, as an answer: a mistake of the caller says what it was, all else says nothing. */
export function hostErrorOf(thrown: unknown): HostError {
  if (thrown instanceof HostError) return thrown;
  return new HostError('InternalError', {
    message: 'Internal error. It has been logged.',
    details: {},
  });
}

/** What this brings about; a mistake that it finds in its input is the caller's. */
export function orInvalidRequest<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw error instanceof InvalidInputError ? invalidRequest(error) : error;
  }
}
