/** The public types of the reconciler and its executor. Nothing here runs. */
import {
  type AppliedOutcome,
  type Deployment,
  type ErrorResponse,
  type Observation,
  type Outcome,
  observe,
  type StaleOutcome,
  type StepType,
} from 'pipeline-lifecycle';
import {
  type Clock,
  DeploymentFailedError,
  type Executor,
  type LifecycleStore,
  type ProvisionResult,
  type ReconcilerEvent,
  type ReconcilerOptions,
  type ReconcilerReport,
  type ReportObservation,
  runReconciler,
  systemClock,
  type Task,
} from 'pipeline-lifecycle/host';
import { describe, expectTypeOf, test } from 'vitest';

declare const executor: Executor;
declare const store: LifecycleStore;
declare const signal: AbortSignal;
declare const error: ErrorResponse;
const given = { store, executor, signal };

describe('an executor', () => {
  test('does seven tasks, and may report unasked', () => {
    expectTypeOf<Executor>().toEqualTypeOf<{
      provision(task: Task): Promise<ProvisionResult>;
      activate(task: Task): Promise<'awaitingApproval' | 'paused' | 'running'>;
      bootstrap(task: Task): Promise<'paused' | 'running'>;
      pause(task: Task): Promise<void>;
      resume(task: Task): Promise<void>;
      suspend(task: Task): Promise<{ readonly checkpoint: number }>;
      deprovision(task: Task): Promise<void>;
      connect?(report: ReportObservation): unknown;
    }>();
    expectTypeOf<Task>().toEqualTypeOf<{
      readonly pipelineName: string;
      readonly pipelineId: string;
      readonly deployment: Deployment;
      readonly signal: AbortSignal;
      readonly fence: number | null;
    }>();
    expectTypeOf<ProvisionResult>().toEqualTypeOf<
      'standby' | 'awaitingApproval' | 'paused' | 'running'
    >();
  });

  test('has all seven methods', () => {
    const { deprovision: _, ...withoutDeprovision } = executor;
    // @ts-expect-error: `deprovision` is missing.
    withoutDeprovision satisfies Executor;
    const { connect: _connect, ...silent } = executor;
    silent satisfies Executor;
  });

  test('returns the type of the observation with which a pipeline starts', () => {
    const provision = async ({ deployment }: Task) =>
      deployment.desiredStatus === 'Paused' ? 'paused' : 'running';
    ({ ...executor, provision, bootstrap: provision }) satisfies Executor;
    // @ts-expect-error: a status is not an observation.
    ({ ...executor, provision: async () => 'Running' }) satisfies Executor;
    // @ts-expect-error: `provision` returns a result.
    ({ ...executor, provision: async () => {} }) satisfies Executor;
    // @ts-expect-error: `provision` is asynchronous.
    ({ ...executor, provision: () => 'running' }) satisfies Executor;
    // @ts-expect-error: `activate` leaves standby.
    ({ ...executor, activate: async () => 'standby' }) satisfies Executor;
    // @ts-expect-error: `bootstrap` follows approval.
    ({ ...executor, bootstrap: async () => 'awaitingApproval' }) satisfies Executor;
    // @ts-expect-error: the checkpoint is missing.
    ({ ...executor, suspend: async () => {} }) satisfies Executor;
    // @ts-expect-error: the checkpoint is a sequence number.
    ({ ...executor, suspend: async () => ({ checkpoint: '1' }) }) satisfies Executor;
  });

  test('may be a class, and gets a task that it cannot change', () => {
    class Runner implements Executor {
      provision = async () => 'standby' as const;
      activate = async () => 'running' as const;
      bootstrap = async () => 'running' as const;
      async pause(task: Task) {
        // @ts-expect-error: it is frozen.
        task.deployment.desiredStatus = 'Paused';
      }
      async resume() {}
      suspend = async () => ({ checkpoint: 1 });
      async deprovision() {}
      connect(report: ReportObservation) {
        const reference = { pipelineName: 'orders', pipelineId: 'orders-1' };
        const observation: Observation = { type: 'failed', generation: 1, error };
        expectTypeOf(report(reference, observation)).resolves.toEqualTypeOf<Outcome | undefined>();
        // @ts-expect-error: no such observation.
        report(reference, { type: 'crashed', generation: 1 });
        // @ts-expect-error: the pipeline is named with its id.
        report('orders', observation);
      }
    }
    runReconciler({ ...given, executor: new Runner() });
  });

  test('fails for good with an error class that carries the error of the pipeline', () => {
    const failed = new DeploymentFailedError(error, { cause: 1 });
    expectTypeOf(failed.error).toEqualTypeOf<ErrorResponse>();
    expectTypeOf<DeploymentFailedError['name']>().toEqualTypeOf<'DeploymentFailedError'>();
    // @ts-expect-error: a text is not an error response.
    new DeploymentFailedError('No room.');
    // @ts-expect-error: an error response has three fields.
    new DeploymentFailedError({ message: 'No room.' });
  });
});

describe('a reconciler', () => {
  test('needs a store, an executor and a signal', () => {
    expectTypeOf(runReconciler).toEqualTypeOf<
      (options: ReconcilerOptions) => Promise<ReconcilerReport>
    >();
    expectTypeOf<keyof ReconcilerOptions>().toEqualTypeOf<
      | ('store' | 'executor' | 'signal' | 'clock' | 'observe' | 'random' | 'resync')
      | ('provisioningTimeout' | 'taskTimeouts' | 'storeTimeout' | 'concurrency')
      | ('backoff' | 'grace' | 'lease' | 'onEvent')
    >();
    runReconciler(given);
    runReconciler({ ...given, clock: systemClock, observe, random: Math.random, resync: 100 });
    runReconciler({ ...given, backoff: { first: 10 }, grace: undefined, onEvent: undefined });
    // @ts-expect-error: the signal is missing.
    runReconciler({ store, executor });
    // @ts-expect-error: a signal, not its controller.
    runReconciler({ ...given, signal: new AbortController() });
    // @ts-expect-error: times are in milliseconds.
    runReconciler({ ...given, provisioningTimeout: '10m' });
    // @ts-expect-error: no such field of the backoff.
    runReconciler({ ...given, backoff: { factor: 2 } });
    // @ts-expect-error: no such option.
    runReconciler({ ...given, interval: 100 });
  });

  test('counts events', () => {
    type Name =
      | ('steps' | 'reports' | 'stale' | 'aborted' | 'abandoned' | 'retries' | 'failures')
      | ('timeouts' | 'storeFailures' | 'connectFailures' | 'broken' | 'listenerFailures')
      | ('queued' | 'replaced' | 'dropped' | 'lost');
    expectTypeOf<ReconcilerReport>().toEqualTypeOf<{ readonly [Each in Name]: number }>();
  });

  test('reports events, which their type tells apart', () => {
    expectTypeOf<ReconcilerEvent['type']>().toEqualTypeOf<
      | ('begun' | 'reported' | 'stale' | 'aborted' | 'abandoned' | 'retried')
      | ('failed' | 'timedOut' | 'storeFailed' | 'connectFailed' | 'broken')
      | ('queued' | 'replaced' | 'dropped' | 'lost')
    >();
    const onEvent = (event: ReconcilerEvent) => {
      expectTypeOf(event.pipelineName).toEqualTypeOf<string | null>();
      // @ts-expect-error: not every event is about a step.
      event.generation;
      switch (event.type) {
        case 'begun':
          return expectTypeOf(event.attempt).toEqualTypeOf<number>();
        case 'reported':
          expectTypeOf(event.observation).toEqualTypeOf<Observation>();
          return expectTypeOf(event.outcome).toEqualTypeOf<AppliedOutcome>();
        case 'stale':
          expectTypeOf(event.step).toEqualTypeOf<StepType | null>();
          return expectTypeOf(event.outcome).toEqualTypeOf<StaleOutcome>();
        case 'aborted':
          return expectTypeOf(event.cause).toEqualTypeOf<
            'level' | 'timeout' | 'ending' | 'claim'
          >();
        case 'retried':
          expectTypeOf(event.delay).toEqualTypeOf<number>();
          return expectTypeOf(event.error).toEqualTypeOf<unknown>();
        case 'failed':
          return expectTypeOf(event.error).toEqualTypeOf<ErrorResponse>();
        case 'timedOut':
          expectTypeOf(event.error).toEqualTypeOf<unknown>();
          return expectTypeOf(event.timeout).toEqualTypeOf<number>();
        case 'storeFailed':
          expectTypeOf(event.operation).toEqualTypeOf<
            'read' | 'list' | 'update' | 'watch' | 'claims'
          >();
          return expectTypeOf(event.delay).toEqualTypeOf<number | null>();
        case 'queued':
          return expectTypeOf(event.waiting).toEqualTypeOf<number>();
        case 'replaced':
          expectTypeOf(event.original).toEqualTypeOf<ErrorResponse>();
          return expectTypeOf(event.error).toEqualTypeOf<unknown>();
        case 'dropped':
          return expectTypeOf(event.observation).toEqualTypeOf<Observation>();
        case 'connectFailed':
          return expectTypeOf(event.pipelineName).toEqualTypeOf<null>();
        case 'lost':
          return expectTypeOf(event.fence).toEqualTypeOf<number>();
        case 'broken':
          return expectTypeOf(event.pipelineName).toEqualTypeOf<string>();
        default:
          expectTypeOf(event.step).toEqualTypeOf<StepType>();
          return expectTypeOf(event.type).toEqualTypeOf<'abandoned'>();
      }
    };
    runReconciler({ ...given, onEvent });
  });

  test('takes a clock of your own', () => {
    expectTypeOf<Clock>().toEqualTypeOf<{
      now(): number;
      monotonic?(): number;
      sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
    }>();
    expectTypeOf(systemClock).toEqualTypeOf<Clock>();
    ({ now: () => 0, sleep: async () => {} }) satisfies Clock;
    // @ts-expect-error: `sleep` is asynchronous.
    ({ now: () => 0, sleep: () => {} }) satisfies Clock;
  });
});
