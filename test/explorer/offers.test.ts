/** The buttons: each does what the lifecycle says, in every deployment that can occur. */
import { describe, expect, test } from 'vitest';
import { nextStep, offeredActions, offeredObservations } from '../../src/explorer/model';
import {
  createDeployment,
  decide,
  everyCapabilities,
  fullCapabilities,
  observationTypes,
  observe,
  reachableDeployments,
  reconcile,
  settled,
  verdicts,
} from '../../src/lifecycle';
import { cases } from '../tier';

const text = (value: unknown) => JSON.stringify(value);

describe.each(cases(everyCapabilities, 2))('in every deployment with %j', (capabilities) => {
  const deployments = reachableDeployments(capabilities);

  test('the enabled buttons are the actions that would be accepted', () => {
    for (const deployment of deployments) {
      const offered = offeredActions(deployment, capabilities).flatMap(({ variants }) => variants);
      const accepted = offered.filter((each) => each.accepted).map(({ action }) => action);
      const expected = verdicts(deployment, capabilities).filter(
        ({ decision }) => decision.accepted,
      );
      expect(text(accepted)).toBe(text(expected.map(({ action }) => action)));
    }
  });

  test('each button says the answer, its rule, and the deployment that follows', () => {
    for (const deployment of deployments) {
      const offered = offeredActions(deployment, capabilities).flatMap(({ variants }) => variants);
      const shown = offered.map(({ answer, rule, after }) => [
        ...[answer.replace(/ Accepted$/, ''), rule.id, after],
      ]);
      const decisions = offered.map(({ action }) => decide(deployment, action, capabilities));
      const expected = decisions.map((decision) => [
        decision.accepted ? '202' : `${decision.httpStatus} ${decision.error.error_code}`,
        ...[decision.rule, decision.deployment],
      ]);
      expect(text(shown)).toBe(text(expected));
    }
  });

  test('each observation is applied or stale as the lifecycle says, whichever deployment it names', () => {
    for (const deployment of deployments) {
      for (const generation of ['present', 'earlier', 'unnamed'] as const) {
        const offered = offeredObservations(deployment, { generation, checkpoint: 2 });
        const shown = offered.map(({ applied, after, rule }) => [applied, after, rule.id]);
        const outcomes = offered.map(({ observation }) => observe(deployment, observation));
        const expected = outcomes.map((each) => [each.accepted, each.deployment, each.rule]);
        expect(text(shown)).toBe(text(expected));
      }
    }
  });

  test('the observations that say that the next step is done come first, then those that are applied', () => {
    for (const deployment of deployments) {
      const next = nextStep(deployment);
      expect(next.type).toBe(reconcile(deployment).type);
      expect(next.settled).toBe(settled(deployment));
      const offered = offeredObservations(deployment, { generation: 'present', checkpoint: 2 });
      const ranks = offered.map(({ expected, applied }) => (expected ? 0 : applied ? 1 : 2));
      expect(text(ranks)).toBe(text([...ranks].sort()));
      expect(ranks.includes(0)).toBe(!next.settled);
    }
  });
});

describe('the buttons', () => {
  const deployment = createDeployment();

  test('are there for every action with all its variants, and for every observation', () => {
    const offered = offeredActions(deployment, fullCapabilities);
    expect(offered.map(({ type, variants }) => `${type} ${variants.length}`)).toEqual([
      ...['start 18', 'stop 2', 'pause 1', 'resume 1', 'activate 2', 'approve 1', 'dismissError 1'],
    ]);
    const observed = offeredObservations(deployment, { generation: 'present', checkpoint: 1 });
    expect(observed.map(({ type }) => type).sort()).toEqual([...observationTypes].sort());
  });

  test('name the deployment that the runner is told to name', () => {
    const started = decide(deployment, { type: 'start' }).deployment;
    const named = (generation: 'present' | 'earlier' | 'unnamed') =>
      offeredObservations(started, { generation, checkpoint: 1 })[0]?.observation.generation;
    expect([named('present'), named('earlier'), named('unnamed')]).toEqual([1, 0, undefined]);
  });

  test('say what to try instead of a refused action', () => {
    const offered = offeredActions(deployment, fullCapabilities);
    const resume = offered.find(({ type }) => type === 'resume')?.variants[0];
    expect(resume).toMatchObject({ accepted: false, hint: expect.stringMatching(/start/i) });
  });
});
