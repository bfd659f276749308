/**
 * The tests of the core that take seconds, for the mutants that are left. Not here: those that walk at
 * random, and those that start the built package.
 */
import { importTests } from './import-tests';

await importTests(['results', 'bodies', 'reference', 'compiled']);
