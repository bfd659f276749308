/** Errors on the wire: their shape and its check. */
import { isFields, type Problem, plainJson, text, unknownFields } from '../input';

/** An error on the wire, as every endpoint documents it. */
export interface ErrorResponse {
  /** Human-readable. */
  readonly message: string;
  /** A string that specifies this error type. */
  readonly error_code: string;
  /** Metadata; its contents are determined by `error_code`. Plain JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The problems of a value that should be an error on the wire; none if it is one. Pure. */
export function errorProblems(field: string, value: unknown): Problem[] {
  if (!isFields(value)) {
    return [{ field, value, allowed: 'an object { message, error_code, details }' }];
  }
  const { message, error_code, details } = value;
  return [
    ...text(`${field}.message`, message),
    ...text(`${field}.error_code`, error_code),
    ...(isFields(details)
      ? plainJson(`${field}.details`, details)
      : [{ field: `${field}.details`, value: details, allowed: 'an object' }]),
    ...unknownFields(value, ['message', 'error_code', 'details'], 'an error', `${field}.`),
  ];
}
