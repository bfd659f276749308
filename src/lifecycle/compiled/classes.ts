/**
 * The classes of deployments that can occur, by number. The machine gives one answer to all of a class
 * (see `control.ts`); which classes can occur was found by asking it.
 */

import { type ControlFields, createDeployment, type Deployment } from '../deployment';
import { compiled } from './compiled';
import { deploymentKey, deploymentKeyCount, fieldsOfKey } from './deployment-key';
import { fromRuns } from './format';

let last = 0;
/** The key of each class that can occur, ascending. */
export const classKeys: readonly number[] = compiled.classes.map((difference) => {
  last += difference;
  return last;
});

/** How many classes of deployments can occur. */
export const classCount = classKeys.length;

const controls: ControlFields[] = [];

/** What all deployments of a class have in common. */
export function fieldsOfClass(state: number): ControlFields {
  controls[state] ??= fieldsOfKey(classKeys[state] as number);
  return controls[state] as ControlFields;
}

const classAt = new Int16Array(deploymentKeyCount).fill(-1);
classKeys.forEach((key, state) => {
  classAt[key] = state;
});

/** The class of a key. A key also tells whether there is a checkpoint; those of classes do not. */
export const classOfKey = (key: number): number => classAt[key & ~1] as number;

const fresh = classOfKey(deploymentKey(createDeployment()));

/** The class of a deployment, or -1 where it is malformed or cannot occur. */
export function classOf(deployment: Deployment): number {
  const key = deploymentKey(deployment);
  if (key < 0) return -1;
  const state = classOfKey(key);
  // A class does not tell generations or checkpoints apart, so it cannot refuse one before the first.
  const impossible =
    deployment.generation === 0 && (state !== fresh || deployment.checkpoint !== null);
  return impossible ? -1 : state;
}

/** A class of deployments, with or without a checkpoint, as one number. */
export function nodeIndex(state: number, hasCheckpoint: boolean): number {
  return hasCheckpoint ? classCount + state : state;
}

/** The nodes that can occur with the capabilities at this position, ascending. */
export function reachableNodes(combination: number): readonly number[] {
  return fromRuns(compiled.reachable[combination] as string).flatMap((isReachable, node) =>
    isReachable === 1 ? [node] : [],
  );
}
