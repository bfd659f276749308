/** Keys and classes of deployments: numbers, and the fields that they stand for. */
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  type Deployment,
  everyCapabilities,
  reachableDeployments,
} from '../../../src/lifecycle';
import {
  classCount,
  classIndex,
  fieldsOfClass,
  nodeIndex,
  reachableNodes,
} from '../../../src/lifecycle/compiled/classes';
import {
  deploymentKey,
  deploymentKeyCount,
  fieldsOfKey,
  keyAfter,
  keyOfFields,
  someError,
} from '../../../src/lifecycle/compiled/deployment-key';
import type { ControlFields } from '../../../src/lifecycle/deployment';
import { reachable } from '../helpers';

/** Returns the fields that a key stands for, in their order. Of the error, only presence counts. */
function fieldsOf(deployment: Deployment): ControlFields {
  const { error, checkpoint: _checkpoint, generation: _generation, ...fields } = deployment;
  return { ...fields, error: error && {} };
}

describe('the key of a deployment', () => {
  it('is its own among the reachable deployments, and stands for its fields', () => {
    const keys = reachable.map(deploymentKey);
    expect(new Set(keys).size).toBe(reachable.length);
    reachable.forEach((deployment, position) => {
      const key = keys[position] as number;
      expect(key).toBeGreaterThanOrEqual(0);
      expect(key).toBeLessThan(deploymentKeyCount);
      expect(JSON.stringify(fieldsOfKey(key))).toBe(JSON.stringify(fieldsOf(deployment)));
    });
  });

  it('is odd if there is a checkpoint, and else the number before', () => {
    for (const deployment of reachable) {
      const [without, with7] = [null, 7].map((checkpoint) =>
        deploymentKey({ ...deployment, checkpoint }),
      );
      expect(without).toBe(keyOfFields(fieldsOf(deployment), false));
      expect(with7).toBe(keyOfFields(fieldsOf(deployment), true));
      expect(with7).toBe((without as number) + 1);
    }
  });

  it('can be every number below the number of keys', () => {
    expect(deploymentKeyCount).toBe(8 * 5 * 4 * 4 * 2 * 2 * 2);
    for (let key = 0; key < deploymentKeyCount; key += 1) {
      if (keyOfFields(fieldsOfKey(key), key % 2 === 1) !== key)
        throw new Error(`Key ${key} is lost.`);
    }
  });

  it('is -1 if the deployment is malformed', () => {
    const fresh = createDeployment();
    const malformed: unknown[] = [
      null,
      undefined,
      'Stopped',
      { ...fresh, status: 'Up' },
      { ...fresh, desiredStatus: 'Up' },
      { ...fresh, initial: undefined },
      { ...fresh, bootstrapPolicy: 'ask' },
      { ...fresh, bootstrapApproved: 1 },
      { ...fresh, error: {} },
      { ...fresh, error: undefined },
      { ...fresh, checkpoint: -1 },
      { ...fresh, checkpoint: undefined },
      { ...fresh, generation: null },
      { ...fresh, owner: 'ann' },
    ];
    for (const each of malformed) {
      expect(deploymentKey(each as Deployment), JSON.stringify(each)).toBe(-1);
    }
  });

  it('changes with the fields that change, whatever the others are', () => {
    for (const before of reachable) {
      for (const after of [...reachable.slice(0, 4), ...reachable.slice(-4)]) {
        const changed = { ...fieldsOf(after), error: after.error && someError };
        const expected = keyOfFields(fieldsOf(after), before.checkpoint !== null);
        expect(keyAfter(deploymentKey(before), changed)).toBe(expected);
      }
      const status = keyAfter(deploymentKey(before), { status: 'Stopping' });
      expect(status).toBe(deploymentKey({ ...before, status: 'Stopping' }));
      expect(keyAfter(deploymentKey(before), {})).toBe(deploymentKey(before));
    }
  });
});

describe('the class of a deployment', () => {
  it('is one of 160, whatever the contents of its error and its numbers', () => {
    const found = new Set<number>();
    for (const deployment of reachable) {
      const index = classIndex(deployment);
      found.add(index);
      const error = deployment.error && { message: '', error_code: 'Disk', details: { at: 1 } };
      expect(classIndex({ ...deployment, error, checkpoint: 9, generation: 9 })).toBe(index);
      expect(fieldsOfClass(index)).toEqual(fieldsOf(deployment));
      expect(fieldsOfClass(index)).toBe(fieldsOfClass(index));
    }
    expect(found.size).toBe(classCount);
  });

  it('is -1 if the deployment cannot occur', () => {
    const fresh = createDeployment();
    expect(classIndex(fresh)).toBe(classIndex({ ...fresh, generation: 1 }));
    for (const change of [{ status: 'Stopping' }, { checkpoint: 0 }, { initial: 'paused' }]) {
      expect(classIndex({ ...fresh, ...change } as Deployment)).toBe(-1);
    }
    const suspended = { ...fresh, desiredStatus: 'Suspended' as const };
    expect(classIndex({ ...suspended, generation: 1 })).toBe(-1);
    const failed = { message: '', error_code: 'Disk', details: {} };
    expect(classIndex({ ...fresh, error: failed })).toBe(-1);
    expect(classIndex({ ...fresh, error: failed, generation: 1 })).toBeGreaterThanOrEqual(0);
  });
});

describe('the nodes that can occur', () => {
  it.each([...everyCapabilities.entries()])(
    'with combination %d of capabilities are those that a search finds',
    (combination, present) => {
      const found = reachableDeployments(present).map((each) =>
        nodeIndex(classIndex(each), each.checkpoint !== null),
      );
      expect(reachableNodes(combination)).toEqual(found.sort((one, other) => one - other));
    },
  );

  it('are at most two for each class: without a checkpoint, and with one', () => {
    expect([nodeIndex(0, false), nodeIndex(3, false), nodeIndex(0, true)]).toEqual([
      0,
      3,
      classCount,
    ]);
    expect(reachableNodes(0)).toHaveLength(2 * classCount);
  });
});
