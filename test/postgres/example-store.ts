/** The example of a store in PostgreSQL, opened for a test. */
// @ts-expect-error -- an example, not a module with types
import * as example from '../../examples/stores/postgresql.mjs';
import type { LifecycleStore } from '../../src/host';
import { read } from '../repository/tree';

/** The statements of the example, by the method that they are for. */
export const statements: Readonly<Record<'read' | 'list' | 'insert', string>> = example.statements;

/** The statements that make its table. */
export const pipelineSchema = read('examples/stores/postgresql.sql');

/** An open store. */
export interface OpenedStore {
  readonly store: LifecycleStore;
  /** The errors that it has reported. */
  readonly errors: readonly unknown[];
  readonly close: () => Promise<void>;
}

/** Opens the store over this database. */
export function openStore(url: string): OpenedStore {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const { store, close } = example.postgresqlStore(url, { onError });
  return { store, errors, close };
}
