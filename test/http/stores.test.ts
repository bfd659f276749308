/**
 * Stores against what is expected of them: ours keep it, stores that are broken on purpose do not, and each
 * of those is caught by the check that is named.
 */
import { describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../src/http/memory-store';
import { createPipeline, type Pipeline } from '../../src/http/pipeline';
import type { LifecycleStore } from '../../src/http/store';
import { StoreConflictError, versionedStore } from '../../src/http/versioned-store';
import { watchers } from '../../src/http/watchers';
import { InvalidDeploymentError, InvalidInputError } from '../../src/lifecycle';
import {
  BrokenStoreError,
  checkStore,
  type StoreCheck,
  storeChecks,
  TimeLimitError,
} from '../../src/testing';
import { counted, countOf, running } from '../../src/testing/store-samples';
import { brokenKeeping } from './broken-keeping';
import { brokenSharing } from './broken-sharing';
import { slowTable } from './slow-table';
import { type Broken, locked } from './store-mistakes';

const broken: Readonly<Record<string, Broken>> = { ...brokenKeeping, ...brokenSharing };

const checkOf = (id: string) => storeChecks.find((check) => check.id === id) as StoreCheck;

describe.each(Object.entries(broken))('a store that %s', (_, { create, caughtBy, timeLimit }) => {
  it.each(Object.entries(caughtBy))('is caught by %s', async (id, seen) => {
    const error = await rejectionOf(checkOf(id).check(create, { timeLimit }));
    expect(error).toBeInstanceOf(BrokenStoreError);
    expect(error).toMatchObject({ id, seen: expect.stringMatching(seen) });
  });
});

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

void [
  describe,
  vi,
  locked,
  counted,
  countOf,
  running,
  slowTable,
  watchers,
  memoryStore,
  versionedStore,
  StoreConflictError,
  InvalidDeploymentError,
  InvalidInputError,
  checkStore,
  TimeLimitError,
  createPipeline,
];
export type X = Pipeline | LifecycleStore;
