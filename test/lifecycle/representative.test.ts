/** What stands for whole classes: one deployment, and messages of every kind to it. */
import { describe, expect, it } from 'vitest';
import { createDeployment, observations, observationTypes } from '../../src/lifecycle';
import {
  everyObservation,
  representative,
  representativeGeneration,
  sampleObservation,
} from '../../src/lifecycle/compiled/representative';
import { isDeeplyFrozen, reachable } from './helpers';

const wordy = /^[A-Z]\S*( \S+){2,}\.$/;

describe('a representative', () => {
  it('has one kind of data: generation 1, checkpoint 1, and an error that says so', () => {
    for (const deployment of reachable) {
      const other = {
        ...deployment,
        error: deployment.error && { message: '', error_code: 'Disk', details: { at: 1 } },
        checkpoint: deployment.checkpoint && 9,
        generation: 9,
      };
      const stands = representative(other);
      expect(stands).toEqual(deployment);
      expect(isDeeplyFrozen(stands)).toBe(true);
      expect(stands.generation).toBe(1);
      expect([null, 1]).toContain(stands.checkpoint);
      if (stands.error === null) continue;
      expect(stands.error.message).toMatch(wordy);
      expect(stands.error.error_code).toBe('PipelineFailed');
      expect(stands.error.details).toEqual({});
    }
    expect(representative({ ...createDeployment(), checkpoint: 0, generation: 1 }).checkpoint).toBe(
      1,
    );
  });
});

describe('every observation', () => {
  it('is there once, and with a checkpoint three times: lower, equal and higher', () => {
    const texts = everyObservation.map((each) =>
      'checkpoint' in each ? `${each.type} ${each.checkpoint}` : each.type,
    );
    expect(texts).toEqual(
      observationTypes.flatMap((type) =>
        observations[type].carries === 'checkpoint'
          ? [0, 1, 2].map((checkpoint) => `${type} ${checkpoint}`)
          : [type],
      ),
    );
    expect(isDeeplyFrozen(everyObservation)).toBe(true);
  });

  it('has just the fields of its type', () => {
    for (const observation of everyObservation) {
      const { carries } = observations[observation.type];
      expect(Object.keys(observation)).toEqual(carries === null ? ['type'] : ['type', carries]);
    }
  });

  it('of a failure carries another error than a representative has', () => {
    const known = reachable.find(({ error }) => error !== null)?.error;
    const taken = everyObservation.flatMap((each) => ('error' in each ? [each.error] : []));
    expect(taken).toHaveLength(1);
    expect(taken[0]).not.toEqual(known);
    expect(taken[0]?.message).toMatch(wordy);
    expect(taken[0]?.error_code).toBe('PipelineFailed');
  });
});

describe('a sample of an observation', () => {
  it.each(observationTypes)('of %s is of the present generation, or of the one before', (type) => {
    expect(sampleObservation(type, 'current')).not.toHaveProperty('generation');
    expect(sampleObservation(type, 'otherGeneration')).toMatchObject({
      type,
      generation: representativeGeneration - 1,
    });
  });

  it.each(['suspended', 'checkpointed'] as const)('of %s has a checkpoint to compare', (type) => {
    expect(sampleObservation(type, 'current')).toEqual({ type, checkpoint: 1 });
    expect(sampleObservation(type, 'higher')).toEqual({ type, checkpoint: 2 });
  });
});
