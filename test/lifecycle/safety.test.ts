/** Random walks keep the safety rules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount } from '../tier';
import { reachable } from './helpers';
import { safety } from './safety';
import { capabilities, library, script, walk } from './walks';

const numRuns = amount({ usual: 1000, deep: 3000 });

describe('every walk keeps the safety rules', () => {
  it.each(Object.entries(safety))('%s', (_rule, check) => {
    let premises = 0;
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        for (const finding of check(walk(library, events, present), library)) {
          premises += 1;
          // Without a matcher: there are hundreds of thousands of findings.
          if (finding !== null) throw new Error(finding);
        }
      }),
      { numRuns },
    );
    expect(premises, 'a rule without a premise proves nothing').toBeGreaterThan(20);
  });

  it('the walks reach every reachable pair of statuses', () => {
    const pairs = new Set<string>();
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        for (const { after } of walk(library, events, present)) {
          pairs.add(`${after.status}/${after.desiredStatus}`);
        }
      }),
      { numRuns: amount({ usual: 1000, deep: 3000 }) },
    );
    const all = new Set(reachable.map((each) => `${each.status}/${each.desiredStatus}`));
    expect([...pairs].sort()).toEqual([...all].sort());
  });
});
