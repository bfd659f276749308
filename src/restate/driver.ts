/**
 * The package `@restatedev/restate-sdk`, as far as it is used here. It is imported when the
 * services are made, and described by types of our own, so that servers need neither it nor its
 * types.
 */
import { importError } from '../input';

/** A promise of the engine: its result is in the journal, so that a replay sees the same. */
export interface DurablePromise<Value> extends Promise<Value> {
  orTimeout(milliseconds: number): DurablePromise<Value>;
}

/** A message to a handler that was sent. */
interface Sent {
  readonly invocationId: Promise<string>;
}

/** A handler that can be called, and what it is called with. */
export type Calls<Result> = Readonly<Record<string, (input: unknown, options?: object) => Result>>;

/** The part of the context of a handler that is used here. */
export interface RestateContext {
  readonly rand: { random(): number };
  readonly date: { now(): Promise<number> };
  run<Value>(name: string, action: () => Promise<Value>): DurablePromise<Value>;
  sleep(milliseconds: number): DurablePromise<undefined>;
  awakeable<Value>(): { readonly id: string; readonly promise: DurablePromise<Value> };
  resolveAwakeable(id: string, value: unknown): void;
  serviceSendClient(service: { readonly name: string }): Calls<Sent>;
  objectClient(object: { readonly name: string }, key: string): Calls<Promise<unknown>>;
  objectSendClient(object: { readonly name: string }, key: string): Calls<Sent>;
  cancel(invocationId: string): void;
  request(): { readonly attemptCompletedSignal: AbortSignal };
}

/** The context of a handler of a virtual object. One that is shared must not write. */
export interface RestateObjectContext extends RestateContext {
  readonly key: string;
  get(name: string): Promise<unknown>;
  set(name: string, value: unknown): void;
  clear(name: string): void;
  stateKeys(): Promise<string[]>;
}

/** Makes a handler from a function; `Context` is what the engine calls it with. */
type MakeHandler<Context> = (
  options: object,
  // biome-ignore lint/suspicious/noExplicitAny: each handler takes an input of its own.
  handler: (context: Context, input: any) => Promise<unknown>,
) => unknown;

/** The definition of a service or a virtual object, for `serve` of the package. */
export interface RestateDefinition {
  readonly name: string;
}

/** The description of a service, from which the package makes its definition. */
interface Described {
  readonly name: string;
  readonly description: string;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly options: object;
}

/** The part of the package that is used here. */
export interface RestateSdk {
  readonly object: (described: Described) => RestateDefinition;
  readonly service: (described: Described) => RestateDefinition;
  readonly handlers: {
    readonly handler: MakeHandler<RestateContext>;
    readonly object: {
      readonly exclusive: MakeHandler<RestateObjectContext>;
      readonly shared: MakeHandler<RestateObjectContext>;
    };
  };
  readonly rpc: { sendOpts(options: { readonly delay: number }): object };
  readonly TerminalError: new (message: string, options: { readonly errorCode: number }) => Error;
  readonly RestatePromise: {
    race<Value>(promises: readonly DurablePromise<Value>[]): DurablePromise<Value>;
  };
  readonly CancelledError: new () => Error;
  readonly TimeoutError: new () => Error;
}

/** The package does not run on this version of Node, which lacks `Promise.withResolvers`. */
export class RestateNodeError extends Error {
  override readonly name = 'RestateNodeError';

  constructor(version: string) {
    super(
      `@restatedev/restate-sdk does not run on Node ${version}, which lacks Promise.withResolvers: take Node 22 or later, or define it first as docs/restate.md shows`,
    );
  }
}

/**
 * Imports the package. Rejects with MissingPackageError if it is not installed, and with
 * RestateNodeError if it cannot run here: otherwise it would fail at the first request.
 */
export async function importRestateSdk(): Promise<RestateSdk> {
  let sdk: object;
  try {
    sdk = await import('@restatedev/restate-sdk');
  } catch (cause) {
    throw importError(cause, '@restatedev/restate-sdk', 'Restate calls its services through');
  }
  if (!('withResolvers' in Promise)) throw new RestateNodeError(process.versions.node);
  return sdk as RestateSdk;
}
