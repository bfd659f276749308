/** The public types of `pipeline-lifecycle/http`, as exact as promised. Nothing here runs. */
import {
  type CryptoKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  type JWK,
  type KeyObject,
} from 'jose';
import { type Capabilities, type CompleteAction, type Decision, decide } from 'pipeline-lifecycle';
import { MissingPackageError as OfDiagrams } from 'pipeline-lifecycle/diagrams';
import {
  type LifecycleStore,
  memoryStore,
  type Pipeline,
  serviceOf,
  systemClock,
} from 'pipeline-lifecycle/host';
import {
  type AcceptedAction,
  type ApiKey,
  type Authenticate,
  type BearerOptions,
  bearer,
  type Caller,
  createLifecycleHandler,
  type Denial,
  type HandlerEvent,
  type HostErrorCode,
  hashApiKey,
  hostErrors,
  type JwtClaims,
  type JwtKey,
  type JwtKeyLookup,
  type JwtOptions,
  type LifecycleHandler,
  type LifecycleHandlerOptions,
  type May,
  MissingPackageError,
  noAuthentication,
  type OpenApiDocument,
  type Operation,
  openApi,
  toWire,
} from 'pipeline-lifecycle/http';
import { describe, expectTypeOf, test } from 'vitest';

declare const store: LifecycleStore;
const given = { store, authenticate: noAuthentication };

describe('a handler', () => {
  test('takes a request and resolves with a response', () => {
    expectTypeOf<LifecycleHandler>().toEqualTypeOf<(request: Request) => Promise<Response>>();
    expectTypeOf(createLifecycleHandler).toEqualTypeOf<
      (options: LifecycleHandlerOptions) => LifecycleHandler
    >();
  });

  test('needs a store and authentication', () => {
    expectTypeOf<keyof LifecycleHandlerOptions>().toEqualTypeOf<
      | ('store' | 'service' | 'authenticate' | 'capabilities' | 'onAccepted')
      | ('onEvent' | 'basePath' | 'clock' | 'timeout' | 'decide')
    >();
    createLifecycleHandler(given);
    // @ts-expect-error: authentication has no default.
    createLifecycleHandler({ store });
    // @ts-expect-error: undefined is not a default either.
    createLifecycleHandler({ store, authenticate: undefined });
    // @ts-expect-error: the store is missing.
    createLifecycleHandler({ authenticate: noAuthentication });
    // @ts-expect-error: a handler has either a store or a service.
    createLifecycleHandler({ ...given, service: serviceOf(store) });
    createLifecycleHandler({ service: serviceOf(store), authenticate: noAuthentication });
    // @ts-expect-error: a function is not a store.
    createLifecycleHandler({ ...given, store: memoryStore });
    // @ts-expect-error: no such option.
    createLifecycleHandler({ ...given, prefix: '/v0' });
  });

  test('has optional options', () => {
    const without = { capabilities: undefined, onAccepted: undefined, onEvent: undefined };
    createLifecycleHandler({ ...given, ...without, basePath: undefined, clock: systemClock });
    createLifecycleHandler({ ...given, capabilities: { standby: false }, decide });
    createLifecycleHandler({ ...given, capabilities: async () => ({ checkpointing: false }) });
    createLifecycleHandler({ ...given, capabilities: (name) => ({ standby: name === 'orders' }) });
    // @ts-expect-error: no such capability.
    createLifecycleHandler({ ...given, capabilities: { standbye: false } });
    // @ts-expect-error: `decide` is not asynchronous.
    createLifecycleHandler({ ...given, decide: async (...asked) => decide(...asked) });
    // @ts-expect-error: half of a clock.
    createLifecycleHandler({ ...given, clock: { now: () => 0 } });
  });

  test('passes accepted actions to onAccepted', () => {
    createLifecycleHandler({ ...given, onAccepted: async () => 'anything' });
    expectTypeOf<AcceptedAction['action']>().toEqualTypeOf<CompleteAction>();
    expectTypeOf<AcceptedAction['decision']['accepted']>().toEqualTypeOf<true>();
    expectTypeOf<AcceptedAction['caller']>().toEqualTypeOf<Caller>();
  });

  test('reports events, which their type tells apart', () => {
    expectTypeOf<HandlerEvent['type']>().toEqualTypeOf<
      'decided' | 'read' | 'streamed' | 'created' | 'deleted' | 'answered' | 'abandoned' | 'failed'
    >();
    createLifecycleHandler({
      ...given,
      onEvent: (event) => {
        expectTypeOf(event).toEqualTypeOf<HandlerEvent>();
        // @ts-expect-error: not every event is about a pipeline.
        event.pipelineName;
        switch (event.type) {
          case 'decided':
            expectTypeOf(event.action).toEqualTypeOf<CompleteAction>();
            return expectTypeOf(event.decision).toEqualTypeOf<Decision>();
          case 'read':
          case 'streamed':
            return expectTypeOf(event.pipeline).toEqualTypeOf<Pipeline>();
          case 'created':
          case 'deleted':
            return expectTypeOf(event.caller).toEqualTypeOf<Caller>();
          case 'answered':
            expectTypeOf(event.errorCode).toEqualTypeOf<string | null>();
            expectTypeOf(event.caller).toEqualTypeOf<Caller | null>();
            return expectTypeOf(event.denial).toEqualTypeOf<string | null>();
          case 'abandoned':
            return expectTypeOf(event.caller).toEqualTypeOf<Caller | null>();
          default:
            expectTypeOf(event.type).toEqualTypeOf<'failed'>();
            return expectTypeOf(event.error).toEqualTypeOf<unknown>();
        }
      },
    });
  });
});

describe('authentication', () => {
  test('is a hook that returns a caller or a denial, or a promise of one', () => {
    expectTypeOf<Authenticate>().toEqualTypeOf<
      (request: Request) => Caller | Denial | Promise<Caller | Denial>
    >();
    expectTypeOf(noAuthentication).toEqualTypeOf<Authenticate>();
    (() => ({ subject: 'ann' })) satisfies Authenticate;
    (async () => ({ subject: 'ann', may: undefined })) satisfies Authenticate;
    (() => ({ denied: true, reason: '', challenge: '' })) satisfies Authenticate;
    // @ts-expect-error: undefined is not a caller.
    (() => undefined) satisfies Authenticate;
    // @ts-expect-error: a boolean is not a caller.
    (() => true) satisfies Authenticate;
    // @ts-expect-error: a denial has a challenge.
    (() => ({ denied: true, reason: '' })) satisfies Authenticate;
  });

  test('has permissions that are asked for each operation, and answer synchronously', () => {
    expectTypeOf<Operation>().toEqualTypeOf<'read' | 'act' | 'create' | 'delete'>();
    expectTypeOf<May>().toEqualTypeOf<(operation: Operation, pipelineName: string) => boolean>();
    expectTypeOf<Caller['may']>().toEqualTypeOf<May | undefined>();
    // @ts-expect-error: a promise is always true.
    (async () => false) satisfies May;
    // @ts-expect-error: no such operation.
    ((operation) => operation === 'write') satisfies May;
  });

  test('by API keys names their holders', () => {
    expectTypeOf(bearer).toEqualTypeOf<(options: BearerOptions) => Authenticate>();
    expectTypeOf(hashApiKey).toEqualTypeOf<(key: string) => Promise<string>>();
    bearer({ apiKeys: ['a-key', { key: 'a-key', subject: 'ann' }], realm: undefined });
    ({ sha256: '0', may: () => true }) satisfies ApiKey;
    // @ts-expect-error: keys are a list, even a single one.
    bearer({ apiKeys: 'a-key' });
    // @ts-expect-error: the hash is a promise.
    bearer({ apiKeys: [{ sha256: hashApiKey('a-key') }] });
    // @ts-expect-error: a key or its hash, not both.
    ({ key: 'a-key', sha256: '0' }) satisfies ApiKey;
    // @ts-expect-error: the key is missing.
    ({ subject: 'ann' }) satisfies ApiKey;
    // @ts-expect-error: no such option.
    bearer({ apiKeys: ['a-key'], header: 'x-api-key' });
  });

  test('by tokens takes keys of jose', () => {
    const jwt = { issuer: 'issuer', audience: ['pipelines'], key: new Uint8Array(32) };
    bearer({ jwt });
    bearer({ jwt: { ...jwt, algorithms: ['HS512'], clockTolerance: 5 } });
    expectTypeOf<CryptoKey | KeyObject | JWK | Uint8Array>().toExtend<JwtKey>();
    expectTypeOf(createRemoteJWKSet).returns.toExtend<JwtKeyLookup>();
    expectTypeOf(createLocalJWKSet).returns.toExtend<JwtKeyLookup>();
    const may: JwtOptions['may'] = (claims) => {
      expectTypeOf(claims).toEqualTypeOf<JwtClaims>();
      expectTypeOf(claims.sub).toEqualTypeOf<string>();
      expectTypeOf(claims.scope).toEqualTypeOf<unknown>();
      return (operation) => operation === 'read';
    };
    bearer({ jwt: { ...jwt, may } });
    // @ts-expect-error: an open audience would let in tokens for others.
    bearer({ jwt: { issuer: 'issuer', key: jwt.key } });
    // @ts-expect-error: so would an open issuer.
    bearer({ jwt: { audience: 'pipelines', key: jwt.key } });
    // @ts-expect-error: the bytes of a secret, not its text.
    bearer({ jwt: { ...jwt, key: 'secret' } });
    // @ts-expect-error: no such algorithm.
    bearer({ jwt: { ...jwt, algorithms: ['none'] } });
    // @ts-expect-error: a function that returns nothing would allow everything.
    bearer({ jwt: { ...jwt, may: () => undefined } });
  });
});

test('the API is described, with the errors of the host', () => {
  expectTypeOf(openApi).toEqualTypeOf<
    (options?: { readonly basePath?: string }) => OpenApiDocument
  >();
  expectTypeOf<keyof typeof hostErrors>().toEqualTypeOf<HostErrorCode>();
  // @ts-expect-error: it is frozen.
  hostErrors.Forbidden.httpStatus = 200;
  // @ts-expect-error: no such error.
  hostErrors.NotFound;
});

test('a pipeline is shown on the wire', () => {
  expectTypeOf(toWire).toEqualTypeOf<
    (pipeline: Pipeline, capabilities?: Partial<Capabilities>) => Record<string, unknown>
  >();
});

test('errors are told apart by their class', () => {
  const caught: unknown = undefined;
  if (caught instanceof MissingPackageError) {
    expectTypeOf(caught.packageName).toEqualTypeOf<string>();
  }
  expectTypeOf(MissingPackageError).toEqualTypeOf(OfDiagrams);
});
