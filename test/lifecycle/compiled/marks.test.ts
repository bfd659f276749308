/** Marks: what the library knows about the objects that it has made, and about no others. */
import { describe, expect, it } from 'vitest';
import {
  decide,
  everyAction,
  everyCapabilities,
  everyObservation,
  InvalidDeploymentError,
  InvalidInputError,
  observe,
  parseAction,
  parseDeployment,
  parseObservation,
  reachableDeployments,
} from '../../../src/lifecycle';
import { markedPosition } from '../../../src/lifecycle/action';
import { classIndex, markedClass, markedSeen } from '../../../src/lifecycle/compiled';
import { seenObservation } from '../../../src/lifecycle/parse';

const [start] = everyAction;
const failed = parseObservation({
  type: 'failed',
  error: { message: 'It failed.', error_code: 'PipelineFailed', details: { worker: 1 } },
});
const deployments = reachableDeployments();
const [stopped] = deployments.map(parseDeployment);
const copy = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('a deployment that was made', () => {
  it('is marked with the class that its fields say, whatever it follows from', () => {
    const made = new Set<string>();
    for (const deployment of deployments.map(parseDeployment)) {
      const next = [
        deployment,
        ...everyAction.flatMap((action) =>
          everyCapabilities.map((each) => decide(deployment, action, each).deployment),
        ),
        ...everyObservation.map((each) => observe(deployment, each).deployment),
      ];
      for (const each of next) {
        expect(markedClass(each)).toBe(classIndex(copy(each)));
        made.add(JSON.stringify(each));
      }
    }
    expect(made.size).toBeGreaterThan(deployments.length);
  });

  it('has nothing that others can see, and whoever copies it has no mark', () => {
    const deployment = parseDeployment(deployments.at(-1));
    expect(Reflect.ownKeys(deployment)).toEqual(Object.keys(copy(deployment)));
    expect(Reflect.getPrototypeOf(deployment)).toBe(Object.prototype);
    for (const each of [
      { ...deployment },
      structuredClone(deployment),
      new Proxy(deployment, {}),
    ]) {
      expect(markedClass(each)).toBe(-1);
      expect(decide(each, start as never)).toEqual(decide(deployment, start as never));
    }
  });

  it('is checked again once a copy of it was changed', () => {
    const changed = { ...stopped, status: 'Running' } as never;
    expect(() => decide(changed, start as never)).toThrow(InvalidDeploymentError);
    expect(() => observe(changed, failed)).toThrow(InvalidDeploymentError);
  });
});

describe('an event that was parsed', () => {
  it('is marked as what it says', () => {
    for (const [position, action] of everyAction.entries()) {
      expect(markedPosition(parseAction(copy(action)))).toBe(position);
      expect(markedPosition(copy(action))).toBe(-1);
    }
    for (const observation of everyObservation) {
      const parsed = parseObservation(copy(observation));
      expect(markedSeen(parsed)).toEqual(seenObservation(copy(observation)));
      expect(markedSeen({ ...parsed })).toBeUndefined();
    }
  });
});

describe('objects that are marked as something else', () => {
  it('are not taken for what they are not', () => {
    const given = stopped as never;
    expect(() => decide(start as never, given)).toThrow(InvalidInputError);
    expect(() => decide(given, failed as never)).toThrow(InvalidInputError);
    expect(() => decide(failed as never, start as never)).toThrow(InvalidDeploymentError);
    expect(() => observe(given, start as never)).toThrow(InvalidInputError);
    expect(() => observe(start as never, failed)).toThrow(InvalidDeploymentError);
  });
});
