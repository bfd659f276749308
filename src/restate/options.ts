/** The options of the services, and their check. */
import {
  type Backoff,
  type Clock,
  type Executor,
  type ReportObservation,
  systemClock,
  type TaskName,
} from '../host';
import { reportFailure } from '../host/console';
import {
  backoffOf,
  backoffProblems,
  type TaskTimeouts,
  taskNames,
  taskTimeoutProblems,
  taskTimeoutsOf,
} from '../host/tasks';
import { clockProblems, durationProblems } from '../host/time';
import { callable, optionsOf, type Problem, port, throwFirst } from '../input';
import { shortestLease } from './handlers';
import {
  defaultPrefix,
  type ServiceNames,
  serviceNames,
  servicePrefixProblems,
} from './service-names';

/** The task that an error is about. */
export interface TaskReference {
  readonly pipelineName: string;
  /** The number of the task. */
  readonly fence: number;
  /** The number of the try, counting from 1. */
  readonly attempt: number;
}

/** The options of the services. All times are in milliseconds. */
export interface RestateServicesOptions {
  readonly executor: Executor;
  /**
   * Reports what happens unasked, for an executor with `connect`: the `report` of `restateService`.
   */
  readonly report?: ReportObservation | undefined;
  /** Begins the names of the services in the engine; by default `pipeline_lifecycle`. */
  readonly prefix?: string | undefined;
  /** How long a pipeline may be Provisioning before the deployment fails; by default 600,000. */
  readonly provisioningTimeout?: number | undefined;
  /**
   * How long each try of a task may take, by its name. After that it is called off and tried
   * again. By default 600,000, for `provision` as long as `provisioningTimeout`.
   */
  readonly taskTimeouts?: Partial<Readonly<Record<TaskName, number>>> | undefined;
  /** The waits between tries; by default 200 to 30,000. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** How long to wait for a task that was called off; by default 5,000. */
  readonly grace?: number | undefined;
  /**
   * How long a worker that the engine does not hear from keeps its calls before the engine asks
   * another one: at least 6,000, by default 15,000.
   */
  readonly lease?: number | undefined;
  /**
   * Called with each error after which a task is tried again, and that of a `connect` that
   * rejects; by default the console.
   */
  readonly onError?: ((error: unknown, task: TaskReference | null) => void) | undefined;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
}

/** The options, complete and checked. */
export interface RestateSettings {
  readonly executor: Executor;
  readonly report: ReportObservation | undefined;
  readonly names: ServiceNames;
  readonly provisioningTimeout: number;
  readonly taskTimeouts: TaskTimeouts;
  readonly backoff: Backoff;
  readonly grace: number;
  readonly lease: number;
  readonly onError: (error: unknown, task: TaskReference | null) => void;
  readonly clock: Clock;
}

const optionNames = [
  ...['executor', 'report', 'prefix', 'provisioningTimeout', 'taskTimeouts', 'backoff', 'grace'],
  ...['lease', 'onError', 'clock'],
];

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function restateSettings(options: RestateServicesOptions): RestateSettings {
  const given: RestateServicesOptions = optionsOf(options, optionNames, 'the services');
  const { executor, report, prefix = defaultPrefix, provisioningTimeout = 600_000 } = given;
  const { grace = 5_000, lease = 15_000, clock = systemClock, onError = reportTaskError } = given;
  const taskTimeouts = taskTimeoutsOf(given.taskTimeouts, provisioningTimeout);
  const backoff = backoffOf(given.backoff);
  throwFirst([
    ...port('executor', executor, taskNames),
    ...reportProblems(executor, report),
    ...servicePrefixProblems(prefix),
    ...durationProblems('provisioningTimeout', provisioningTimeout, 1),
    ...taskTimeoutProblems(taskTimeouts),
    ...backoffProblems(backoff),
    ...durationProblems('grace', grace, 0),
    ...durationProblems('lease', lease, shortestLease),
    ...callable('onError', onError),
    ...clockProblems(clock),
  ]);
  const times = { provisioningTimeout, taskTimeouts, backoff, grace, lease };
  return { executor, report, names: serviceNames(prefix), ...times, onError, clock };
}

/** An executor that reports unasked would otherwise never be connected, and nobody would know. */
function reportProblems(executor: Executor, report: unknown): Problem[] {
  if (report !== undefined) return callable('report', report);
  if (executor.connect === undefined) return [];
  const allowed = 'the report of restateService, because the executor has connect';
  return [{ field: 'report', value: report, allowed }];
}

function reportTaskError(error: unknown, task: TaskReference | null): void {
  const about = task === null ? 'connect' : `Pipeline ${task.pipelineName}, try ${task.attempt}`;
  reportFailure(`${about}:`, error);
}
