/** The table gives the answers of decide and observe, in every state, with any capabilities. */
import { describe, expect, it } from 'vitest';
import {
  actions,
  type CompleteAction,
  createDeployment,
  type Decision,
  decide,
  everyCapabilities,
  type Observation,
  type Outcome,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { compile, type Table, type TableVerdict } from '../../src/table';

type Event = CompleteAction | Observation;

const isAction = (event: Event): event is CompleteAction => event.type in actions;

function verdictOf(result: Decision | Outcome): TableVerdict {
  const { accepted, rule } = result;
  if (!('httpStatus' in result)) return { accepted, rule, httpStatus: null, errorCode: null };
  const errorCode = result.accepted ? null : result.error.error_code;
  return { accepted, rule, httpStatus: result.httpStatus, errorCode };
}

/** Returns the difference between the table and the core about this event, if there is one. */
function differenceIn(table: Table, state: number, number: number): string | undefined {
  const { capabilities } = table;
  const deployment = table.decode(state);
  const event = table.decodeEvent(number);
  const result = isAction(event)
    ? decide(deployment, event, capabilities)
    : observe(deployment, event);
  const found = JSON.stringify([table.verdict(state, number), table.step(state, number)]);
  const expected = JSON.stringify([verdictOf(result), table.encode(result.deployment)]);
  if (found === expected) return undefined;
  return JSON.stringify({ deployment, event, found, expected });
}

describe.each(everyCapabilities)('the table with capabilities %o', (capabilities) => {
  const table = compile(capabilities);
  const states = Array.from({ length: table.stateCount }, (_, state) => state);
  const events = Array.from({ length: table.eventCount }, (_, event) => event);

  it('gives the answers of decide and observe', () => {
    expect(table.capabilities).toEqual(capabilities);
    const found = states.flatMap((state) =>
      events.flatMap((event) => differenceIn(table, state, event) ?? []),
    );
    expect(found.slice(0, 3), `${found.length} differences`).toEqual([]);
  });

  it('has the states that can occur, and no others', () => {
    const decoded = states.map((state) => JSON.stringify(table.decode(state)));
    const possible = reachableDeployments(capabilities).map((each) => JSON.stringify(each));
    expect([...decoded].sort()).toEqual([...possible].sort());
  });

  it('leads from a pipeline that was never started to every state', () => {
    const found = new Set([table.encode(createDeployment())]);
    for (const state of found) for (const event of events) found.add(table.step(state, event));
    expect([...found].sort((one, other) => one - other)).toEqual(states);
  });
});

describe('a table', () => {
  it.each([
    [{}, 320],
    [{ standby: false }, 196],
    [{ suspendable: false }, 230],
    [{ checkpointing: false }, 230],
    [{ checkpointing: false, suspendable: false }, 230],
    [{ suspendable: false, standby: false }, 140],
    [{ checkpointing: false, standby: false }, 140],
    [{ checkpointing: false, suspendable: false, standby: false }, 140],
  ])('with %j has %d states', (capabilities, count) => {
    expect(compile(capabilities).stateCount).toBe(count);
  });

  it('has 59 events, whatever the capabilities', () => {
    expect(everyCapabilities.map((each) => compile(each).eventCount)).toEqual(
      new Array(8).fill(59),
    );
  });

  it('with every capability has states in 28 pairs of statuses', () => {
    const table = compile();
    const pairs = new Set<string>();
    for (let state = 0; state < table.stateCount; state += 1) {
      const { status, desiredStatus } = table.decode(state);
      pairs.add(`${status}/${desiredStatus}`);
    }
    expect(pairs.size).toBe(28);
  });
});
