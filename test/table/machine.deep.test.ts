/**
 * The table gives the answers of the machine itself: to every event, in every state, with every
 * combination of capabilities.
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
  refusals,
} from '../../src/lifecycle';
import { ask, type MachineAnswer } from '../../src/lifecycle/build';
import type { Observation } from '../../src/lifecycle/observation';
import { compile, type Table, type TableVerdict } from '../../src/table';

type Event = CompleteAction | Observation;

const isAction = (event: Event): event is CompleteAction => event.type in actions;

/** An answer of the machine, and the capabilities that it has read to give it. */
interface Asked {
  readonly read: ReadonlySet<Capability>;
  readonly present: Capabilities;
  readonly answer: MachineAnswer;
}

function askWatched(deployment: Deployment, event: Event, present: Capabilities): Asked {
  const read = new Set<Capability>();
  const watched = new Proxy(present, {
    get(_, name: Capability) {
      read.add(name);
      return present[name];
    },
  });
  return { read, present, answer: ask(deployment, event, watched) };
}

const known = new Map<string, Asked[]>();

const questionOf = (deployment: Deployment, event: Event) => JSON.stringify([deployment, event]);

/**
 * Returns the answer of the machine; it is asked again only if a capability that it reads differs.
 */
function answerOf(deployment: Deployment, event: Event, capabilities: Capabilities): MachineAnswer {
  const question = questionOf(deployment, event);
  const before = known.get(question) ?? [];
  const same = before.find(({ read, present }) =>
    [...read].every((name) => present[name] === capabilities[name]),
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

/**
 * Returns the difference of the table, or of decide and observe, from the machine, if there is one.
 */
function differences(table: Table, state: number, number: number): string[] {
  const { capabilities } = table;
  const deployment = table.decode(state);
  const event = table.decodeEvent(number);
  const answer = answerOf(deployment, event, capabilities);
  const result = isAction(event)
    ? decide(deployment, event, capabilities)
    : observe(deployment, event);
  const found = {
    table: [table.verdict(state, number), table.step(state, number)],
    core: [result.rule, result.accepted, result.deployment],
  };
  const expected = {
    table: [verdictOf(event, answer), table.encode(answer.deployment)],
    core: [answer.rule, answer.verdict === 'accept', answer.deployment],
  };
  if (JSON.stringify(found) === JSON.stringify(expected)) return [];
  return [`${JSON.stringify({ deployment, event, found, expected })}`];
}

describe.each(everyCapabilities)('the table with capabilities %o', (capabilities) => {
  const table = compile(capabilities);
  const states = Array.from({ length: table.stateCount }, (_, state) => state);
  const events = Array.from({ length: table.eventCount }, (_, event) => event);

  it('gives the answers of the machine, and so do decide and observe', () => {
    expect(table.capabilities).toEqual(capabilities);
    const found = states.flatMap((state) =>
      events.flatMap((event) => differences(table, state, event)),
    );
    expect(found.slice(0, 3), `${found.length} differences`).toEqual([]);
  });
});

describe('the capabilities that the machine reads', () => {
  const fresh = createDeployment();
  const read = (event: Event) => [...askWatched(fresh, event, fullCapabilities).read];

  it('are those that the action depends on, in this deployment', () => {
    expect(read({ type: 'stop', force: false })).toEqual(['checkpointing']);
    expect(read({ type: 'stop', force: true })).toEqual([]);
    const start = { type: 'start', bootstrapPolicy: 'allow', dismissError: true } as const;
    expect(read({ ...start, initial: 'standby' })).toEqual(['standby']);
    expect(read({ ...start, initial: 'paused' })).toEqual([]);
  });

  it('do not include any for an observation', () => {
    const table = compile();
    for (let event = 0; event < table.eventCount; event += 1) {
      const observation = table.decodeEvent(event);
      if (isAction(observation)) continue;
      for (let state = 0; state < table.stateCount; state += 1) {
        const deployment = table.decode(state);
        answerOf(deployment, observation, fullCapabilities);
        const asked = known.get(questionOf(deployment, observation));
        expect(asked?.map(({ read }) => read.size)).toEqual([0]);
      }
    }
  });
});
