/** The map: the layout of the overview, in which nothing hides anything. */
import { describe, expect, test } from 'vitest';
import { overviewPositions } from '../../src/diagrams';
import { type MapShape, mapDrawing, statusDesired } from '../../src/explorer/map/drawing';
import { collide, isWithin } from '../../src/explorer/map/geometry';
import { offeredActions } from '../../src/explorer/model';
import { leadsFrom } from '../../src/explorer/walk/leads';
import {
  deploymentStatuses,
  desiredStatuses,
  everyCapabilities,
  fullCapabilities,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { everyNth } from '../lifecycle/helpers';
import { cases } from '../tier';

const drawn = (deployment: Parameters<typeof leadsFrom>[0], shape: MapShape) =>
  mapDrawing(
    deployment,
    leadsFrom(deployment, offeredActions(deployment, fullCapabilities)),
    shape,
  );

describe.each(cases(['wide', 'narrow'] as const, 1))('the %s map', (shape) => {
  const deployments = everyNth(reachableDeployments(), 8);

  test('hides no label, box or end of an arrow, in any deployment', () => {
    const problems = deployments.flatMap((deployment) => {
      const { width, height, boxes, arrows } = drawn(deployment, shape);
      const ends = arrows.flatMap(({ curve: { start, end } }) => [start, end]);
      const parts = [
        ...boxes.map((box) => ({ ...box, what: box.status })),
        ...arrows.map(({ place, labels }) => ({ ...place, what: labels.join() })),
      ];
      const hidden = parts.filter((part, index) =>
        parts.slice(0, index).some((other) => collide(part, other)),
      );
      const points = ends.map((end) => ({ ...end, width: 0, height: 0, what: 'an end' }));
      const outside = [...parts, ...points].filter((part) => !isWithin(part, { width, height }));
      return [...hidden, ...outside].map(({ what }) => [deployment.status, what]);
    });
    expect(problems).toEqual([]);
  });

  test('keeps the order of the overview, from left to right and from top to bottom', () => {
    const { boxes } = drawn(deployments[0] as (typeof deployments)[0], shape);
    for (const one of boxes) {
      for (const other of boxes) {
        const [first, second] = [overviewPositions[one.status], overviewPositions[other.status]];
        expect(Math.sign(one.x - other.x)).toBe(Math.sign(first.x - second.x));
        expect(Math.sign(one.y - other.y)).toBe(Math.sign(first.y - second.y));
      }
    }
  });

  test('fills one box and frames one, and draws an arrow to each status that follows', () => {
    for (const deployment of deployments) {
      const { boxes, arrows } = drawn(deployment, shape);
      const observed = leadsFrom(deployment, []).map(({ after }) => after.status);
      const shown = [
        boxes.filter(({ present }) => present).map(({ status }) => status),
        boxes.filter(({ desired }) => desired).map(({ status }) => status),
        arrows
          .filter(({ kind }) => kind === 'observation')
          .map(({ to }) => to)
          .sort(),
      ];
      expect(JSON.stringify(shown)).toBe(
        JSON.stringify([
          [deployment.status],
          [statusDesired(deployment.desiredStatus)],
          [...new Set(observed)].filter((status) => status !== deployment.status).sort(),
        ]),
      );
    }
  });
});

test('a desired status is framed at the box of its name, and Suspended at Suspending', () => {
  expect(desiredStatuses.map((desired) => [desired, statusDesired(desired)])).toEqual([
    ['Stopped', 'Stopped'],
    ['Suspended', 'Suspending'],
    ['Standby', 'Standby'],
    ['Paused', 'Paused'],
    ['Running', 'Running'],
  ]);
  expect(deploymentStatuses).toHaveLength(Object.keys(overviewPositions).length);
});

test('a capability that is missing takes the arrows of its actions away', () => {
  const [never] = reachableDeployments();
  if (never === undefined) throw new Error('No deployment.');
  const targets = everyCapabilities.map((capabilities) =>
    mapDrawing(never, leadsFrom(never, offeredActions(never, capabilities)))
      .arrows.map(({ to }) => to)
      .includes('Standby'),
  );
  expect(targets).toEqual(everyCapabilities.map(({ standby }) => standby));
  expect(observe(never, { type: 'provisioning' }).accepted).toBe(false);
});
