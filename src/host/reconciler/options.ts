/** The options of the reconciler, checked before anything begins. */
import { callable, has, optionsOf, type Problem, port, throwFirst } from '../../input';
import { observe } from '../../lifecycle';
import { reportFailure } from '../console';
import type { Executor, TaskName } from '../executor';
import type { LifecycleStore } from '../store';
import {
  type Backoff,
  backoffOf,
  backoffProblems,
  type TaskTimeouts,
  taskNames,
  taskTimeoutProblems,
  taskTimeoutsOf,
} from '../tasks';
import { type Clock, clockProblems, durationProblems, systemClock } from '../time';
import type { ReconcilerEvent } from './events';

/** The options of the reconciler. All times are in milliseconds. */
export interface ReconcilerOptions {
  readonly store: LifecycleStore;
  readonly executor: Executor;
  /** Ends the reconciler. */
  readonly signal: AbortSignal;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /** An `observe` of your own, such as that of a changed machine; by default the library's. */
  readonly observe?: typeof observe | undefined;
  /** Numbers from 0 up to 1, for the waits between tries; by default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /**
   * How often to look at all pipelines, even if the store reports changes; by default 5,000. If the
   * store has claims, how often to claim what has something to do.
   */
  readonly resync?: number | undefined;
  /**
   * How long a pipeline may be Provisioning before the deployment fails; by default 600,000. The
   * time counts from the stored time, across restarts; time in which it waits for a slot does not.
   */
  readonly provisioningTimeout?: number | undefined;
  /**
   * How long each try of a task may take, by its name. After that it is called off and tried
   * again. By default 600,000, for `provision` as long as `provisioningTimeout`.
   */
  readonly taskTimeouts?: Partial<Readonly<Record<TaskName, number>>> | undefined;
  /**
   * How many tasks may run at once; by default 100. Deletions (`deprovision`) have as many slots of
   * their own. A pipeline that waits for its turn to be provisioned is still Stopped.
   */
  readonly concurrency?: number | undefined;
  /**
   * How long each call of the store may take; by default 30,000. After that it is given up, and
   * made again.
   */
  readonly storeTimeout?: number | undefined;
  /**
   * If the store has claims: how long a worker that cannot renew its lease keeps its pipelines; by
   * default 15,000. After that another worker may have them.
   */
  readonly lease?: number | undefined;
  /**
   * The waits between tries, of a step or of the store; by default 200 to 30,000. A store is asked
   * again after `resync` at the latest, so that all goes on soon after it has come back.
   */
  readonly backoff?: Partial<Backoff> | undefined;
  /** How long to wait for a task that was called off; by default 5,000. */
  readonly grace?: number | undefined;
  /**
   * Called with every event, at once. Its errors are counted and otherwise ignored. By default
   * failures are written to the console.
   */
  readonly onEvent?: ((event: ReconcilerEvent) => void) | undefined;
}

/** The options, complete and checked. */
export interface ReconcilerSettings {
  readonly store: LifecycleStore;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly observe: typeof observe;
  readonly random: () => number;
  readonly resync: number;
  readonly provisioningTimeout: number;
  readonly taskTimeouts: TaskTimeouts;
  readonly concurrency: number;
  readonly storeTimeout: number;
  readonly lease: number;
  readonly backoff: Backoff;
  readonly grace: number;
  readonly onEvent: (event: ReconcilerEvent) => void;
}

const tenMinutes = 600_000;

const optionNames = [
  'store',
  'executor',
  'signal',
  'clock',
  'observe',
  'random',
  'resync',
  'provisioningTimeout',
  'taskTimeouts',
  'concurrency',
  'storeTimeout',
  'lease',
  'backoff',
  'grace',
  'onEvent',
];

const methods = {
  store: ['read', 'list', 'update'],
  executor: taskNames,
};

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function reconcilerSettings(options: ReconcilerOptions): ReconcilerSettings {
  const given = optionsOf(options, optionNames, 'a reconciler');
  const provisioningTimeout = given.provisioningTimeout ?? tenMinutes;
  const settings: ReconcilerSettings = {
    store: given.store,
    executor: given.executor,
    signal: given.signal,
    clock: given.clock ?? systemClock,
    observe: given.observe ?? observe,
    random: given.random ?? Math.random,
    resync: given.resync ?? 5_000,
    provisioningTimeout,
    taskTimeouts: taskTimeoutsOf(given.taskTimeouts, provisioningTimeout),
    concurrency: given.concurrency ?? 100,
    storeTimeout: given.storeTimeout ?? 30_000,
    lease: given.lease ?? 15_000,
    backoff: backoffOf(given.backoff),
    grace: given.grace ?? 5_000,
    onEvent: given.onEvent ?? reportFailedStep,
  };
  throwFirst([
    ...port('store', settings.store, methods.store),
    ...port('executor', settings.executor, methods.executor),
    ...signalProblems(settings.signal),
    ...clockProblems(settings.clock),
    ...callable('observe', settings.observe),
    ...callable('random', settings.random),
    ...durationProblems('resync', settings.resync, 1),
    ...durationProblems('provisioningTimeout', settings.provisioningTimeout, 1),
    ...taskTimeoutProblems(settings.taskTimeouts),
    ...concurrencyProblems(settings.concurrency),
    ...durationProblems('storeTimeout', settings.storeTimeout, 1),
    ...durationProblems('lease', settings.lease, 1),
    ...backoffProblems(settings.backoff),
    ...durationProblems('grace', settings.grace, 0),
    ...callable('onEvent', settings.onEvent),
  ]);
  return settings;
}

function signalProblems(value: unknown): Problem[] {
  const { aborted, addEventListener }: Partial<AbortSignal> = Object(value);
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return [];
  return [{ field: 'signal', value, allowed: 'an AbortSignal' }];
}

function concurrencyProblems(value: unknown): Problem[] {
  const isLimit = value === Infinity || (Number.isSafeInteger(value) && (value as number) > 0);
  return isLimit
    ? []
    : [{ field: 'concurrency', value, allowed: 'a positive integer, or Infinity' }];
}

/** Reports errors. The failure of a deployment is not one of them: the pipeline itself shows it. */
function reportFailedStep(event: ReconcilerEvent): void {
  const hasError = has(event, 'error') && event.error !== null && event.type !== 'failed';
  if (!hasError && event.type !== 'abandoned') return;
  const { type, pipelineName } = event;
  const step = has(event, 'step') ? `, ${event.step}` : '';
  const what = `${pipelineName ?? 'all pipelines'}${step}: ${type}`;
  const original = has(event, 'original') ? [event.original] : [];
  reportFailure(what, ...(hasError ? [event.error] : []), ...original);
}
