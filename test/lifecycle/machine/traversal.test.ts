/** The functions of `xstate/graph` traverse the machine. */
import { describe, expect, it } from 'vitest';
import type { SnapshotFrom } from 'xstate';
import {
  adjacencyMapToArray,
  createTestModel,
  getAdjacencyMap,
  getShortestPaths,
  getSimplePaths,
} from 'xstate/graph';
import { InvalidInputError } from '../../../src/input';
import {
  everyAction,
  lifecycleMachine,
  serializeState,
  toSnapshot,
  traversalOptions,
} from '../../../src/lifecycle';
import { everyObservation } from '../../../src/lifecycle/compiled';
import { isDeeplyFrozen, reachable } from '../helpers';

const pairOf = ({ status, desiredStatus }: { status: string; desiredStatus: string }) =>
  `${status}/${desiredStatus}`;
const pairs = [...new Set(reachable.map(pairOf))].sort();
const pairsOf = (found: readonly { state: SnapshotFrom<typeof lifecycleMachine> }[]) =>
  found.map(({ state }) => serializeState(state)).sort();

describe('xstate/graph', () => {
  it('finds a shortest path to exactly the 28 pairs of statuses', () => {
    expect(pairs).toHaveLength(28);
    expect(pairsOf(getShortestPaths(lifecycleMachine, traversalOptions))).toEqual(pairs);
  });

  it('has the 28 pairs as the states of its adjacency map, and a step for each event', () => {
    const map = getAdjacencyMap(lifecycleMachine, traversalOptions);
    expect(Object.keys(map).sort()).toEqual(pairs);
    const { events } = traversalOptions;
    expect(adjacencyMapToArray(map)).toHaveLength(pairs.length * events.length);
  });

  it('makes a test model with a path to each of them', () => {
    const model = createTestModel(lifecycleMachine, traversalOptions);
    const paths = model.getShortestPaths({ allowDuplicatePaths: true });
    expect(pairsOf(paths)).toEqual(pairs);
    expect(Object.keys(model.getAdjacencyMap()).sort()).toEqual(pairs);
  });

  it('finds every simple path to the pairs that few events reach', () => {
    const events = traversalOptions.events.filter(({ type }) =>
      ['start', 'provisioning', 'failed', 'deprovisioned'].includes(type),
    );
    const paths = getSimplePaths(lifecycleMachine, { ...traversalOptions, events });
    const before = pairs.filter((pair) => /^(Stopped|Provisioning|Stopping)\//.test(pair));
    expect([...new Set(pairsOf(paths))]).toEqual(
      before.filter((pair) => pair !== 'Provisioning/Stopped'),
    );
  });

  it('tries every event, with a start that may await approval first', () => {
    const { events } = traversalOptions;
    expect(events[0]).toMatchObject({ type: 'start', bootstrapPolicy: 'await_approval' });
    const texts = (all: readonly object[]) => all.map((each) => JSON.stringify(each)).sort();
    expect(texts(events)).toEqual(texts([...everyAction, ...everyObservation]));
    expect(isDeeplyFrozen(events)).toBe(true);
    expect(Object.isFrozen(traversalOptions)).toBe(true);
  });
});

describe('serializeState', () => {
  it('is the pair of statuses, whatever the data', () => {
    for (const deployment of reachable) {
      expect(serializeState(toSnapshot(deployment))).toBe(pairOf(deployment));
    }
    const persisted = JSON.parse(JSON.stringify(toSnapshot(reachable[0] as never)));
    expect(serializeState(persisted)).toBe('Stopped/Stopped');
  });

  it.each([
    undefined,
    'Stopped',
    {},
    { value: 'Stopped', context: {} },
    { value: { status: null, desired: 'Stopped' }, context: {} },
    { value: { status: 'Stopped' }, context: {} },
    { value: { status: { Stopped: {}, Provisioning: {} }, desired: 'Stopped' }, context: {} },
  ])('refuses %j', (snapshot) => {
    expect(() => serializeState(snapshot as never)).toThrow(InvalidInputError);
  });
});

it('snapshot.can() is true for every event, also for those that are refused', () => {
  const snapshot = toSnapshot(reachable[0] as never);
  for (const event of traversalOptions.events) expect(snapshot.can(event)).toBe(true);
});
