/**
 * The package `pg`, as far as it is used here. It is imported when the first connection is opened,
 * and described by types of our own, so that nobody needs its types for those of this library.
 */
import { importError } from '../input';

/** A statement for `pg`. One with a name is prepared once on each connection. */
export interface PostgresQuery {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values?: unknown[] | undefined;
}

/** The result of a statement. */
export interface PostgresResult {
  // biome-ignore lint/suspicious/noExplicitAny: each statement has columns of its own.
  readonly rows: any[];
  readonly rowCount: number | null;
}

/** The part of a pool of `pg` that the store uses. */
export interface PostgresPool {
  query(query: PostgresQuery): Promise<PostgresResult>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  /** The options that it was made with: connections outside the pool are opened with them. */
  readonly options: object;
}

/** A connection. */
export interface PostgresClient {
  connect(): Promise<unknown>;
  query(query: PostgresQuery): Promise<PostgresResult>;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
  on(event: 'notification', listener: (told: { readonly payload?: string }) => void): unknown;
  end(): Promise<void>;
}

/** The classes of `pg`. */
interface Driver {
  readonly Client: new (config: object) => PostgresClient;
  readonly Pool: new (config: object) => PostgresPool & { end(): Promise<void> };
}

/** Imports `pg`. Rejects with MissingPackageError if it is not installed. */
export async function importPg(): Promise<Driver> {
  try {
    const { default: pg } = await import('pg');
    return pg as unknown as Driver;
  } catch (cause) {
    throw importError(cause, 'pg', 'PostgreSQL is reached by');
  }
}
