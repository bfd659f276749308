/** The moments of any history are in an order that its times allow. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lanesOf } from '../../../src/diagrams/history/lanes';
import { type Moment, momentsOf } from '../../../src/diagrams/history/moments';
import { reconstruct } from '../../../src/trace';
import { amount } from '../../tier';

/** Calls that are legal wherever they are decided: an unknown pipeline changes nothing. */
const anyCall = fc.record({
  began: fc.integer({ min: 0, max: 12 }),
  lasts: fc.integer({ min: 0, max: 8 }),
  kind: fc.constantFrom('timed', 'timed', 'timed', 'lost', 'givenUp', 'note'),
});

function lineOf({ began, lasts, kind }: { began: number; lasts: number; kind: string }): string {
  const ended = began + lasts;
  if (kind === 'note') return JSON.stringify({ note: 'a note' });
  if (kind === 'lost') return JSON.stringify({ call: 'start', began });
  if (kind === 'givenUp') return JSON.stringify({ call: 'start', began, ended });
  return JSON.stringify({ call: 'start', answer: 404, began, ended });
}

const untimed = '{"call":"start","answer":404}';

/** Times of the beginnings and ends, where lines without times have none. */
function timesOf(moments: readonly Moment[]): readonly number[] {
  return moments.flatMap((moment) => {
    if (moment.type !== 'began' && moment.type !== 'ended') return [];
    const { times } = moment.of.entry;
    if (times === null) return [];
    const { began, ended, gaveUp } = times;
    if (moment.type === 'began') return [began];
    return [ended === Infinity ? (gaveUp ?? began) : ended];
  });
}

it('lines begin, are decided and end in the order of their times', () => {
  const property = fc.property(
    fc.array(anyCall, { minLength: 1, maxLength: 8 }),
    fc.array(anyCall, { maxLength: 4 }),
    fc.boolean(),
    (first, second, isParted) => {
      const later = second.map((each) => ({ ...each, began: each.began + 12 }));
      const parted = isParted ? [untimed, untimed] : [];
      const history = [untimed, ...first.map(lineOf), ...parted, ...later.map(lineOf)];
      const { lines, violation } = reconstruct(history);
      expect(violation).toBeNull();
      const moments = momentsOf(lines);
      const times = timesOf(moments);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      const decisions = moments.flatMap((each) => (each.type === 'decided' ? [each.of.line] : []));
      const decided = lines.flatMap(({ line, isDecided }) => (isDecided ? [line] : []));
      expect(decisions).toEqual(decided);
      for (const { line, entry } of lines) {
        const own = moments.flatMap((each) => (placeOf(each) === line ? [each.type] : []));
        if (entry.kind === 'note') expect(own).toEqual(['noted']);
        else if (entry.kind === 'call' && entry.answer !== null) {
          expect(own.filter((type) => type !== 'assumed')).toEqual(['began', 'decided', 'ended']);
        }
      }
      expectOneLineForEachUser(moments);
    },
  );
  fc.assert(property, { numRuns: amount({ usual: 50, deep: 2_000 }) });
});

function placeOf(moment: Moment): number {
  return moment.type === 'noted' ? moment.line : moment.of.line;
}

function expectOneLineForEachUser(moments: readonly Moment[]): void {
  const { userOf, users } = lanesOf(moments);
  const busy = new Map<string, number>();
  let most = 1;
  for (const moment of moments) {
    if (moment.type !== 'began' && moment.type !== 'ended') continue;
    const user = userOf(moment.of);
    if (moment.type === 'began') {
      expect(busy.get(user)).toBeUndefined();
      busy.set(user, moment.of.line);
    } else {
      expect(busy.get(user)).toBe(moment.of.line);
      busy.delete(user);
    }
    most = Math.max(most, busy.size);
  }
  expect(users).toHaveLength(most);
}
