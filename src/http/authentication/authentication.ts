/**
 * Who may call: the hook by which the handler learns who sends a request, and what that caller may do.
 *
 * A hook is a function, so that a host can bring its own. `bearer` makes one for API keys and JSON Web
 * Tokens. There is no hook by default, and none that is easily left out: whoever wants none has to ask
 * for `noAuthentication` by its name.
 */
import { InvalidInputError } from '../../input';

/** What a caller does to a pipeline. `act` is each of the seven actions. */
export type Operation = 'read' | 'act' | 'create' | 'delete';

/** Whether this operation is allowed on the pipeline of this name, which need not exist. */
export type May = (operation: Operation, pipelineName: string) => boolean;

/** Who sends a request. */
export interface Caller {
  /** Who it is, for the log: never a secret. */
  readonly subject: string;
  /**
   * What it may do; left out, everything. Asked before the pipeline is looked up, so that a caller
   * without rights does not learn which pipelines exist.
   */
  readonly may?: May | undefined;
}

/** Why nobody is let in: without credentials, or with bad ones. */
export interface Denial {
  readonly denied: true;
  /** For the log, and not for the answer. Never holds what was presented. */
  readonly reason: string;
  /** The value of the header `WWW-Authenticate` of the answer. */
  readonly challenge: string;
}

/**
 * The hook: who sends this request, or why nobody is let in. It may throw where it cannot tell, because
 * something that it needs is down: that is an error of the server, not of the caller.
 */
export type Authenticate = (request: Request) => Caller | Denial | Promise<Caller | Denial>;

const anybody: Caller = Object.freeze({ subject: 'anybody' });

/** Everybody may do everything: for tests, and behind a gateway that authenticates. */
export const noAuthentication: Authenticate = () => anybody;

/**
 * Whether a hook has denied. Throws InvalidInputError for what is neither a caller nor a denial, so that
 * a mistake in a hook of the host's own lets nobody in.
 */
export function isDenial(answer: Caller | Denial): answer is Denial {
  const given: Partial<Record<string, unknown>> = Object(answer);
  if (given.denied === true && typeof given.challenge === 'string') return true;
  const may = given.may === undefined || typeof given.may === 'function';
  if (given.denied === undefined && typeof given.subject === 'string' && may) return false;
  const allowed = 'a caller { subject, may? } or a denial { denied: true, reason, challenge }';
  // What a hook returns may hold a secret.
  throw new InvalidInputError({ field: 'authenticate', value: '(not shown)', allowed });
}
