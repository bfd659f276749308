/** The example of a store under the test runner of Node. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InstalledExamples, programOf } from './examples';

let examples: InstalledExamples;
beforeAll(() => {
  examples = new InstalledExamples();
});
afterAll(() => examples?.remove());

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
