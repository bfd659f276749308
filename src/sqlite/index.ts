/**
 * The embedded store: pipelines and the claims of workers in one file of SQLite, which processes of
 * one machine share. It knows nothing of HTTP, and decides nothing about a pipeline.
 */
export type { Migration } from '../host/store-parts';
export { MissingPackageError } from '../input';
export { SqliteBuildError } from './driver';
export { SqliteBusyError, SqliteFileError, type SqliteFileProblem } from './errors';
export type { SqliteStoreOptions, Synchronous } from './options';
export { type SqliteStore, sqliteStore } from './sqlite-store';
