/** The errors of a client: there is no answer, or none that can be read. */
import { readThrown } from '../input';

/** No answer came: the server cannot be reached, or the connection broke off. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** The method and the address of the request. */
  readonly request: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** True if the request may have changed something: poll before you send it again. */
  readonly mayHaveChanged: boolean;

  constructor(
    {
      request,
      attempts,
      mayHaveChanged,
    }: { readonly request: string; readonly attempts: number; readonly mayHaveChanged: boolean },
    cause: unknown,
  ) {
    const unsure = mayHaveChanged
      ? ' It may have taken effect: poll before you send it again.'
      : '';
    super(`No answer to ${request}: ${readThrown(cause).text}.${unsure}`, { cause });
    this.request = request;
    this.attempts = attempts;
    this.mayHaveChanged = mayHaveChanged;
  }
}

/** An answer says that it succeeded, but it is not one of this API: of a proxy, for example. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  /** The method and the address of the request. */
  readonly request: string;
  /** The HTTP status code of the answer. */
  readonly httpStatus: number;

  constructor(request: string, httpStatus: number, problem: string) {
    super(`The answer ${httpStatus} to ${request} ${problem}. Is it the address of the API?`);
    this.request = request;
    this.httpStatus = httpStatus;
  }
}
