/**
 * The tests that take seconds, for the mutants that are left. Tests of random walks alone and of
 * the built package are not among them.
 */
import { importTests } from './import-tests';

await importTests([
  'lifecycle/results',
  'lifecycle/rules/error-bodies',
  'lifecycle/reference',
  'lifecycle/compiled/compiled',
]);
