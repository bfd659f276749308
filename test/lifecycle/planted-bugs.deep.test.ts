/** Random walks find each planted bug, with any of many seeds, by the safety rule that is named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sample } from '../tier';
import { bugs } from './planted-bugs';
import { safetyRule } from './safety';
import { capabilities, implementationOf, script, walk } from './walks';

const seeds = Array.from({ length: 16 }, (_, position) => position + 1);

const breaking = Object.entries(bugs).flatMap(([bug, { line, machine }]) =>
  line === null ? [] : [{ bug, line, machine }],
);

describe.each(breaking)('$line: $bug', ({ line, machine }) => {
  it.each(sample(seeds, 1))('is found with seed %d', (seed) => {
    const { rule, check } = safetyRule(line);
    const implementation = implementationOf(machine);
    const outcome = fc.check(
      fc.property(script, capabilities, (events, present) => {
        const steps = walk(implementation, events, present);
        for (const finding of check(steps, implementation)) expect(finding).toBeNull();
      }),
      { seed, numRuns: 4000, endOnFailure: true },
    );
    expect(outcome.failed, `no walk broke: ${rule}`).toBe(true);
    expect(outcome.errorInstance).toHaveProperty('name', 'AssertionError');
  });
});
