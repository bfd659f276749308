/**
 * Your store under the test runner of Node: node --test examples/testing/store.test.mjs
 */
import { describe, test } from 'node:test';
import { memoryStore } from 'pipeline-lifecycle/host';
import { storeChecks } from 'pipeline-lifecycle/testing';

// Put yours here. Each check begins with a new, empty one; with two over the same data, if several
// processes share it: () => [oneStore(), another()].
const createStore = () => memoryStore();

describe('the contract of a store', () => {
  for (const { id, statement, check } of storeChecks) {
    test(`${id}: ${statement}`, () => check(createStore));
  }
});
