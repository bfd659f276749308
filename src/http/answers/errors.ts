/**
 * The errors that the host answers with, unlike the refusals of the lifecycle: the request names
 * nothing that exists, is malformed, or is not allowed. All have the documented envelope.
 *
 * To add an error, add its code to `hostErrors`, and to `errors` of the endpoints that answer with
 * it.
 */

import { PortTimeoutError } from '../../host';
import { deepFreeze, InvalidInputError, isInstanceOf, shortened, show } from '../../input';
import { type ErrorResponse, unknownPipelineName } from '../../lifecycle';
import type { Denial } from '../authentication';

/**
 * The HTTP status and the meaning of each code. Types, OpenAPI and `docs/errors.md` derive from it.
 */
export const hostErrors = deepFreeze({
  InvalidRequest: {
    httpStatus: 400,
    meaning:
      'A parameter or field is unknown, is given twice, or has a value that is not allowed. The details name it, its value and what is allowed; a value that may be a secret is not shown.',
  },
  DeleteRestrictedToFullyStopped: {
    httpStatus: 400,
    meaning: 'Only a pipeline whose status and desired status are both Stopped can be deleted.',
  },
  Unauthorized: { httpStatus: 401, meaning: 'The request has no valid credentials.' },
  Forbidden: {
    httpStatus: 403,
    meaning:
      'The credentials do not allow this. The answer is the same whether or not the pipeline exists.',
  },
  UnknownPipelineName: { httpStatus: 404, meaning: 'No pipeline has this name.' },
  UnknownEndpoint: { httpStatus: 404, meaning: 'No such path.' },
  MethodNotAllowed: {
    httpStatus: 405,
    meaning: 'The path does not have this method. The header Allow lists those that it has.',
  },
  DuplicateName: { httpStatus: 409, meaning: 'A pipeline with this name already exists.' },
  PreconditionFailed: {
    httpStatus: 412,
    meaning:
      'The pipeline is not as `If-Match` or `generation` says. Nothing was changed; the details say how it is now.',
  },
  PayloadTooLarge: { httpStatus: 413, meaning: 'The body is too large.' },
  UriTooLong: { httpStatus: 414, meaning: 'The path and query are too long.' },
  InternalError: {
    httpStatus: 500,
    meaning: 'The server failed. The details are in its log, not in the body.',
  },
  Unavailable: {
    httpStatus: 503,
    meaning:
      'Something that the server needs, such as its store, has not answered in time. What was asked for may still be done: poll the pipeline. The header Retry-After says when to try again.',
  },
});

/** The code of an error that the host answers with. */
export type HostErrorCode = keyof typeof hostErrors;

/** An error that ends a request: thrown wherever it is found, and answered as it is. */
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

const detailLengthMax = 80;

/**
 * Returns the 400 for a mistake of the caller. It names the field, the value and what is allowed.
 */
export function invalidRequest({ message, field, value, allowed }: InvalidInputError): HostError {
  // A missing field has the value undefined, which JSON leaves out.
  const isShort = value == null || typeof value === 'number' || typeof value === 'boolean';
  const details = {
    field: shortened(field, detailLengthMax),
    value: isShort
      ? value
      : typeof value === 'string'
        ? shortened(value, detailLengthMax)
        : show(value),
    allowed: shortened(allowed, 4 * detailLengthMax),
  };
  return new HostError('InvalidRequest', {
    message: shortened(message, 5 * detailLengthMax),
    details,
  });
}

/** Returns the 401 for a request without valid credentials. */
export function unauthorized({ challenge }: Denial): HostError {
  const body = { message: 'Valid credentials are required.', details: {} };
  return new HostError('Unauthorized', body, { 'www-authenticate': challenge });
}

/** Returns the 405 for a known path that does not have this method. */
export function methodNotAllowed(method: string, allowed: readonly string[]): HostError {
  const shown = shortened(method, 40);
  const list = allowed.join(', ');
  const message = `${shown} is not allowed for this path. Allowed: ${list}.`;
  return new HostError(
    'MethodNotAllowed',
    { message, details: { method: shown, allowed } },
    { allow: list },
  );
}

/** Returns the 404 for a name that no pipeline has. */
export function unknownPipeline(pipelineName: string): HostError {
  // As it was given, for whoever compares; but a long name must not make the answer long.
  const shown = pipelineName.length <= 100 ? pipelineName : `${pipelineName.slice(0, 100)}…`;
  return new HostError('UnknownPipelineName', unknownPipelineName(shown));
}

/** The seconds after which to ask again a server that something has not answered. */
const retryAfter = '5';

/**
 * Returns the error to answer with: a HostError as it is, a call that took too long as a 503, and
 * anything else as a 500 without details.
 */
export function hostErrorOf(thrown: unknown): HostError {
  if (isInstanceOf(thrown, HostError)) return thrown;
  if (isInstanceOf(thrown, PortTimeoutError)) {
    const message =
      'The server took too long, and does not know what became of it. Look at the pipeline before you try again.';
    return new HostError('Unavailable', { message, details: {} }, { 'retry-after': retryAfter });
  }
  return new HostError('InternalError', {
    message: 'Internal error. It has been logged.',
    details: {},
  });
}

/** Runs a parser of input from the caller. Throws HostError in place of its InvalidInputError. */
export function orInvalidRequest<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw isInstanceOf(error, InvalidInputError) ? invalidRequest(error) : error;
  }
}
