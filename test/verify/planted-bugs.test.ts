/** Each planted bug must be caught by the property that is named, in the fewest steps. */
import { describe, expect, it } from 'vitest';
import { checkHistory } from '../../src/trace';
import { toHistory, toStory } from '../../src/verify';
import { verify } from '../../src/verify/proof/verify';
import { bugs } from '../lifecycle/planted-bugs';

describe('a planted bug is caught by its property', () => {
  it.each(Object.entries(bugs))('%s', async (_bug, { machine, property, length, visible }) => {
    const report = verify({ machine, only: [property], capabilities: [{}] });
    expect(report.holds).toBe(false);
    const [{ verdict, counterexample }] = report.properties as [(typeof report.properties)[0]];
    expect(verdict).toBe('violated');
    expect(counterexample?.steps).toHaveLength(length);

    const story = toStory(counterexample as NonNullable<typeof counterexample>);
    expect(story).toContain(`${length}. `);
    expect(story).toContain(`This violates ${property}: `);

    // What it shows to callers and polls is a history; some bugs show nothing that is not explained.
    const history = toHistory(counterexample as NonNullable<typeof counterexample>);
    expect((await checkHistory(history)).legal).toBe(!visible);
  });

  it('at least twenty of them, in every part of the proof', () => {
    const caughtBy = new Set(Object.values(bugs).map(({ property }) => property.split('.')[0]));
    expect(Object.keys(bugs).length).toBeGreaterThanOrEqual(20);
    expect(caughtBy.size).toBeGreaterThanOrEqual(12);
  });
});
