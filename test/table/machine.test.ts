/**
 * The table says what the machine says: of every event, in every state, with every combination of
 * capabilities, by asking the machine itself.
 */
import { describe, expect, it } from 'vitest';
import {
  actions,
  type Capabilities,
  type Capability,
  type CompleteAction,
  createDeployment,
  type Deployment,
  decide,
  everyCapabilities,
  fullCapabilities,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { ask, type MachineAnswer } from '../../src/lifecycle/build/ask';
import type { Observation } from '../../src/lifecycle/observation';
import { refusals } from '../../src/lifecycle/rules/refusals';
import { compile, type Table, type TableVerdict } from '../../src/table';

type Event = CompleteAction | Observation;

const isAction = (event: Event): event is CompleteAction => event.type in actions;

/** An answer of the machine, and the capabilities that it has looked at to give it. */
interface Asked {
  readonly looked: ReadonlySet<Capability>;
  readonly present: Capabilities;
  readonly answer: MachineAnswer;
}

function askWatched(deployment: Deployment, event: Event, present: Capabilities): Asked {
  const looked = new Set<Capability>();
  const watched = new Proxy(present, {
    get(_, name: Capability) {
      looked.add(name);
      return present[name];
    },
  });
  return { looked, present, answer: ask(deployment, event, watched) };
}

const known = new Map<string, Asked[]>();

const questionOf = (deployment: Deployment, event: Event) => JSON.stringify([deployment, event]);

/** What the machine says; it is asked again only where it looks at a capability that differs. */
function answerOf(deployment: Deployment, event: Event, capabilities: Capabilities): MachineAnswer {
  const question = questionOf(deployment, event);
  const before = known.get(question) ?? [];
  const same = before.find(({ looked, present }) =>
    [...looked].every((name) => present[name] === capabilities[name]),
  );
  if (same !== undefined) return same.answer;
  const asked = askWatched(deployment, event, capabilities);
  known.set(question, [...before, asked]);
  return asked.answer;
}

function verdictOf(event: Event, { verdict, rule }: MachineAnswer): TableVerdict {
  const accepted = verdict === 'accept';
  if (!isAction(event)) return { accepted, rule, httpStatus: null, errorCode: null };
  if (accepted) return { accepted, rule, httpStatus: 202, errorCode: null };
  const { httpStatus, code } = refusals[rule as keyof typeof refusals];
  return { accepted, rule, httpStatus, errorCode: code };
}

/** What the table, and `decide` or `observe`, say of this event, where the machine says otherwise. */
function differences(table: Table, state: number, number: number): string[] {
  const { capabilities } = table;
  const deployment = table.decode(state);
  const event = table.decodeEvent(number);
  const answer = answerOf(deployment, event, capabilities);
  const result = isAction(event)
    ? decide(deployment, event, capabilities)
    : observe(deployment, event);
  const said = {
    table: [table.verdict(state, number), table.step(state, number)],
    core: [result.rule, result.accepted, result.deployment],
  };
  const expected = {
    table: [verdictOf(event, answer), table.encode(answer.deployment)],
    core: [answer.rule, answer.verdict === 'accept', answer.deployment],
  };
  if (JSON.stringify(said) === JSON.stringify(expected)) return [];
  return [`${JSON.stringify({ deployment, event, said, expected })}`];
}

describe.each(everyCapabilities)('the table with capabilities %o', (capabilities) => {
  const table = compile(capabilities);
  const states = Array.from({ length: table.stateCount }, (_, state) => state);
  const events = Array.from({ length: table.eventCount }, (_, event) => event);

  it('says what the machine says, and so do decide and observe', () => {
    expect(table.capabilities).toEqual(capabilities);
    const found = states.flatMap((state) =>
      events.flatMap((event) => differences(table, state, event)),
    );
    expect(found.slice(0, 3), `${found.length} differences`).toEqual([]);
  });

  it('has the states that can occur, and no others', () => {
    const decoded = states.map((state) => JSON.stringify(table.decode(state)));
    const possible = reachableDeployments(capabilities).map((each) => JSON.stringify(each));
    expect([...decoded].sort()).toEqual([...possible].sort());
  });

  it('leads from a pipeline that was never started to every state, and to no others', () => {
    const found = new Set([table.encode(createDeployment())]);
    for (const state of found) for (const event of events) found.add(table.step(state, event));
    expect([...found].sort((one, other) => one - other)).toEqual(states);
  });
});

describe('the capabilities that the machine looks at', () => {
  const fresh = createDeployment();
  const looked = (event: Event) => [...askWatched(fresh, event, fullCapabilities).looked];

  it('are seen: those that the action depends on, in this deployment', () => {
    expect(looked({ type: 'stop', force: false })).toEqual(['checkpointing']);
    expect(looked({ type: 'stop', force: true })).toEqual([]);
    const start = { type: 'start', bootstrapPolicy: 'allow', dismissError: true } as const;
    expect(looked({ ...start, initial: 'standby' })).toEqual(['standby']);
    expect(looked({ ...start, initial: 'paused' })).toEqual([]);
  });

  it('are none where it is told an observation', () => {
    const table = compile();
    for (let event = 0; event < table.eventCount; event += 1) {
      const observation = table.decodeEvent(event);
      if (isAction(observation)) continue;
      for (let state = 0; state < table.stateCount; state += 1) {
        const deployment = table.decode(state);
        answerOf(deployment, observation, fullCapabilities);
        const asked = known.get(questionOf(deployment, observation));
        expect(asked?.map(({ looked }) => looked.size)).toEqual([0]);
      }
    }
  });
});

describe('how many states there are', () => {
  it.each([
    [{}, 320],
    [{ standby: false }, 196],
    [{ suspendable: false }, 230],
    [{ checkpointing: false }, 230],
    [{ checkpointing: false, suspendable: false }, 230],
    [{ suspendable: false, standby: false }, 140],
    [{ checkpointing: false, standby: false }, 140],
    [{ checkpointing: false, suspendable: false, standby: false }, 140],
  ])('with %j: %d', (capabilities, count) => {
    expect(compile(capabilities).stateCount).toBe(count);
  });

  it('there are 48 events, whatever the capabilities', () => {
    expect(everyCapabilities.map((each) => compile(each).eventCount)).toEqual(
      new Array(8).fill(48),
    );
  });

  it('with every capability they are in 28 pairs of statuses', () => {
    const table = compile();
    const pairs = new Set<string>();
    for (let state = 0; state < table.stateCount; state += 1) {
      const { status, desiredStatus } = table.decode(state);
      pairs.add(`${status}/${desiredStatus}`);
    }
    expect(pairs.size).toBe(28);
  });
});
