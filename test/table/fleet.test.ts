/** Stepping a fleet: the same as stepping one by one, with a count of refusals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyCapabilities } from '../../src/lifecycle';
import { compile, type Table } from '../../src/table';

const tables = everyCapabilities.map((each) => compile(each));
const full = compile();

/** Returns a state and an event of a table for each pair of numbers. */
function fleetOf(table: Table, choices: readonly (readonly [number, number])[]) {
  return {
    states: Uint16Array.from(choices, ([state]) => state % table.stateCount),
    events: choices.map(([, event]) => event % table.eventCount),
  };
}

const choices = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 300, size: 'max' });

describe('stepFleet', () => {
  it.each([
    ['Uint8Array', Uint8Array],
    ['Uint16Array', Uint16Array],
  ])('steps each state by its event, for events in a %s', (_name, Events) => {
    fc.assert(
      fc.property(fc.constantFrom(...tables), choices, (table, chosen) => {
        const { states, events } = fleetOf(table, chosen);
        const expected = Array.from(states, (state, at) => table.step(state, events[at] as number));
        const refused = Array.from(states).filter(
          (state, at) => !table.verdict(state, events[at] as number).accepted,
        );
        const given = Events.from(events);
        expect(table.stepFleet(states, given)).toBe(refused.length);
        expect([...states]).toEqual(expected);
        expect([...given]).toEqual(events);
      }),
    );
  });

  it('steps every state by every event', () => {
    for (const table of tables) {
      const { stateCount, eventCount } = table;
      for (let event = 0; event < eventCount; event += 1) {
        const states = Uint16Array.from({ length: stateCount }, (_, state) => state);
        const refused = table.stepFleet(states, new Uint8Array(stateCount).fill(event));
        let expected = 0;
        states.forEach((after, state) => {
          if (after !== table.step(state, event)) throw new Error(`${state} by ${event}`);
          if (!table.verdict(state, event).accepted) expected += 1;
        });
        expect(refused).toBe(expected);
      }
    }
  });

  it('takes empty arrays, and parts of longer ones', () => {
    expect(full.stepFleet(new Uint16Array(), new Uint8Array())).toBe(0);
    expect(full.stepFleet(new Uint16Array(0), new Uint16Array(0))).toBe(0);
    const states = new Uint16Array(4);
    const start = full.encodeEvent({ type: 'start' });
    const events = new Uint8Array(4).fill(start);
    expect(full.stepFleet(states.subarray(1, 3), events.subarray(1, 3))).toBe(0);
    const after = full.step(0, start);
    expect([...states]).toEqual([0, after, after, 0]);
  });

  it('takes a Buffer of events, which is a Uint8Array', () => {
    const start = full.encodeEvent({ type: 'start' });
    const states = new Uint16Array(1);
    expect(full.stepFleet(states, Buffer.from([start]))).toBe(0);
    expect(states[0]).toBe(full.step(0, start));
  });

  it('counts a million refusals', () => {
    const resume = full.encodeEvent({ type: 'resume' });
    const events = new Uint8Array(1_000_000).fill(resume);
    expect(full.stepFleet(new Uint16Array(events.length), events)).toBe(events.length);
  });
});

describe('a number that stands for no state or event', () => {
  const start = full.encodeEvent({ type: 'start' });
  const started = full.step(0, start);

  it.each([
    ['state', [0, 0, full.stateCount, 0, 0], [start, start, start, start, start], full.stateCount],
    ['state', [0, 0, 65535, 0, 0], [start, start, start, start, start], 65535],
    ['event', [0, 0, 0, 0, 0], [start, start, full.eventCount, start, start], full.eventCount],
    ['event', [0, 0, 0, 0, 0], [start, start, 255, start, start], 255],
  ])('as %s is an error, after the states before it were advanced', (field, from, by, value) => {
    const states = Uint16Array.from(from);
    const last = (field === 'state' ? full.stateCount : full.eventCount) - 1;
    for (const Events of [Uint8Array, Uint16Array]) {
      states.set(from);
      expect(() => full.stepFleet(states, Events.from(by))).toThrow(
        expect.objectContaining({
          name: 'InvalidInputError',
          field,
          value,
          allowed: `a whole number from 0 to ${last}`,
        }),
      );
      expect([...states]).toEqual([started, started, from[2], 0, 0]);
    }
  });

  it('may be one in a table with more states', () => {
    const fewer = compile({ standby: false });
    const states = Uint16Array.of(fewer.stateCount - 1, fewer.stateCount);
    expect(() => fewer.stepFleet(states, new Uint8Array(2))).toThrow('from 0 to 195');
  });

  it('as state is named first if both are wrong', () => {
    const act = () => full.stepFleet(Uint16Array.of(999), Uint16Array.of(999));
    expect(act).toThrow(expect.objectContaining({ field: 'state', value: 999 }));
  });
});

describe('arrays of another type or length', () => {
  const states = new Uint16Array(2);
  const events = new Uint8Array(2);

  it.each([
    [[0, 0], events, 'states', 'a Uint16Array'],
    [new Uint8Array(2), events, 'states', 'a Uint16Array'],
    [new Int16Array(2), events, 'states', 'a Uint16Array'],
    [new Uint32Array(2), events, 'states', 'a Uint16Array'],
    [{ length: 0 }, events, 'states', 'a Uint16Array'],
    ['', events, 'states', 'a Uint16Array'],
    [null, events, 'states', 'a Uint16Array'],
    [undefined, undefined, 'states', 'a Uint16Array'],
    [states, [0, 0], 'events', 'a Uint8Array or Uint16Array'],
    [states, new Int8Array(2), 'events', 'a Uint8Array or Uint16Array'],
    [states, new Uint8ClampedArray(2), 'events', 'a Uint8Array or Uint16Array'],
    [states, new Float64Array(2), 'events', 'a Uint8Array or Uint16Array'],
    [states, events.buffer, 'events', 'a Uint8Array or Uint16Array'],
    [states, null, 'events', 'a Uint8Array or Uint16Array'],
    [states, undefined, 'events', 'a Uint8Array or Uint16Array'],
  ])('are refused by name: case %$', (badStates, badEvents, field, allowed) => {
    const value = field === 'states' ? badStates : badEvents;
    expect(() => full.stepFleet(badStates as never, badEvents as never)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', field, value, allowed }),
    );
  });

  it.each([0, 1, 3])(
    'are refused if there are %d events for two states, before any step',
    (length) => {
      const before = Uint16Array.of(1, 2);
      for (const Events of [Uint8Array, Uint16Array]) {
        expect(() => full.stepFleet(before, new Events(length))).toThrow(
          expect.objectContaining({
            name: 'InvalidInputError',
            field: 'events.length',
            value: length,
            allowed: 'as long as states, which has 2',
          }),
        );
      }
      expect([...before]).toEqual([1, 2]);
    },
  );
});
