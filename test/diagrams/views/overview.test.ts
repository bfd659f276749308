/** The overview has every status in its place and every call, and says nothing that is not so. */
import { describe, expect, it } from 'vitest';
import { toSvg } from '../../../src/diagrams';
import { overviewPositions, overviewSize } from '../../../src/diagrams/overview';
import { actionTypes, deploymentStatuses, wireName } from '../../../src/lifecycle';
import { runnerMoves } from '../../../src/verify/exploration';
import { explore } from '../../../src/verify/exploration/explore';
import { arrowsOf, graph, sorted } from '../drawn';

const space = explore();
const moves = runnerMoves(space);
const diagram = graph('overview');
const plain = (name: string) => name.replace(/\?.*/, '');

describe('the overview', () => {
  it('has a place for every status, which is within the picture', () => {
    expect(sorted(Object.keys(overviewPositions))).toEqual(sorted(deploymentStatuses));
    expect(diagram.nodes.map(({ id, position }) => [id, position])).toEqual(
      deploymentStatuses.map((status) => [status, overviewPositions[status]]),
    );
    for (const { x, y } of Object.values(overviewPositions)) {
      expect(x > 0 && x < overviewSize.width && y > 0 && y < overviewSize.height).toBe(true);
    }
  });

  it('draws every call: as an arrow, or in a box if it leads nowhere', () => {
    const inBoxes = diagram.nodes.flatMap(({ lines }) => lines);
    const onArrows = arrowsOf(diagram).map(({ name }) => plain(name));
    expect(sorted([...inBoxes, ...onArrows])).toEqual(sorted(actionTypes.map(wireName)));
    expect(inBoxes.filter((name) => onArrows.includes(name))).toEqual([]);
  });

  it('draws no condition, no observation by name, and no failure', () => {
    for (const { kind, labels, effects } of diagram.edges) {
      expect(kind).not.toBe('failure');
      expect(labels.length > 0).toBe(kind !== 'observation');
      expect([...labels, ...effects].join()).not.toContain('[');
    }
  });

  it('draws a call only if it is accepted there and the runner may then go there', () => {
    for (const { from, name, to, kind } of arrowsOf(diagram)) {
      const leading = space.transitions.flat().filter(
        ({ accepted, before, event, to: next }) =>
          accepted &&
          before.status === from &&
          wireName(event.type) === plain(name) &&
          // Only a forced stop says so.
          (event.type === 'stop' && event.force) === (kind === 'forced') &&
          moves[next]?.some(({ transition }) => transition.after.status === to),
      );
      expect(leading.length, `${from} ${name} ${to}`).toBeGreaterThan(0);
    }
  });

  it('has a way on from every status, and one to every status', () => {
    const ends = diagram.edges.flatMap(({ from, to }) => {
      const group = diagram.nodes.filter((node) => node.group === from).map(({ id }) => id);
      return [from, ...group].map((each) => [each, to] as const);
    });
    for (const status of deploymentStatuses) {
      expect(
        ends.some(([from]) => from === status),
        `from ${status}`,
      ).toBe(true);
      expect(
        ends.some(([, to]) => to === status),
        `to ${status}`,
      ).toBe(true);
    }
  });

  it('has its boxes in SVG where the positions say, and an arrow for each edge', async () => {
    const svg = await toSvg('overview');
    for (const status of deploymentStatuses) {
      const [, x, y, width, height] =
        new RegExp(
          `data-status="${status}">\\s*<rect x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)" height="([\\d.]+)"`,
        ).exec(svg) ?? [];
      expect(Number(x) + Number(width) / 2).toBeCloseTo(overviewPositions[status].x, 1);
      expect(Number(y) + Number(height) / 2).toBeCloseTo(overviewPositions[status].y, 1);
    }
    const drawn = [...svg.matchAll(/data-from="(\w+)" data-to="(\w+)"/g)];
    expect(drawn.map(([, from, to]) => [from, to])).toEqual(
      diagram.edges.map(({ from, to }) => [from, to]),
    );
  });
});
