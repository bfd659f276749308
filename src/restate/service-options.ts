/** The options of the service that reaches the engine, and their check. */
import { type Clock, systemClock } from '../host';
import { reportFailure } from '../host/console';
import { clockProblems, durationProblems } from '../host/time';
import {
  callable,
  type Fields,
  fieldsOf,
  notShown,
  type Problem,
  throwFirst,
  unknownNames,
} from '../input';
import {
  defaultPrefix,
  type ServiceNames,
  serviceNames,
  servicePrefixProblems,
} from './service-names';

/** The options of `restateService`. */
export interface RestateServiceOptions {
  /** The address of the engine's ingress, such as `http://localhost:8080`. */
  readonly ingress: string;
  /** Headers of each call, such as `authorization`. They are in no message. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The prefix that the workers have; by default `pipeline_lifecycle`. */
  readonly prefix?: string | undefined;
  /** How long a call may take, in milliseconds; by default 30,000. */
  readonly timeout?: number | undefined;
  /**
   * Called with each failure that no call reports, while a pipeline is watched; by default the
   * console.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** By default the time of this machine. */
  readonly clock?: Clock | undefined;
}

/** The options, complete and checked. */
export interface RestateServiceSettings {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly names: ServiceNames;
  readonly timeout: number;
  readonly onError: (error: unknown) => void;
  readonly clock: Clock;
}

const serviceOptionNames = ['ingress', 'headers', 'prefix', 'timeout', 'onError', 'clock'];

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function restateServiceSettings(options: RestateServiceOptions): RestateServiceSettings {
  const given = fieldsOf(options, 'options') as unknown as RestateServiceOptions;
  throwFirst(unknownNames({ ...given }, serviceOptionNames, 'a service of Restate'));
  const { prefix = defaultPrefix, timeout = 30_000, clock = systemClock } = given;
  const { onError = reportWatchError } = given;
  const headers = fieldsOf(given.headers ?? {}, 'headers', 'an object of texts') as Fields;
  const address = addressOf(given.ingress);
  throwFirst([
    ...(address === undefined ? [addressProblem] : []),
    ...headerProblems(headers),
    ...servicePrefixProblems(prefix),
    ...durationProblems('timeout', timeout, 1),
    ...callable('onError', onError),
    ...clockProblems(clock),
  ]);
  return {
    address: address as URL,
    headers: headers as Record<string, string>,
    ...{ names: serviceNames(prefix), timeout, onError, clock },
  };
}

/** An address may have a password by mistake, so it is in no message. */
const addressProblem: Problem = {
  field: 'ingress',
  value: notShown,
  allowed: 'an http or https address without a user, such as http://localhost:8080',
};

function addressOf(value: unknown): URL | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const { protocol, username, password, origin, pathname } = new URL(value);
    const isAllowed = /^https?:$/.test(protocol) && username === '' && password === '';
    return isAllowed ? new URL(pathname, origin) : undefined;
  } catch {
    return undefined;
  }
}

function headerProblems(headers: Fields): Problem[] {
  try {
    new Headers(headers as Record<string, string>);
    return [];
  } catch {
    return [{ field: 'headers', value: notShown, allowed: 'an object of header names and texts' }];
  }
}

function reportWatchError(error: unknown): void {
  reportFailure('Watching a pipeline in Restate:', error);
}
