/** States and events as numbers and back, and the objects that a table returns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  actionTypes,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observationTypes,
  observe,
  parseDeployment,
} from '../../src/lifecycle';
import { everyObservation, representative } from '../../src/lifecycle/compiled';
import type { Observation } from '../../src/lifecycle/observation';
import { rules } from '../../src/lifecycle/rules';
import { compile, type Table, type TableVerdict } from '../../src/table';
import { isDeeplyFrozen } from '../lifecycle/helpers';
import { capabilities, library, script, walk } from '../lifecycle/walks';
import { amount } from '../tier';

const tables = everyCapabilities.map((each) => compile(each));
const full = compile();

const numbersBelow = (count: number) => Array.from({ length: count }, (_, number) => number);
const statesOf = (table: Table) => numbersBelow(table.stateCount);
const eventsOf = (table: Table) => numbersBelow(table.eventCount);

const count = fc.oneof(
  fc.nat({ max: 3 }),
  fc.nat(),
  fc.constant(2 ** 32),
  fc.constant(Number.MAX_SAFE_INTEGER - 1),
);
const error = fc.record({
  message: fc.string(),
  error_code: fc.string(),
  details: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })) as fc.Arbitrary<object>,
});

describe('compile', () => {
  it('returns the same frozen table for the same capabilities', () => {
    expect(full).toBe(compile({}));
    expect(full).toBe(compile(undefined));
    expect(full).toBe(compile(fullCapabilities));
    expect(full).toBe(compile({ standby: true, checkpointing: undefined as never }));
    for (const [position, each] of everyCapabilities.entries()) {
      expect(compile({ ...each })).toBe(tables[position]);
    }
    expect(new Set(tables).size).toBe(8);
    for (const table of tables) expect(isDeeplyFrozen(table)).toBe(true);
  });

  it('returns a table with all three capabilities', () => {
    expect(tables.map((table) => table.capabilities)).toEqual(everyCapabilities);
    expect(compile({ standby: false }).capabilities).toEqual({
      checkpointing: true,
      suspendable: true,
      standby: false,
    });
  });

  it('returns functions that can be taken out of the table', () => {
    const { encode, decode, step, verdict } = full;
    const start = full.encodeEvent({ type: 'start' });
    const after = step(encode(createDeployment()), start);
    expect(decode(after).desiredStatus).toBe('Running');
    expect(verdict(after, start).rule).toBe('start.alreadyStarted');
  });
});

describe('a state', () => {
  it.each(tables)('is that of the deployment that stands for it', (table) => {
    for (const state of statesOf(table)) {
      const deployment = table.decode(state);
      expect(table.encode(deployment)).toBe(state);
      expect(table.encode({ ...deployment })).toBe(state);
      expect(table.encode(JSON.parse(JSON.stringify(deployment)))).toBe(state);
    }
  });

  it('stands for a deployment that is frozen, of generation 1, and the same each time', () => {
    for (const state of statesOf(full)) {
      const deployment = full.decode(state);
      expect(isDeeplyFrozen(deployment)).toBe(true);
      expect(deployment.generation).toBe(1);
      expect(full.decode(state)).toBe(deployment);
      expect(representative(deployment)).toEqual(deployment);
      expect(parseDeployment(deployment)).toEqual(deployment);
    }
  });

  it('stands for all deployments that differ only in their data', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tables),
        fc.nat(),
        error,
        count,
        count,
        (table, any, failure, checkpoint, generation) => {
          const state = any % table.stateCount;
          const own = table.decode(state);
          const deployment: Deployment = {
            ...own,
            error: own.error && (failure as Deployment['error']),
            checkpoint: own.checkpoint && checkpoint,
            generation: Math.max(1, generation),
          };
          expect(table.encode(deployment)).toBe(state);
          expect(table.encode(parseDeployment(deployment))).toBe(state);
          expect(Object.isFrozen(deployment)).toBe(false);
        },
      ),
      { numRuns: amount({ usual: 200, deep: 2000 }) },
    );
  });

  it('with checkpoint 0 is the state with any checkpoint, not that without one', () => {
    const stopped = { ...createDeployment(), generation: 1 };
    const none = full.encode(stopped);
    expect(full.encode({ ...stopped, checkpoint: 0 })).not.toBe(none);
    expect(full.encode({ ...stopped, checkpoint: 0 })).toBe(
      full.encode({ ...stopped, checkpoint: 9 }),
    );
  });

  it('is the same before the first generation and after it', () => {
    const fresh = createDeployment();
    for (const table of tables) {
      expect(table.encode(fresh)).toBe(table.encode({ ...fresh, generation: 1 }));
    }
  });
});

describe('an event', () => {
  it('is that of the action or observation that stands for it', () => {
    for (const table of tables) {
      const events = eventsOf(table);
      expect(events.map((event) => table.encodeEvent(table.decodeEvent(event)))).toEqual(events);
    }
  });

  it('stands for an action or an observation that is frozen, and the same each time', () => {
    for (const event of eventsOf(full)) {
      expect(isDeeplyFrozen(full.decodeEvent(event))).toBe(true);
      expect(full.decodeEvent(event)).toBe(full.decodeEvent(event));
    }
  });

  it('is a complete action, or an observation of no, the same or another generation', () => {
    const all = eventsOf(full).map((event) => full.decodeEvent(event));
    expect(all.slice(0, everyAction.length)).toEqual(everyAction);
    const seen = all.slice(everyAction.length) as Observation[];
    const types = [...new Set(everyObservation.map(({ type }) => type))];
    expect(seen.map(({ type }) => type)).toEqual(types.flatMap((type) => [type, type, type]));
    seen.forEach(({ generation }, position) => {
      expect(generation).toBe([undefined, 1, 0][position % 3]);
    });
  });

  it('of an action without its defaults is that of the complete action', () => {
    const pairs: [Action, Action][] = [
      [
        { type: 'start' },
        {
          type: 'start',
          initial: 'running',
          bootstrapPolicy: 'await_approval',
          dismissError: true,
        },
      ],
      [{ type: 'stop' }, { type: 'stop', force: false }],
      [{ type: 'activate' }, { type: 'activate', initial: 'running' }],
      [
        { type: 'stop', force: undefined },
        { type: 'stop', force: false },
      ],
    ];
    for (const [given, complete] of pairs) {
      expect(full.encodeEvent(given)).toBe(full.encodeEvent(complete));
      // The generation does not matter to actions.
      expect(full.encodeEvent(given, 7)).toBe(full.encodeEvent(complete));
    }
    expect(full.encodeEvent({ type: 'stop', force: true })).not.toBe(
      full.encodeEvent({ type: 'stop' }),
    );
  });

  it.each([
    [undefined, undefined, 'no'],
    [1, undefined, 'the same'],
    [0, undefined, 'another'],
    [2, undefined, 'another'],
    [undefined, 7, 'no'],
    [7, 7, 'the same'],
    [1, 7, 'another'],
    [0, 0, 'no'],
    [1, 0, 'another'],
  ])('of generation %s for a deployment of %s is that of %s generation', (sent, to, kind) => {
    for (const observation of everyObservation) {
      const { type } = observation;
      const own = eventsOf(full).filter((event) => full.decodeEvent(event).type === type);
      const event = full.encodeEvent({ ...observation, generation: sent }, to);
      expect(event, type).toBe(own[['no', 'the same', 'another'].indexOf(kind)]);
    }
  });

  it('does not depend on the payload', () => {
    const checkpointed = (checkpoint: number) =>
      full.encodeEvent({ type: 'checkpointed', checkpoint });
    expect(checkpointed(0)).toBe(checkpointed(Number.MAX_SAFE_INTEGER));
    const failed = (message: string) =>
      full.encodeEvent({ type: 'failed', error: { message, error_code: 'E', details: {} } });
    expect(failed('')).toBe(failed('Boom.'));
  });
});

describe('a step', () => {
  it('of a refused event leads to the same state, and every step to a state', () => {
    for (const table of tables) {
      for (const state of statesOf(table)) {
        for (const event of eventsOf(table)) {
          const after = table.step(state, event);
          const { accepted } = table.verdict(state, event);
          if ((!accepted && after !== state) || !(after >= 0 && after < table.stateCount)) {
            throw new Error(`Event ${event} leads from ${state} to ${after}.`);
          }
        }
      }
    }
  });

  it('is that of decide and observe, whatever the data', () => {
    fc.assert(
      fc.property(script, capabilities, (events, present) => {
        const table = compile(present);
        for (const { before, event, after, result } of walk(library, events, present)) {
          const state = table.encode(before);
          const number = table.encodeEvent(event, before.generation);
          expect(table.step(state, number)).toBe(table.encode(after));
          const { accepted, rule, httpStatus, errorCode } = table.verdict(state, number);
          expect([accepted, rule]).toEqual([result.accepted, result.rule]);
          expect([httpStatus, errorCode]).toEqual([result.httpStatus ?? null, result.code ?? null]);
        }
      }),
      { numRuns: amount({ usual: 40, deep: 1000 }) },
    );
  });

  it('is that of decide and observe for decoded deployments', () => {
    const stopped = full.encode(createDeployment());
    const start = full.encodeEvent({ type: 'start', initial: 'paused' });
    const started = decide(full.decode(stopped), { type: 'start', initial: 'paused' }).deployment;
    expect(full.step(stopped, start)).toBe(full.encode(started));
    // A state has no generation; for the deployment, which is of generation 2, this is stale.
    const provisioning = full.encodeEvent({ type: 'provisioning', generation: 1 });
    expect(full.verdict(full.encode(started), provisioning).accepted).toBe(true);
    expect(observe(started, { type: 'provisioning', generation: 1 }).accepted).toBe(false);
    const late = full.encodeEvent({ type: 'provisioning', generation: 1 }, started.generation);
    expect(full.verdict(full.encode(started), late).rule).toBe('generation.stale');
  });
});

describe('a verdict', () => {
  it('is one frozen object for each rule, and every rule decides somewhere', () => {
    const found = new Set<string>();
    const kinds = new Set<unknown>([...actionTypes, ...observationTypes, 'generation']);
    for (const table of tables) {
      const verdicts = new Map<string, TableVerdict>();
      for (const state of statesOf(table)) {
        for (const event of eventsOf(table)) {
          const verdict = table.verdict(state, event);
          const known = verdicts.get(verdict.rule) ?? verdict;
          if (known !== verdict) throw new Error(`There are two verdicts by ${verdict.rule}.`);
          verdicts.set(verdict.rule, verdict);
        }
      }
      for (const verdict of verdicts.values()) expect(Object.isFrozen(verdict)).toBe(true);
      for (const rule of verdicts.keys()) found.add(rule);
    }
    // The other rules are about whole deployments.
    const judged = rules.map(({ id }) => id).filter((id) => kinds.has(id.split('.')[0]));
    expect([...found].sort()).toEqual([...judged].sort());
  });

  it('has the answer to an action', () => {
    const running = full.encode({
      ...createDeployment(),
      status: 'Running',
      desiredStatus: 'Running',
      initial: 'running',
      bootstrapPolicy: 'allow',
      generation: 3,
    });
    const verdict = (event: Action | Observation) => full.verdict(running, full.encodeEvent(event));
    expect(verdict({ type: 'pause' })).toEqual({
      accepted: true,
      rule: 'pause.deployed',
      httpStatus: 202,
      errorCode: null,
    });
    expect(verdict({ type: 'approve' })).toEqual({
      accepted: false,
      rule: 'approve.notAwaiting',
      httpStatus: 503,
      errorCode: 'InvalidTransition',
    });
    expect(verdict({ type: 'paused' })).toEqual({
      accepted: true,
      rule: 'paused.deployed',
      httpStatus: null,
      errorCode: null,
    });
    expect(verdict({ type: 'deprovisioned' })).toEqual({
      accepted: false,
      rule: 'deprovisioned.stale',
      httpStatus: null,
      errorCode: null,
    });
  });
});
