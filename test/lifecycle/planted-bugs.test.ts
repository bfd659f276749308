/** Each planted bug must be caught on random walks, by the safety rule that is named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifecycleMachine } from '../../src/lifecycle/machine/machine';
import { bugs } from './planted-bugs';
import { safety } from './safety';
import { capabilities, implementationOf, script, walk } from './walks';

describe('a planted bug is caught by the safety rule', () => {
  const numbered = Object.entries(bugs).flatMap(([bug, { line, machine }]) =>
    line === null ? [] : [[bug, line, machine] as const],
  );

  it.each(numbered)('%s', (_bug, line, machine) => {
    const [rule, check] = ruleOf(line);
    const implementation = implementationOf(machine);
    const outcome = fc.check(
      fc.property(script, capabilities, (events, present) => {
        const steps = walk(implementation, events, present);
        for (const finding of check(steps, implementation)) expect(finding).toBeNull();
      }),
      { numRuns: 4000, endOnFailure: true },
    );
    expect(outcome.failed, `no walk broke: ${rule}`).toBe(true);
    expect(outcome.errorInstance).toHaveProperty('name', 'AssertionError');
  });

  it('without a bug, the machine asked directly keeps every rule', () => {
    const implementation = implementationOf(lifecycleMachine);
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        const steps = walk(implementation, events, present);
        for (const check of Object.values(safety)) {
          for (const finding of check(steps, implementation)) expect(finding).toBeNull();
        }
      }),
      { numRuns: 150 },
    );
  });
});

function ruleOf(number: string) {
  const found = Object.entries(safety).find(([name]) => name.startsWith(`${number}. `));
  if (found === undefined) throw new Error(`There is no safety rule ${number}.`);
  return found;
}
