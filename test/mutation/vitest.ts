/**
 * vitest for tests that run on mutants. A mutant can make a suite throw before it has any test.
 * Stryker would take it for a suite without tests, and the mutant for a survivor. Here such a suite
 * has one test, which fails.
 */
import { describe as describeSuite, test } from 'vitest';

export * from 'vitest';

type Factory = (...args: never[]) => void;

/** Returns the factory of a suite; if it throws, the suite gets a test that throws the same. */
const guarded =
  (make: Factory) =>
  (...args: unknown[]) => {
    try {
      make(...(args as never[]));
    } catch (error) {
      test('can be made', () => {
        throw error;
      });
    }
  };

/** The `describe` of vitest; a factory that throws makes a failing test. */
export const describe = Object.assign(
  (name: string, make: Factory) => describeSuite(name, guarded(make)),
  {
    each: (cases: readonly unknown[]) => (name: string, make: Factory) =>
      describeSuite.each(cases as unknown[])(name, guarded(make)),
  },
);
