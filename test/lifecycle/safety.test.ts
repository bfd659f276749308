/** Random walks keep the safety rules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount } from '../tier';
import { reachable } from './helpers';
import { safety } from './safety';
import { capabilities, library, script, walk } from './walks';

const numRuns = amount({ usual: 500, deep: 3000 });

describe('every walk keeps the safety rules', () => {
  const rules = Object.entries(safety);
  const premises = new Map<string, number>();

  it('whichever actions and observations come, with any capabilities', () => {
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        const walked = walk(library, events, present);
        for (const [rule, check] of rules) {
          for (const finding of check(walked, library)) {
            premises.set(rule, (premises.get(rule) ?? 0) + 1);
            // Without a matcher: there are hundreds of thousands of findings.
            if (finding !== null) throw new Error(`${rule}: ${finding}`);
          }
        }
      }),
      { numRuns },
    );
  });

  it.each(rules)('%s: a rule without a premise proves nothing', (rule) => {
    expect(premises.get(rule)).toBeGreaterThan(20);
  });

  it('the walks reach every reachable pair of statuses', () => {
    const pairs = new Set<string>();
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        for (const { after } of walk(library, events, present)) {
          pairs.add(`${after.status}/${after.desiredStatus}`);
        }
      }),
      { numRuns },
    );
    const all = new Set(reachable.map((each) => `${each.status}/${each.desiredStatus}`));
    expect([...pairs].sort()).toEqual([...all].sort());
  });
});
