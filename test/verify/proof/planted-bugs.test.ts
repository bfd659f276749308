/** Each planted bug is found by the property that is named, in the fewest steps. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../../../src/trace';
import { type Counterexample, toHistory, toStory, verify } from '../../../src/verify';
import { bugs } from '../../lifecycle/planted-bugs';
import { isLong } from '../../tier';
import { fewestStates } from '../explored';

// XState is asked about every event in every state, which takes a second for one machine.
const tried = Object.entries(bugs).filter(
  ([bug]) => isLong || bug === 'start is accepted while stopping',
);
const capabilities = [isLong ? {} : fewestStates];

describe('a planted bug is found by its property', () => {
  it.each(tried)('%s', async (_bug, { machine, property, length, visible }) => {
    const report = verify({ machine, only: [property], capabilities });
    expect(report.holds).toBe(false);
    expect(report.properties).toMatchObject([{ verdict: 'violated' }]);
    const counterexample = report.properties[0]?.counterexample as Counterexample;
    expect(counterexample.steps).toHaveLength(length);

    const story = toStory(counterexample);
    expect(story).toContain(`${length}. `);
    expect(story).toContain(`This violates ${property}: `);

    // Callers and polls see only some of the bugs.
    const { legal } = await checkHistory(toHistory(counterexample));
    expect(legal).toBe(!visible);
  });

  it('and there are at least twenty, for every part of the proof', () => {
    const foundBy = new Set(Object.values(bugs).map(({ property }) => property.split('.')[0]));
    expect(Object.keys(bugs).length).toBeGreaterThanOrEqual(20);
    expect(foundBy.size).toBeGreaterThanOrEqual(12);
  });
});
