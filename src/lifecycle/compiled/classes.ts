/**
 * The classes of deployments that can occur, each with an index. The machine gives the same answer
 * to all deployments of a class (see `deployment-key.ts`); the compiler has found which can occur.
 */

import { type ControlFields, createDeployment, type Deployment } from '../deployment';
import { classDifferences, reachableClasses } from './compiled';
import { deploymentKeyCount, fieldsOfKey, keyOfRead } from './deployment-key';
import { fromRuns } from './format';

let last = 0;
/** The key of each class that can occur, ascending. */
export const classKeys: readonly number[] = classDifferences.map((difference) => {
  last += difference;
  return last;
});

/** The number of classes that can occur. */
export const classCount = classKeys.length;

const fieldsByClass: ControlFields[] = [];

/** Returns the fields that all deployments of a class have in common. */
export function fieldsOfClass(index: number): ControlFields {
  fieldsByClass[index] ??= fieldsOfKey(classKeys[index] as number);
  return fieldsByClass[index] as ControlFields;
}

const indexByKey = new Int16Array(deploymentKeyCount).fill(-1);
classKeys.forEach((key, index) => {
  indexByKey[key] = index;
});

/** Returns the class of a key, or -1. It ignores the lowest bit of the key, the checkpoint. */
export const classIndexOfKey = (key: number): number => indexByKey[key & ~1] as number;

const neverStarted = classIndexOfKey(keyOfRead(createDeployment()));

/** Returns the class of a deployment that was read, or -1 if it is malformed or cannot occur. */
export function classIndex(read: Deployment): number {
  const key = keyOfRead(read);
  if (key < 0) return -1;
  const index = classIndexOfKey(key);
  // Generation and checkpoint are not part of a class, so generation 0 needs its own check.
  const impossible = read.generation === 0 && (index !== neverStarted || read.checkpoint !== null);
  return impossible ? -1 : index;
}

/** Returns one number for a class with or without a checkpoint: its node. */
export function nodeIndex(index: number, hasCheckpoint: boolean): number {
  return hasCheckpoint ? classCount + index : index;
}

/** Returns the nodes that can occur with these capabilities, ascending. */
export function reachableNodes(combination: number): readonly number[] {
  const reachable = fromRuns(reachableClasses[combination] as string);
  return [...reachable.keys()].filter((node) => reachable[node] === 1);
}
