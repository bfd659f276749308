/** The tests of the core that kill most mutants soonest, in that order. */
import { importTests } from './import-tests';

await importTests([
  'wire',
  'vocabulary',
  'texts',
  'fields',
  'invalid',
  'parse',
  'freeze',
  'error-response',
  'ask',
  'compile',
  'slots',
  'representative',
  'truth-table',
  'scenarios',
  'input',
  'invariants',
  'machine',
  'rules',
  'control',
  'same-object',
  'replies',
  'reconcile',
  'missing-package',
]);
