/**
 * Your store under the test runner of Node: node --test examples/testing/store.test.mjs
 */
import { describe, test } from 'node:test';
import { memoryStore } from 'pipeline-lifecycle/host';
import { storeChecks } from 'pipeline-lifecycle/testing';

// Yours stands here. Each check begins with a new, empty one.
const createStore = () => memoryStore();

describe('what is expected of a store', () => {
  for (const { id, statement, check } of storeChecks) {
    test(`${id}: ${statement}`, () => check(createStore));
  }
});
