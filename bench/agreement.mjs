/** Whether a contestant makes of every event of a sequence what the library makes of it. */
import { isDeepStrictEqual } from 'node:util';

/** Throws where it does not, naming the first event that they disagree on. */
export function checkAgreement(id, contestant, { name, steps, trail }) {
  let position = 0;
  for (const result of contestant.walk()) {
    const expected = trail[position];
    if (!isPartOf(result, expected)) {
      const event = JSON.stringify(steps?.[position].event ?? position);
      const said = `${JSON.stringify(result)}, not ${JSON.stringify(expected)}`;
      throw new Error(`${id} disagrees on event ${position} of ${name}, ${event}: ${said}`);
    }
    position += 1;
  }
  if (position !== trail.length) throw new Error(`${id} stopped at event ${position} of ${name}.`);
}

/** What a contestant says must be so; what it does not model, it leaves out. */
function isPartOf(result, expected) {
  return Object.entries(result).every(([field, value]) => {
    if (field === 'deployment') return isPartOf(value, expected.deployment);
    // The library words its reasons in its own way, and says more.
    return field === 'reason' || isDeepStrictEqual(value, expected[field]);
  });
}
