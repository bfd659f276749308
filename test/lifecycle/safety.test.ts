import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachable } from './helpers';
import { safety } from './safety';
import { capabilities, library, script, walk } from './walks';

const runs = 1000;

describe('every walk keeps the safety rules', () => {
  it.each(Object.entries(safety))('%s', (_rule, check) => {
    let premises = 0;
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        for (const finding of check(walk(library, events, present), library)) {
          premises += 1;
          expect(finding).toBeNull();
        }
      }),
      { numRuns: runs },
    );
    expect(premises, 'a rule that is never put to the test proves nothing').toBeGreaterThan(20);
  });

  it('the walks come to every reachable pair of statuses', () => {
    const pairs = new Set<string>();
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        for (const { after } of walk(library, events, present)) {
          pairs.add(`${after.status}/${after.desiredStatus}`);
        }
      }),
      { numRuns: runs },
    );
    const all = new Set(reachable.map((each) => `${each.status}/${each.desiredStatus}`));
    expect([...pairs].sort()).toEqual([...all].sort());
  });
});
