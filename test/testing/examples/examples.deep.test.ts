/**
 * The examples of the testing kit under three test frameworks, each of which finds a planted bug.
 */
import { afterAll, beforeAll, it } from 'vitest';
import { InstalledExamples } from './examples';

let examples: InstalledExamples;
beforeAll(() => {
  examples = new InstalledExamples();
});
afterAll(() => examples?.remove());

it.each(['node', 'vitest', 'jest'] as const)(
  'a pipeline passes a property and each rule as a test of its own, under %s',
  (framework) => examples.expectToPass(framework),
);

it('a store that takes every name for free fails, and the message says what was seen', () => {
  examples.expectToFindTakenName();
});

it.each(['node', 'vitest', 'jest'] as const)(
  'a pipeline that forgets a forced stop fails, and is told the story, under %s',
  (framework) => examples.expectToFindForgottenStop(framework),
);
