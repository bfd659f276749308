/**
 * The table: `step` and `stepFleet` of this library, and the same with a bare array, which is the
 * limit. The arrays are module constants, because those are fastest.
 */
import { compile } from 'pipeline-lifecycle/table';
import { randomFrom } from '../random.mjs';

const table = compile();
const { stateCount, eventCount } = table;
const flagShift = 15;
const refusedBit = 1 << flagShift;
const stateMask = refusedBit - 1;

/**
 * The next state, by event and state; `flagged` adds a bit if the event is refused. By state and
 * event, a loop would be slower by a third, because the multiplication would have to wait for the
 * state.
 */
const bare = new Uint16Array(stateCount * eventCount);
const flagged = new Uint16Array(stateCount * eventCount);
for (let event = 0; event < eventCount; event += 1) {
  for (let state = 0; state < stateCount; state += 1) {
    const after = table.step(state, event);
    const { accepted } = table.verdict(state, event);
    bare[event * stateCount + state] = after;
    flagged[event * stateCount + state] = accepted ? after : after | refusedBit;
  }
}

function deploymentOf(after) {
  const { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved } =
    table.decode(after);
  return { status, desiredStatus, initial, bootstrapPolicy, bootstrapApproved };
}

function stepping({ steps, start }, next, replayFrom, said = () => ({})) {
  const first = table.encode(start);
  const events = Uint8Array.from(steps, ({ kind }) => kind);
  return {
    *walk() {
      let state = first;
      for (const event of events) {
        const after = next(state, event);
        yield { ...said(state, event), deployment: deploymentOf(after) };
        state = after;
      }
    },
    replay: () => replayFrom(first, events),
  };
}

export const step = (sequence) =>
  stepping(
    sequence,
    table.step,
    (first, events) => {
      let state = first;
      for (let position = 0; position < events.length; position += 1) {
        state = table.step(state, events[position]);
      }
      return state;
    },
    (state, event) => {
      const { accepted, rule } = table.verdict(state, event);
      return { accepted, rule };
    },
  );

export const rawFlagged = (sequence) =>
  stepping(
    sequence,
    (state, event) => flagged[event * stateCount + state] & stateMask,
    (first, events) => {
      let state = first;
      let refusals = 0;
      for (let position = 0; position < events.length; position += 1) {
        const entry = flagged[events[position] * stateCount + state];
        refusals += entry >>> flagShift;
        state = entry & stateMask;
      }
      return state * events.length + refusals;
    },
  );

export const raw = (sequence) =>
  stepping(
    sequence,
    (state, event) => bare[event * stateCount + state],
    (first, events) => {
      let state = first;
      for (let position = 0; position < events.length; position += 1) {
        state = bare[events[position] * stateCount + state];
      }
      return state;
    },
  );

function fleet({ size, seeds, trail }, sweep) {
  const [state, event] = [randomFrom(seeds.states), randomFrom(seeds.events)];
  const first = Uint16Array.from({ length: size }, () => state(stateCount));
  const events = Uint8Array.from({ length: size }, () => event(eventCount));
  const states = new Uint16Array(size);
  return {
    *walk() {
      states.set(first);
      sweep(states, events);
      for (let machine = 0; machine < trail.length; machine += 1) {
        yield { state: states[machine] };
      }
    },
    /** The number of events in one replay. */
    count: size,
    /** Runs before the clock starts. */
    reset: () => states.set(first),
    replay: () => sweep(states, events),
  };
}

export const stepFleet = (sequence) => fleet(sequence, table.stepFleet);

export const rawFleet = (sequence) =>
  fleet(sequence, (states, events) => {
    let refusals = 0;
    for (let machine = 0; machine < states.length; machine += 1) {
      const entry = flagged[events[machine] * stateCount + states[machine]];
      // Without a branch, which the processor would mispredict every few machines.
      refusals += entry >>> flagShift;
      states[machine] = entry & stateMask;
    }
    return refusals;
  });
