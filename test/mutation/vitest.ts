/**
 * vitest for the tests that are put to mutants. A mutant can break what a suite is made from,
 * before there is any test in it: Stryker would take it for a file without tests, and the mutant
 * for one that survived. Here a suite that cannot be made has one test, which fails.
 */
import { describe as describeSuite, test } from 'vitest';

export * from 'vitest';

type Factory = (...args: never[]) => void;

/** The suite's own factory, but what it throws becomes a test that throws it. */
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

/** As vitest's, where a factory that throws makes a failing test. */
export const describe = Object.assign(
  (name: string, make: Factory) => describeSuite(name, guarded(make)),
  {
    each: (cases: readonly unknown[]) => (name: string, make: Factory) =>
      describeSuite.each(cases as unknown[])(name, guarded(make)),
  },
);
