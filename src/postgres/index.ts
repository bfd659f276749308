/**
 * The store in PostgreSQL: pipelines, the claims of workers, and notifications between processes.
 * It knows nothing of HTTP, and decides nothing about a pipeline.
 */
export type { Migration } from '../host/store-parts';
export { MissingPackageError } from '../input';
export type { PostgresPool, PostgresQuery, PostgresResult } from './driver';
export type { PostgresStoreOptions } from './options';
export { type PostgresStore, postgresStore } from './postgres-store';
export { PostgresSchemaError } from './schema-error';
