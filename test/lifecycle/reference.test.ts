/**
 * decide and observe answer as the reference model does: exhaustively for every class, and at
 * random for data of any size.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Capabilities,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled';
import type { Observation } from '../../src/lifecycle/observation';
import { amount } from '../tier';
import { observationsOf, reachable } from './helpers';
import { act, type Event, type Result, type State, see } from './reference';

/** Plain comparison first: a matcher for each of 100,000 answers takes longer than the answers. */
function expectSame(found: Result, expected: Result, event: Event): void {
  const [one, other] = [found, expected].map((each) => JSON.stringify(each));
  if (one !== other) expect(found, JSON.stringify(event)).toEqual(expected);
}

function expectDecision(before: Deployment, action: Action, capabilities: Capabilities): void {
  const decision = decide(before, action, capabilities);
  const answer = decision.accepted ? '202' : `${decision.httpStatus} ${decision.error.error_code}`;
  const expected = act(before as State, action as Event, capabilities);
  expectSame({ answer, state: decision.deployment as State }, expected, action as Event);
}

function expectOutcome(before: Deployment, observation: Observation): void {
  const outcome = observe(before, observation);
  const answer = outcome.accepted ? 'applied' : 'stale';
  const expected = see(before as State, observation as Event);
  expectSame({ answer, state: outcome.deployment as State }, expected, observation as Event);
}

describe.each(everyCapabilities)('with capabilities %o', (capabilities) => {
  const deployments = [createDeployment(), ...reachableDeployments(capabilities)];

  it('every action is answered as by the reference model', () => {
    for (const deployment of deployments) {
      for (const action of everyAction) expectDecision(deployment, action, capabilities);
    }
  });

  it('the reference model reaches the same deployments', () => {
    const key = ({ generation, ...state }: State) =>
      JSON.stringify({
        ...state,
        error: state.error !== null,
        checkpoint: state.checkpoint !== null,
      });
    const found = new Map([[key(createDeployment() as State), createDeployment() as State]]);
    for (const state of found.values()) {
      const results = [
        ...everyAction.map((action) => act(state, action as Event, capabilities)),
        ...everyObservation.map((observation) => see(state, observation as Event)),
      ];
      for (const result of results) {
        if (!found.has(key(result.state))) found.set(key(result.state), result.state);
      }
    }
    const machine = deployments.map((deployment) => key(deployment as State));
    expect([...found.keys()].sort()).toEqual([...new Set(machine)].sort());
  });
});

it('every observation is answered as by the reference model, of any generation', () => {
  // Capabilities do not matter to observations.
  for (const deployment of [createDeployment(), ...reachable]) {
    for (const observation of observationsOf(deployment)) expectOutcome(deployment, observation);
  }
});

describe('whatever the numbers', () => {
  // Beyond 32 bits as well, where numbers are easily mistaken for one another.
  const large = 2 ** 32;
  const number = fc.oneof(
    fc.nat({ max: 40 }),
    fc.nat({ max: 2 ** 31 - 1 }),
    fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat({ max: 40 })).map(([high, low]) => {
      return large * high + low;
    }),
    // A start counts on from the highest generation but one.
    fc.nat({ max: 1000 }).map((below) => Number.MAX_SAFE_INTEGER - 2 - below),
  );
  const deployment = fc
    .tuple(fc.constantFrom(...reachable), number, number)
    .map(([each, generation, checkpoint]): Deployment => {
      const some = each.checkpoint === null ? null : checkpoint;
      return { ...each, generation: Math.max(1, generation), checkpoint: some };
    });
  const observation = fc
    .tuple(fc.constantFrom(...everyObservation), number, number, fc.nat({ max: 3 }))
    .map(([each, checkpoint, generation, chance]) => ({
      ...each,
      ...('checkpoint' in each ? { checkpoint } : {}),
      ...(chance === 0 ? { generation } : {}),
    }));
  const numRuns = amount({ usual: 2_000, deep: 60_000 });

  it('an action is answered as by the reference model', () => {
    fc.assert(
      fc.property(deployment, fc.constantFrom(...everyAction), (before, action) => {
        expectDecision(before, action, fullCapabilities);
      }),
      { numRuns },
    );
  });

  it('an observation is answered as by the reference model, also of the same generation', () => {
    fc.assert(
      fc.property(deployment, observation, fc.boolean(), (before, seen, isCurrent) => {
        const { generation } = before;
        expectOutcome(before, (isCurrent ? { ...seen, generation } : seen) as Observation);
      }),
      { numRuns },
    );
  });
});
