/** Errors on the wire: their shape, and the check of it. */
import {
  type Fields,
  fieldsOf,
  isFields,
  isOrdinary,
  jsonCopy,
  PrivateMark,
  type Problem,
  text,
  unknownFields,
} from '../input';

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

/** The mark of the copies that were made before: nobody can change them. */
class CopyMark extends PrivateMark {
  readonly #isCopy = true;

  static isOn(value: object): boolean {
    return #isCopy in value;
  }
}

/** True for a copy that `errorCopy` has made. */
export function isErrorCopy(value: unknown): value is ErrorResponse {
  return typeof value === 'object' && value !== null && CopyMark.isOn(value);
}

const errorFields = ['message', 'error_code', 'details'];

/**
 * Returns a frozen copy of an error on the wire, each field read once; such a copy itself. If the
 * value is something else, adds the problems to a list, and the copy is of no use. Pure. Throws
 * InvalidInputError for a field that cannot be read.
 */
export function errorCopy(field: string, value: unknown, problems: Problem[]): ErrorResponse {
  if (isErrorCopy(value)) return value;
  const before = problems.length;
  const usual = usualError(value);
  const given = usual ?? otherError(field, value, problems);
  const { message, error_code } = given;
  let { details } = given;
  if (usual !== undefined || isFields(details)) {
    details = jsonCopy(`${field}.details`, details, problems);
  }
  if (usual === undefined) {
    problems.push(...unknownFields(given, errorFields, 'an error', `${field}.`));
  }
  const copy = { message, error_code, details } as ErrorResponse;
  if (problems.length === before) new CopyMark(copy);
  return Object.freeze(copy);
}

/** Returns the fields of an error as the library or JSON.parse makes it; else undefined. */
function usualError(value: unknown): Fields | undefined {
  try {
    if (!isOrdinary(value)) return undefined;
    const isOwn = Object.prototype.hasOwnProperty;
    let count = 0;
    for (const field in value) {
      if (!isOwn.call(value, field)) continue;
      if (field !== 'message' && field !== 'error_code' && field !== 'details') return undefined;
      count += 1;
    }
    if (count !== errorFields.length) return undefined;
    const { message, error_code, details } = value;
    const isUsual =
      typeof message === 'string' && typeof error_code === 'string' && isFields(details);
    return isUsual ? { message, error_code, details } : undefined;
  } catch {
    return undefined;
  }
}

function otherError(field: string, value: unknown, problems: Problem[]): Fields {
  if (!isFields(value)) {
    problems.push({ field, value, allowed: 'an object { message, error_code, details }' });
    return {};
  }
  const given: Fields = fieldsOf(value, field, '', `${field}.`);
  const { message, error_code, details } = given;
  problems.push(...text(`${field}.message`, message), ...text(`${field}.error_code`, error_code));
  if (!isFields(details)) {
    problems.push({ field: `${field}.details`, value: details, allowed: 'an object' });
  }
  return given;
}
