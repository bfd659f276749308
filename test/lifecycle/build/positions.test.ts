/** The positions of words: written from the vocabulary, and those of its lists. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actionTypes, createDeployment, everyAction } from '../../../src/lifecycle';
import { positionsSource } from '../../../src/lifecycle/build/positions';
import {
  actionPosition,
  desiredStatusPosition,
  fieldPosition,
  initialPosition,
  observationPosition,
  parameterStep,
  policyPosition,
  statusPosition,
} from '../../../src/lifecycle/compiled/positions';
import {
  actions,
  deploymentStatuses,
  desiredStatuses,
  observationTypes,
} from '../../../src/lifecycle/vocabulary';

const { initial, bootstrapPolicy } = actions.start.parameters;

describe('positions.ts', () => {
  it('is written from the vocabulary', () => {
    const file = new URL('../../../src/lifecycle/compiled/positions.ts', import.meta.url);
    const written = readFileSync(file, 'utf8');
    expect(written, 'positions.ts is stale: run `npm run generate`').toBe(positionsSource());
  });
});

describe('the position of a word', () => {
  it.each<[string, (word: unknown) => number, readonly unknown[]]>([
    ['status', statusPosition, deploymentStatuses],
    ['desired status', desiredStatusPosition, desiredStatuses],
    ['initial', initialPosition, [null, ...initial.values]],
    ['bootstrap policy', policyPosition, [null, ...bootstrapPolicy.values]],
    ['field', fieldPosition, Object.keys(createDeployment())],
    ['observation', observationPosition, observationTypes],
  ])('that is a %s is that in its list, and of no other word', (_, position, words) => {
    expect(words.map(position)).toEqual([...words.keys()]);
    for (const other of ['', 'stopped', 'constructor', undefined, 0, new String(words[1])]) {
      expect(position(other)).toBeLessThan(-100);
    }
  });

  it('that is a type, with the steps of its parameters, is that of the action', () => {
    const found = everyAction.map(({ type, ...parameters }) =>
      Object.entries(parameters).reduce(
        (index, [name, value]) => index + parameterStep(type, name, value),
        actionPosition(type),
      ),
    );
    expect(found).toEqual([...everyAction.keys()]);
    for (const type of actionTypes) {
      expect(parameterStep(type, 'other', true)).toBeLessThan(-100);
      expect(parameterStep(type, 'initial', 'now')).toBeLessThan(-100);
    }
  });
});
