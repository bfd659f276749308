/**
 * The examples of the testing kit under three test frameworks, each of which finds a planted bug,
 * and the example of a store.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InstalledExamples, programOf } from './examples';

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

it('a store passes each check as a test of its own', () => {
  examples.expectStoreToPass();
});

// The compiler of CommonJS takes a private field for the exported binding of the same name, and
// writes to it.
it('no CommonJS file of the build assigns its exports where it should set a private field', () => {
  const wrong = examples.commonJs.flatMap((text) => text.match(/#\w+ = exports\.\w+/g) ?? []);
  expect(examples.commonJs.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});

it('a framework that is missing is named, with what to do', () => {
  expect(() => programOf('no-such-framework', 'bin.js')).toThrow(
    'no-such-framework is missing: it is a dev dependency, so run `npm install`.',
  );
});
