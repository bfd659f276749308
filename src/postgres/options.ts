/** The options of the store in PostgreSQL, and their check. */
import { type Clock, systemClock } from '../host';
import { reportFailure } from '../host/console';
import { clockProblems, durationProblems } from '../host/time';
import {
  callable,
  fieldsOf,
  memberOf,
  notShown,
  type Problem,
  port,
  throwFirst,
  unknownNames,
} from '../input';
import type { PostgresPool } from './driver';

/** The options of `postgresStore`: `pool` or `connectionString`, and the rest if you like. */
export interface PostgresStoreOptions {
  /** Your own pool of `pg`, which you end yourself. */
  readonly pool?: PostgresPool | undefined;
  /** The address of the database, for a pool of the store's own: `postgresql://user@host/name`. */
  readonly connectionString?: string | undefined;
  /** The schema of the tables; by default `pipeline_lifecycle`. */
  readonly schema?: string | undefined;
  /** How long a statement, or a connection, may take, in milliseconds; by default 10,000. */
  readonly queryTimeout?: number | undefined;
  /**
   * Called with each failure that no call reports, such as a connection that breaks while nobody
   * uses it; by default the console.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
  /**
   * Called with each row that cannot be parsed as a pipeline, and the reason; by default `onError`
   * is called with the reason.
   */
  readonly onInvalid?: ((error: unknown, row: unknown) => void) | undefined;
  /** By default the time of this machine. Leases are judged by that of the database. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to 1, for the waits; by default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The options, complete and checked. */
export interface PostgresSettings {
  readonly pool: PostgresPool | undefined;
  readonly connectionString: string | undefined;
  readonly schema: string;
  readonly queryTimeout: number;
  readonly onError: (error: unknown) => void;
  readonly onInvalid: (error: unknown, row: unknown) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

const postgresOptionNames = [
  ...['pool', 'connectionString', 'schema', 'queryTimeout'],
  ...['onError', 'onInvalid', 'clock', 'random'],
];

/** Short enough for the name of a channel, and of a statement, which begin with it. */
const schemaPattern = /^(?!pg_)[A-Za-z_][A-Za-z0-9_-]{0,39}$/;

/** Fills in the defaults and checks the options. Throws InvalidInputError. */
export function postgresSettings(options: PostgresStoreOptions): PostgresSettings {
  const given: PostgresStoreOptions = fieldsOf(options, 'options');
  throwFirst(unknownNames({ ...given }, postgresOptionNames, 'a store in PostgreSQL'));
  const { pool, connectionString, schema = 'pipeline_lifecycle', queryTimeout = 10_000 } = given;
  const { clock = systemClock, random = Math.random } = given;
  const { onError = reportError, onInvalid = (error: unknown) => onError(error) } = given;
  throwFirst([
    ...addressProblems(pool, connectionString),
    ...schemaProblems(schema),
    ...durationProblems('queryTimeout', queryTimeout, 1),
    ...callable('onError', onError),
    ...callable('onInvalid', onInvalid),
    ...clockProblems(clock),
    ...callable('random', random),
  ]);
  return { pool, connectionString, schema, queryTimeout, onError, onInvalid, clock, random };
}

/** A connection string has a password, so it is in no message. */
function addressProblems(pool: unknown, connectionString: unknown): Problem[] {
  if (pool !== undefined && connectionString !== undefined) {
    const allowed = 'left out if there is a pool, which knows its address';
    return [{ field: 'connectionString', value: notShown, allowed }];
  }
  if (pool !== undefined) return poolProblems(pool);
  if (typeof connectionString === 'string' && connectionString !== '') return [];
  const value = connectionString === undefined ? undefined : notShown;
  const allowed = 'an address such as postgresql://user@localhost/name; or give a pool of pg';
  return [{ field: 'connectionString', value, allowed }];
}

/** Without the options of the pool, connections outside it would go to another database. */
function poolProblems(pool: unknown): Problem[] {
  const options = memberOf(pool, 'options');
  const hasOptions = typeof options === 'object' && options !== null;
  const allowed = 'the options that the pool was made with, as a Pool of pg has them';
  return [
    ...port('pool', pool, ['query', 'on', 'off']),
    ...(hasOptions ? [] : [{ field: 'pool.options', value: notShown, allowed }]),
  ];
}

function schemaProblems(schema: unknown): Problem[] {
  if (typeof schema === 'string' && schemaPattern.test(schema)) return [];
  const allowed = '1 to 40 letters, digits, - or _, that begin with a letter or _ and not with pg_';
  return [{ field: 'schema', value: schema, allowed }];
}

function reportError(error: unknown): void {
  reportFailure('PostgreSQL:', error);
}
