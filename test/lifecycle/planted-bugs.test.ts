/**
 * Each planted bug breaks the safety rule that is named on its script; the machine itself does not.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullCapabilities, lifecycleMachine } from '../../src/lifecycle';
import { amount } from '../tier';
import { eventOfLine } from './helpers';
import { bugs } from './planted-bugs';
import { safety, safetyRule } from './safety';
import { capabilities, follow, implementationOf, script, walk } from './walks';

const breaking = Object.entries(bugs).flatMap(([bug, { line, script: lines = '', machine }]) =>
  line === null ? [] : [{ bug, line, events: lines.split(', ').map(eventOfLine), machine }],
);

describe('a planted bug breaks its safety rule', () => {
  it.each(breaking)('$line: $bug', ({ line, events, machine }) => {
    const { check } = safetyRule(line);
    const problemsOf = (each: typeof machine) => {
      const implementation = implementationOf(each);
      const steps = follow(implementation, events, fullCapabilities);
      return [...check(steps, implementation)].filter((finding) => finding !== null);
    };
    expect(problemsOf(machine)).not.toEqual([]);
    expect(problemsOf(lifecycleMachine)).toEqual([]);
  });

  it('and there is at least one for every safety rule', () => {
    const lines = new Set(breaking.map(({ line }) => line));
    expect(Object.keys(safety).map((rule) => rule.split('.')[0])).toEqual(
      [...lines].sort((one, other) => Number(one) - Number(other)),
    );
  });
});

it('the machine itself keeps every safety rule on random walks', () => {
  const implementation = implementationOf(lifecycleMachine);
  fc.assert(
    fc.property(script, capabilities, (events, present) => {
      const steps = walk(implementation, events, present);
      for (const check of Object.values(safety)) {
        for (const finding of check(steps, implementation)) expect(finding).toBeNull();
      }
    }),
    { numRuns: amount({ usual: 10, deep: 600 }) },
  );
});
