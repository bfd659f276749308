/** Waiting for a pipeline to move on, whatever its polls look like meanwhile. */
import { describe, expect, it, test } from 'vitest';
import type { Deployment } from '../../../../src/lifecycle';
import { describeConformance } from '../../../../src/testing';
import { Looks } from '../../../../src/testing/conformance/walks/looks';
import type { MemoryOptions } from '../memory-driver';
import { tested } from '../tested';

describe('the time for which a pipeline has looked the same', () => {
  const lasting = (...seen: readonly (readonly [pairs: string, milliseconds: number])[]) => {
    const looks = new Looks();
    return seen.map(([pairs, milliseconds]) => looks.saw(new Set(pairs.split(' ')), milliseconds));
  };

  it('begins with the first poll that shows it', () => {
    expect(lasting(['A', 7], ['A', 10], ['A', 5])).toEqual([0, 10, 15]);
  });

  it('goes on after a poll that leaves more possible, whose own time does not count', () => {
    expect(lasting(['A', 0], ['A', 10], ['B A', 10], ['A B', 10], ['A', 10])).toEqual([
      ...[0, 10, 0, 10, 20],
    ]);
  });

  it('begins anew once something is ruled out', () => {
    expect(lasting(['A B', 0], ['A B', 10], ['B', 10], ['B', 10], ['A B', 10])).toEqual([
      ...[0, 10, 0, 10, 0],
    ]);
  });
});

const isPausing = ({ status, desiredStatus }: Deployment) =>
  status === 'Running' && desiredStatus === 'Paused';

test('a pipeline is stuck also if its process cannot be reached now and then', async () => {
  let polls = 0;
  const { outcome, failure } = await tested(
    {
      runner: (deployment) => !isPausing(deployment),
      reading: (reading, deployment) => {
        polls += 1;
        // Unavailable may stand for Paused as well, where the pipeline would rest.
        const isHidden = isPausing(deployment) && polls % 3 === 0;
        const hidden = {
          deployment_status: 'Unavailable',
          deployment_desired_status: 'Unavailable',
        };
        return isHidden ? { ...reading, ...hidden } : reading;
      },
    },
    { dialect: 'feldera' },
  );
  expect({ outcome, kind: failure?.kind }).toEqual({ outcome: 'violates', kind: 'stuck' });
  expect(failure?.message).toMatch(/remained Running\/Paused in 7\d\d polls over 50\d ms, though/);
});

test('a walk goes on if the pipeline goes to and fro, and never rests', async () => {
  let polls = 0;
  const isFlowing = ({ status, desiredStatus }: Deployment) =>
    desiredStatus === 'Suspended' && (status === 'Running' || status === 'Paused');
  const restless: MemoryOptions = {
    runner: (deployment) => !isFlowing(deployment),
    reading: (reading, deployment) => {
      polls += 1;
      const deployment_status = polls % 2 === 0 ? 'Running' : 'Paused';
      return isFlowing(deployment) ? { ...reading, deployment_status } : reading;
    },
  };
  const report = await tested(restless, { budget: { walks: 3 } });
  expect(report.outcome, describeConformance(report)).toBe('conforms');
  expect(report.remarks.map(({ kind }) => kind)).toContain('unaskedStatus');
  expect(polls).toBeLessThan(5_000);
});
