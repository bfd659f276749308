/** The public types of embedding in servers, as exact as they are promised. Nothing here runs. */
import {
  type CryptoKey,
  createLocalJWKSet,
  createRemoteJWKSet,
  type JWK,
  type KeyObject,
} from 'jose';
import {
  type Action,
  type CompleteAction,
  type Decision,
  type Deployment,
  decide,
  type Observation,
  type Outcome,
  observe,
} from 'pipeline-lifecycle';
import { MissingPackageError as OfDiagrams } from 'pipeline-lifecycle/diagrams';
import {
  applyAction,
  applyObservation,
  type Change,
  createPipeline,
  type LifecycleStore,
  memoryStore,
  type Page,
  type Pipeline,
  parsePipeline,
  StoreConflictError,
  systemClock,
  type VersionedTable,
  versionedStore,
  type WireField,
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
declare const pipeline: Pipeline;
declare const table: VersionedTable<string>;
const given = { store, authenticate: noAuthentication };

describe('a handler', () => {
  test('takes a request, and promises the response', () => {
    expectTypeOf<LifecycleHandler>().toEqualTypeOf<(request: Request) => Promise<Response>>();
    expectTypeOf(createLifecycleHandler).toEqualTypeOf<
      (options: LifecycleHandlerOptions) => LifecycleHandler
    >();
  });

  test('needs a store, and to be told who may call', () => {
    expectTypeOf<keyof LifecycleHandlerOptions>().toEqualTypeOf<
      | ('store' | 'authenticate' | 'capabilities' | 'onAccepted')
      | ('onEvent' | 'basePath' | 'clock' | 'decide')
    >();
    createLifecycleHandler(given);
    // @ts-expect-error: there is no default for who may call.
    createLifecycleHandler({ store });
    // @ts-expect-error: nor is leaving it open one.
    createLifecycleHandler({ store, authenticate: undefined });
    // @ts-expect-error: where are the pipelines?
    createLifecycleHandler({ authenticate: noAuthentication });
    // @ts-expect-error: a store is not what makes one.
    createLifecycleHandler({ ...given, store: memoryStore });
    // @ts-expect-error: no such option.
    createLifecycleHandler({ ...given, prefix: '/v0' });
  });

  test('has options that may be left out', () => {
    const without = { capabilities: undefined, onAccepted: undefined, onEvent: undefined };
    createLifecycleHandler({ ...given, ...without, basePath: undefined, clock: systemClock });
    createLifecycleHandler({ ...given, capabilities: { standby: false }, decide });
    createLifecycleHandler({ ...given, capabilities: async () => ({ checkpointing: false }) });
    createLifecycleHandler({ ...given, capabilities: (name) => ({ standby: name === 'orders' }) });
    // @ts-expect-error: no such capability.
    createLifecycleHandler({ ...given, capabilities: { standbye: false } });
    // @ts-expect-error: it decides at once.
    createLifecycleHandler({ ...given, decide: async (...asked) => decide(...asked) });
    // @ts-expect-error: half of a clock.
    createLifecycleHandler({ ...given, clock: { now: () => 0 } });
  });

  test('tells of what was accepted', () => {
    createLifecycleHandler({ ...given, onAccepted: async () => 'anything' });
    expectTypeOf<AcceptedAction['action']>().toEqualTypeOf<CompleteAction>();
    expectTypeOf<AcceptedAction['decision']['accepted']>().toEqualTypeOf<true>();
    expectTypeOf<AcceptedAction['caller']>().toEqualTypeOf<Caller>();
  });

  test('tells of events, which their type tells apart', () => {
    expectTypeOf<HandlerEvent['type']>().toEqualTypeOf<
      'decided' | 'read' | 'created' | 'deleted' | 'answered' | 'failed'
    >();
    createLifecycleHandler({
      ...given,
      onEvent: (event) => {
        expectTypeOf(event).toEqualTypeOf<HandlerEvent>();
        // @ts-expect-error: not every event is about one pipeline.
        event.pipelineName;
        switch (event.type) {
          case 'decided':
            expectTypeOf(event.action).toEqualTypeOf<CompleteAction>();
            return expectTypeOf(event.decision).toEqualTypeOf<Decision>();
          case 'read':
            return expectTypeOf(event.pipeline).toEqualTypeOf<Pipeline>();
          case 'created':
          case 'deleted':
            return expectTypeOf(event.caller).toEqualTypeOf<Caller>();
          case 'answered':
            expectTypeOf(event.errorCode).toEqualTypeOf<string | null>();
            expectTypeOf(event.caller).toEqualTypeOf<Caller | null>();
            return expectTypeOf(event.denial).toEqualTypeOf<string | null>();
          default:
            expectTypeOf(event.type).toEqualTypeOf<'failed'>();
            return expectTypeOf(event.error).toEqualTypeOf<unknown>();
        }
      },
    });
  });
});

describe('who may call', () => {
  test('is said by a hook, at once or later', () => {
    expectTypeOf<Authenticate>().toEqualTypeOf<
      (request: Request) => Caller | Denial | Promise<Caller | Denial>
    >();
    expectTypeOf(noAuthentication).toEqualTypeOf<Authenticate>();
    (() => ({ subject: 'ann' })) satisfies Authenticate;
    (async () => ({ subject: 'ann', may: undefined })) satisfies Authenticate;
    (() => ({ denied: true, reason: '', challenge: '' })) satisfies Authenticate;
    // @ts-expect-error: nobody is not a caller.
    (() => undefined) satisfies Authenticate;
    // @ts-expect-error: whether somebody may is not who it is.
    (() => true) satisfies Authenticate;
    // @ts-expect-error: a denial says how to do better.
    (() => ({ denied: true, reason: '' })) satisfies Authenticate;
  });

  test('is asked for each operation, and answered at once', () => {
    expectTypeOf<Operation>().toEqualTypeOf<'read' | 'act' | 'create' | 'delete'>();
    expectTypeOf<May>().toEqualTypeOf<(operation: Operation, pipelineName: string) => boolean>();
    expectTypeOf<Caller['may']>().toEqualTypeOf<May | undefined>();
    // @ts-expect-error: a promise is always true.
    (async () => false) satisfies May;
    // @ts-expect-error: no such operation.
    ((operation) => operation === 'write') satisfies May;
  });

  test('are holders of keys', () => {
    expectTypeOf(bearer).toEqualTypeOf<(options: BearerOptions) => Authenticate>();
    expectTypeOf(hashApiKey).toEqualTypeOf<(key: string) => Promise<string>>();
    bearer({ apiKeys: ['a-key', { key: 'a-key', subject: 'ann' }], realm: undefined });
    ({ sha256: '0', may: () => true }) satisfies ApiKey;
    // @ts-expect-error: a list, even of one.
    bearer({ apiKeys: 'a-key' });
    // @ts-expect-error: the hash is waited for.
    bearer({ apiKeys: [{ sha256: hashApiKey('a-key') }] });
    // @ts-expect-error: not both.
    ({ key: 'a-key', sha256: '0' }) satisfies ApiKey;
    // @ts-expect-error: of which key?
    ({ subject: 'ann' }) satisfies ApiKey;
    // @ts-expect-error: no such option.
    bearer({ apiKeys: ['a-key'], header: 'x-api-key' });
  });

  test('are holders of tokens, whose keys are those of jose', () => {
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
    // @ts-expect-error: an audience left open lets in tokens for others.
    bearer({ jwt: { issuer: 'issuer', key: jwt.key } });
    // @ts-expect-error: so does an issuer.
    bearer({ jwt: { audience: 'pipelines', key: jwt.key } });
    // @ts-expect-error: the bytes of a secret, not its text.
    bearer({ jwt: { ...jwt, key: 'secret' } });
    // @ts-expect-error: there is no such algorithm here.
    bearer({ jwt: { ...jwt, algorithms: ['none'] } });
    // @ts-expect-error: a mapping that returns nothing would let everybody do everything.
    bearer({ jwt: { ...jwt, may: () => undefined } });
  });
});

describe('a pipeline', () => {
  test('is a deployment with a name and times', () => {
    expectTypeOf<Pipeline>().toEqualTypeOf<{
      readonly name: string;
      readonly createdAt: string;
      readonly deployment: Deployment;
      readonly since: Readonly<Record<WireField, string>>;
    }>();
    expectTypeOf<WireField>().toEqualTypeOf<
      | ('deployment_status' | 'deployment_desired_status' | 'deployment_error')
      | ('deployment_resources_status' | 'deployment_resources_desired_status')
      | ('deployment_initial' | 'bootstrap_policy')
    >();
    expectTypeOf(createPipeline).toEqualTypeOf<(name: string, now: number) => Pipeline>();
    expectTypeOf(parsePipeline).toEqualTypeOf<(value: unknown) => Pipeline>();
    expectTypeOf(toWire).toEqualTypeOf<(pipeline: Pipeline) => Record<string, unknown>>();
    // @ts-expect-error: milliseconds.
    createPipeline('orders', new Date());
    // @ts-expect-error: frozen.
    pipeline.since.deployment_status = '';
  });

  test('is changed for a store, with what is to be answered', () => {
    expectTypeOf<Change<number>>().toEqualTypeOf<{
      readonly pipeline: Pipeline | null;
      readonly result: number;
    }>();
    const action: Action = { type: 'start' };
    const context = { capabilities: {}, now: 0 };
    expectTypeOf(applyAction(pipeline, action, context)).toEqualTypeOf<Change<Decision>>();
    applyAction(pipeline, action, { ...context, decide: undefined });
    const observation: Observation = { type: 'provisioning', generation: 1 };
    const taken = applyObservation(pipeline, observation, { now: 0, observe });
    expectTypeOf(taken).toEqualTypeOf<Change<Outcome>>();
    expectTypeOf(store.update('orders', (each) => applyAction(each, action, context)))
      .resolves //
      .toEqualTypeOf<Decision | undefined>();
    // @ts-expect-error: a change says what is to be answered.
    ({ pipeline }) satisfies Change<number>;
    // @ts-expect-error: what a pipeline can do is not guessed.
    applyAction(pipeline, action, { now: 0 });
    // @ts-expect-error: the time comes from outside.
    applyObservation(pipeline, observation, {});
    // @ts-expect-error: no such action.
    applyAction(pipeline, { type: 'strat' }, context);
  });
});

describe('a store', () => {
  test('is made over a table whose versions may be anything', () => {
    expectTypeOf(memoryStore).toEqualTypeOf<() => LifecycleStore>();
    expectTypeOf(versionedStore(table, { attempts: 3 })).toEqualTypeOf<LifecycleStore>();
    expectTypeOf<Page>().toEqualTypeOf<{
      readonly after?: string | undefined;
      readonly limit?: number | undefined;
    }>();
    expectTypeOf(table.read).returns.resolves.toEqualTypeOf<
      { readonly pipeline: unknown; readonly version: string } | null | undefined
    >();
    const { remove: _, ...withoutRemove } = table;
    // @ts-expect-error: what cannot remove.
    versionedStore(withoutRemove);
    // @ts-expect-error: versions of two kinds cannot be compared.
    versionedStore({ ...table, replace: async (_name, _pipeline, version: number) => version > 0 });
    // @ts-expect-error: whether it was written has to be said.
    versionedStore({ ...table, insert: async () => {} });
  });
});

test('the API is described, with the errors of a host', () => {
  expectTypeOf(openApi).toEqualTypeOf<
    (options?: { readonly basePath?: string }) => OpenApiDocument
  >();
  expectTypeOf<keyof typeof hostErrors>().toEqualTypeOf<HostErrorCode>();
  // @ts-expect-error: frozen.
  hostErrors.Forbidden.httpStatus = 200;
  // @ts-expect-error: no such error.
  hostErrors.NotFound;
});

test('errors are told apart by their class', () => {
  const caught: unknown = undefined;
  if (caught instanceof StoreConflictError) {
    expectTypeOf(caught.pipeline).toEqualTypeOf<string>();
    expectTypeOf(caught.attempts).toEqualTypeOf<number>();
  }
  expectTypeOf(MissingPackageError).toEqualTypeOf(OfDiagrams);
});
