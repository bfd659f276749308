/**
 * Errors on the wire. One that the library keeps was checked and copied once, and is known again: a
 * deployment that is asked about a hundred times is not checked a hundred times for the same error.
 */
import { frozenCopy } from '../input/freeze';
import { Beside } from './notes';

/** An error on the wire, as every endpoint documents it. */
export interface ErrorResponse {
  /** Human-readable. */
  readonly message: string;
  /** A string that specifies this error type. */
  readonly error_code: string;
  /** Metadata; its contents are determined by `error_code`. Plain JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

class Kept extends Beside {
  readonly #fits: boolean;

  constructor(target: object, fits: boolean) {
    super(target);
    this.#fits = fits;
  }

  static has(value: object): boolean {
    return #fits in value;
  }

  static isShort(value: object): boolean {
    return #fits in value && value.#fits;
  }
}

/** Up to how many characters an error is short. */
const shortMax = 500;

/** The error, frozen, of the library's own making; its caller has checked it. */
export function keptError<Given extends ErrorResponse | null>(error: Given): Given {
  if (error === null || Kept.has(error)) return error;
  const { message, error_code, details } = error;
  const kept = { message, error_code, details: frozenCopy(details) };
  new Kept(kept, JSON.stringify(kept).length <= shortMax);
  return Object.freeze(kept) as Given;
}

/** Whether this is an error that the library keeps, and so has checked. */
export function isKept(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Kept.has(value);
}

/** Whether it takes little memory to keep this error. */
export function isShort(error: ErrorResponse | null): boolean {
  return error === null || Kept.isShort(error);
}
