/** The options of the reconciler, and their checking before anything begins. */
import {
  callable,
  InvalidInputError,
  isFields,
  optionsOf,
  type Problem,
  port,
  throwFirst,
  unknownFields,
} from '../../input';
import { observe } from '../../lifecycle';
import { type Clock, systemClock } from '../clock';
import type { Executor } from '../executor';
import type { LifecycleStore } from '../store';
import type { Backoff } from './backoff';
import type { ReconcilerEvent } from './events';

/** What the reconciler needs, and how patient it is. All times are in milliseconds. */
export interface ReconcilerOptions {
  readonly store: LifecycleStore;
  readonly executor: Executor;
  /** Ends the reconciler. */
  readonly signal: AbortSignal;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
  /** Another `observe` than the library's, such as of a changed machine. */
  readonly observe?: typeof observe | undefined;
  /** Numbers from 0 up to 1, for the waits between tries; by default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** How often to look at all pipelines, whatever the store tells by itself; by default 5,000. */
  readonly resync?: number | undefined;
  /** How long a pipeline may be Provisioning before it counts as failed; by default 600,000. */
  readonly provisioningTimeout?: number | undefined;
  /** The waits between tries, of a step as of the store; by default from 200 to 30,000. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** How long to wait for a task that was told to end; by default 5,000. */
  readonly grace?: number | undefined;
  /**
   * Called with everything that happens, at once. What it throws is counted and otherwise ignored. By default
   * what went wrong is written to the console.
   */
  readonly onEvent?: ((event: ReconcilerEvent) => void) | undefined;
}

/** The options, complete. */
export interface Settings {
  readonly store: LifecycleStore;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly observe: typeof observe;
  readonly random: () => number;
  readonly resync: number;
  readonly provisioningTimeout: number;
  readonly backoff: Backoff;
  readonly grace: number;
  readonly onEvent: (event: ReconcilerEvent) => void;
}

/** What a timer of the platform can wait: with more, it would not wait at all. */
const longest = 2_147_483_647;

const known = [
  'store',
  'executor',
  'signal',
  'clock',
  'observe',
  'random',
  'resync',
  'provisioningTimeout',
  'backoff',
  'grace',
  'onEvent',
];

const methods = {
  store: ['read', 'list', 'update'],
  executor: ['provision', 'activate', 'bootstrap', 'pause', 'resume', 'suspend', 'deprovision'],
  clock: ['now', 'sleep'],
} as const;

/** The options with what was left out. Throws InvalidInputError. */
export function settingsOf(options: ReconcilerOptions): Settings {
  optionsOf(options, known, 'a reconciler');
  const settings: Settings = {
    store: options.store,
    executor: options.executor,
    signal: options.signal,
    clock: options.clock ?? systemClock,
    observe: options.observe ?? observe,
    random: options.random ?? Math.random,
    resync: options.resync ?? 5_000,
    provisioningTimeout: options.provisioningTimeout ?? 600_000,
    backoff: backoffOf(options.backoff),
    grace: options.grace ?? 5_000,
    onEvent: options.onEvent ?? toConsole,
  };
  const { backoff } = settings;
  throwFirst([
    ...port('store', settings.store, methods.store),
    ...port('executor', settings.executor, methods.executor),
    ...isSignal(settings.signal),
    ...port('clock', settings.clock, methods.clock),
    ...callable('observe', settings.observe),
    ...callable('random', settings.random),
    ...milliseconds('resync', settings.resync, 1),
    ...milliseconds('provisioningTimeout', settings.provisioningTimeout, 1),
    ...milliseconds('backoff.first', backoff.first, 1),
    ...milliseconds('backoff.max', backoff.max, backoff.first),
    ...milliseconds('grace', settings.grace, 0),
    ...callable('onEvent', settings.onEvent),
  ]);
  return settings;
}

function backoffOf(value: unknown = {}): Backoff {
  if (!isFields(value)) {
    throw new InvalidInputError({ field: 'backoff', value, allowed: 'an object { first, max }' });
  }
  throwFirst(unknownFields(value, ['first', 'max'], 'the backoff', 'backoff.'));
  const { first = 200, max = 30_000 } = value as Partial<Backoff>;
  return { first, max };
}

function isSignal(value: unknown): Problem[] {
  const { aborted, addEventListener }: Partial<AbortSignal> = Object(value);
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return [];
  return [{ field: 'signal', value, allowed: 'an AbortSignal' }];
}

function milliseconds(field: string, value: unknown, least: number): Problem[] {
  if (typeof value === 'number' && value >= least && value <= longest) return [];
  return [{ field, value, allowed: `a number of milliseconds from ${least} to ${longest}` }];
}

/** What went wrong, with its reason. That a deployment has failed, the pipeline itself says. */
function toConsole(event: ReconcilerEvent): void {
  const hasError = 'error' in event && event.error !== null && event.type !== 'failed';
  if (!hasError && event.type !== 'abandoned') return;
  const { type, pipelineName } = event;
  const step = 'step' in event ? `, ${event.step}` : '';
  const what = `${pipelineName ?? 'all pipelines'}${step}: ${type}`;
  // biome-ignore lint/suspicious/noConsole: a failure that nobody listens for must not be lost.
  console.error(what, ...(hasError ? [event.error] : []));
}
