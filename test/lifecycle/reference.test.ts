import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  type Decision,
  type Deployment,
  decide,
  everyAction,
  everyCapabilities,
  type Outcome,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/representative';
import { observationsOf } from './helpers';
import { act, type Event, type State, see } from './reference';

const answerOf = (result: Decision | Outcome): string => {
  if ('reason' in result) return 'stale';
  if (!('httpStatus' in result)) return 'seen';
  return result.accepted ? '202' : `${result.httpStatus} ${result.error.error_code}`;
};

describe.each(everyCapabilities)('with capabilities %o', (capabilities) => {
  const deployments = [createDeployment(), ...reachableDeployments(capabilities)];

  it('the machine answers every action as the reference model does', () => {
    for (const deployment of deployments) {
      for (const action of everyAction) {
        const decision = decide(deployment, action, capabilities);
        const expected = act(deployment as State, action as Event, capabilities);
        const found = { answer: answerOf(decision), state: decision.deployment };
        expect(found, `${action.type} in ${JSON.stringify(deployment)}`).toEqual(expected);
      }
    }
  });

  it('the machine takes in every observation as the reference model does', () => {
    for (const deployment of deployments) {
      for (const observation of observationsOf(deployment)) {
        const outcome = observe(deployment, observation);
        const expected = see(deployment as State, observation as Event);
        const found = { answer: answerOf(outcome), state: outcome.deployment };
        expect(found, `${observation.type} in ${JSON.stringify(deployment)}`).toEqual(expected);
      }
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
    const machine = deployments.map((deployment: Deployment) => key(deployment as State));
    expect([...found.keys()].sort()).toEqual([...new Set(machine)].sort());
  });
});
