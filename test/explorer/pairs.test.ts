/** The grid of pairs: each leads to the pair that it names, by the shortest walk. */
import { describe, expect, test } from 'vitest';
import { deploymentOf, takenSteps, walkToPair } from '../../src/explorer/model';
import {
  deploymentStatuses,
  desiredStatuses,
  everyCapabilities,
  fullCapabilities,
  reachableDeployments,
} from '../../src/lifecycle';

const everyPair = deploymentStatuses.flatMap((status) =>
  desiredStatuses.map((desiredStatus) => ({ status, desiredStatus })),
);

describe.each(everyCapabilities)('with %j', (capabilities) => {
  const reached = reachableDeployments(capabilities);
  const occurs = (pair: (typeof everyPair)[number]) =>
    reached.some(
      ({ status, desiredStatus }) => status === pair.status && desiredStatus === pair.desiredStatus,
    );

  test('a walk leads to each pair that occurs, and to no other', () => {
    for (const { status, desiredStatus } of everyPair) {
      const walk = walkToPair(capabilities, status, desiredStatus);
      expect(walk !== undefined).toBe(occurs({ status, desiredStatus }));
      if (walk === undefined) continue;
      expect(deploymentOf(walk)).toMatchObject({ status, desiredStatus, error: null });
      expect(walk.capabilities).toEqual(capabilities);
      expect(takenSteps(walk).filter(({ answer }) => !answer.accepted)).toEqual([]);
    }
  });
});

test('all 28 pairs can be picked if no capability is missing', () => {
  const walks = everyPair.filter(({ status, desiredStatus }) =>
    walkToPair(fullCapabilities, status, desiredStatus),
  );
  expect(walks).toHaveLength(28);
});

test('a walk is as short and as simple as possible', () => {
  const names = takenSteps(walkToPair(fullCapabilities, 'Paused', 'Suspended') as never).map(
    (step) => (step.kind === 'action' ? step.action.type : step.observation.type),
  );
  expect(names).toEqual(['start', 'provisioning', 'paused', 'stop']);
});
