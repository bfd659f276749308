/** Errors on the wire: their shape, and the check of it. */
import { isFields, type Problem, plainJson, text, unknownFields } from '../input';

/** An error on the wire, as every endpoint documents it. */
export interface ErrorResponse {
  /** A message for people. */
  readonly message: string;
  /** The type of the error. */
  readonly error_code: string;
  /** Data as plain JSON; its fields depend on `error_code`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An error on the wire whose code is known, and by it the fields of its details. */
export interface ErrorBody<Code extends string, Details extends ErrorResponse['details']>
  extends ErrorResponse {
  /** The type of the error. */
  readonly error_code: Code;
  /** Data as plain JSON. */
  readonly details: Details;
}

/** Returns problems unless the value is an error on the wire. Pure. */
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
