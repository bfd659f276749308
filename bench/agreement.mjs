/** Checks that a contestant agrees with the library on every event of a sequence. */
import { isDeepStrictEqual } from 'node:util';
import { contestants } from './contestants.mjs';

/** Throws an error that names the first event on which they disagree. */
export function checkAgreement(id, contestant, { name, steps, trail }) {
  let position = 0;
  for (const result of contestant.walk()) {
    const expected = trail[position];
    if (!isPartOf(result, expected, contestants[id]?.agrees.endsWith('the reason'))) {
      const event = JSON.stringify(steps?.[position].event ?? position);
      const said = `${JSON.stringify(result)}, not ${JSON.stringify(expected)}`;
      throw new Error(`${id} disagrees on event ${position} of ${name}, ${event}: ${said}`);
    }
    position += 1;
  }
  if (position !== trail.length) throw new Error(`${id} stopped at event ${position} of ${name}.`);
}

/** Compares only what the contestant models. */
function isPartOf(result, expected, withReason) {
  return Object.entries(result).every(([field, value]) => {
    if (field === 'deployment') return isPartOf(value, expected.deployment, true);
    // Some give reasons of their own, in fewer words than the library.
    return (field === 'reason' && !withReason) || isDeepStrictEqual(value, expected[field]);
  });
}
