/** The calls that each client makes: one of every operation that is accepted, one refused. */

/** The answer to a call, as the client has passed it on. */
export interface Answer {
  /** Undefined if the client does not tell. */
  readonly status?: number | undefined;
  readonly body?: unknown;
  /** The error code of a refusal. */
  readonly code?: string | undefined;
}

type Call = () => Promise<Answer>;

/** The calls, by operation. */
export type Calls = Readonly<Record<string, { readonly accepted: Call; readonly refused?: Call }>>;

/** The server to call. */
export interface Connection {
  readonly baseUrl: string;
  readonly key: string;
}

/** Makes the calls of one client. */
export type MakeCalls = (connection: Connection) => Calls;

/** The pipeline that is there. */
export const name = 'orders';
/** A name that no pipeline has. */
export const missing = 'missing';
/** An entity tag that no pipeline has. */
export const otherTag = '"other.1"';
