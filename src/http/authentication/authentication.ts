/**
 * The authentication hook: tells the handler who sends a request, and what that caller may do.
 *
 * A hook is a function, so that a host can bring its own. `bearer` makes one for API keys and JSON
 * Web Tokens. There is no default, so that nobody forgets it: to let everybody in, pass
 * `noAuthentication`.
 */
import { concealedError } from './concealed';

/** An operation on a pipeline. `act` is any of the seven actions. */
export type Operation = 'read' | 'act' | 'create' | 'delete';

/** Returns true if the operation is allowed on the pipeline of this name, which need not exist. */
export type May = (operation: Operation, pipelineName: string) => boolean;

/** The sender of a request. */
export interface Caller {
  /** Its name for the log; never a secret. */
  readonly subject: string;
  /**
   * Its permissions; left out, it may do everything. Asked before the pipeline is looked up, so
   * that a caller without rights does not learn which pipelines exist; and again at each event of
   * a stream and at the end of a wait.
   */
  readonly may?: May | undefined;
  /**
   * When its credentials expire, in milliseconds since 1970. Event streams and waits end then.
   * Left out, they end by themselves.
   */
  readonly expiresAt?: number | undefined;
}

/** A denial: the request has no credentials, or bad ones. */
export interface Denial {
  readonly denied: true;
  /** For the log, not for the answer. Never holds the presented credentials. */
  readonly reason: string;
  /** The header `WWW-Authenticate` of the answer. */
  readonly challenge: string;
}

/**
 * The hook: returns the caller, or a denial. It may throw if it cannot decide because something
 * that it needs is down: that is an error of the server, not of the caller.
 */
export type Authenticate = (request: Request) => Caller | Denial | Promise<Caller | Denial>;

const anybody: Caller = Object.freeze({ subject: 'anybody' });

/** Lets everybody do everything: for tests, and behind a gateway that authenticates. */
export const noAuthentication: Authenticate = () => anybody;

/**
 * Returns true if a hook has denied. Throws InvalidInputError if it returned neither a caller nor a
 * denial, so that a mistake in a hook of the host's own lets nobody in.
 */
export function isDenial(answer: Caller | Denial): answer is Denial {
  const given: Partial<Record<string, unknown>> = Object(answer);
  if (given.denied === true && typeof given.challenge === 'string') return true;
  const isMay = given.may === undefined || typeof given.may === 'function';
  const isTime = given.expiresAt === undefined || typeof given.expiresAt === 'number';
  const isCaller = typeof given.subject === 'string' && isMay && isTime;
  if (given.denied === undefined && isCaller) return false;
  const allowed =
    'a caller { subject, may?, expiresAt? } or a denial { denied: true, reason, challenge }';
  // The returned value may hold a secret.
  throw concealedError('authenticate', allowed);
}
