/** Representatives: one deployment for a whole class, and observations of every variant of it. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/input';
import { createDeployment, observations, observationTypes, observe } from '../../../src/lifecycle';
import { everyObservation } from '../../../src/lifecycle/compiled/every-observation';
import {
  representative,
  representativeGeneration,
  sampleObservation,
} from '../../../src/lifecycle/compiled/representative';
import { isDeeplyFrozen, reachable } from '../helpers';

const wordy = /^[A-Z]\S*( \S+){2,}\.$/;

describe('a representative', () => {
  it('always has the same data: generation 1, checkpoint 1, and the same error', () => {
    for (const deployment of reachable) {
      const other = {
        ...deployment,
        error: deployment.error && { message: '', error_code: 'Disk', details: { at: 1 } },
        checkpoint: deployment.checkpoint && 9,
        generation: 9,
      };
      const own = representative(other);
      expect(own).toEqual(deployment);
      expect(isDeeplyFrozen(own)).toBe(true);
      expect(own.generation).toBe(1);
      expect([null, 1]).toContain(own.checkpoint);
      if (own.error === null) continue;
      expect(own.error.message).toMatch(wordy);
      expect(own.error.error_code).toBe('PipelineFailed');
      expect(own.error.details).toEqual({});
    }
    expect(representative({ ...createDeployment(), checkpoint: 0, generation: 1 }).checkpoint).toBe(
      1,
    );
  });
});

describe('a representative of something else', () => {
  const fresh = createDeployment();

  it.each([
    [undefined, 'deployment'],
    [null, 'deployment'],
    ['Stopped', 'deployment'],
    [[], 'deployment'],
    [{}, 'error'],
    [{ ...fresh, error: 'Boom.' }, 'error'],
    [{ ...fresh, checkpoint: -1 }, 'checkpoint'],
    [{ ...fresh, generation: '1' }, 'generation'],
  ])('%j is an error of field %s', (value, field) => {
    const act = () => representative(value as never);
    expect(act).toThrow(InvalidInputError);
    expect(act).toThrow(expect.objectContaining({ field }));
  });
});

describe('deployments with the same representative', () => {
  it('have the same representatives after the same observation', () => {
    for (const deployment of reachable) {
      const other = {
        ...deployment,
        generation: 77,
        checkpoint: deployment.checkpoint === null ? null : 5,
      };
      expect(representative(other)).toEqual(deployment);
      for (const seen of everyObservation) {
        const same = {
          ...seen,
          ...('checkpoint' in seen ? { checkpoint: seen.checkpoint + 4 } : {}),
          ...('generation' in seen ? { generation: other.generation } : {}),
        };
        const [one, another] = [observe(deployment, seen), observe(other, same)].map((outcome) =>
          JSON.stringify(representative(outcome.deployment)),
        );
        if (one !== another) expect(another, seen.type).toBe(one);
      }
    }
  });
});

describe('every observation', () => {
  it('occurs once, with a checkpoint lower, equal and higher, its generation named or not', () => {
    expect(everyObservation.map(({ type, ...rest }) => [type, rest])).toEqual(
      observationTypes.flatMap((type) => {
        switch (observations[type].carries) {
          case 'checkpoint':
            return [{}, { generation: 1 }].flatMap((named) =>
              [0, 1, 2].map((checkpoint) => [type, { checkpoint, ...named }]),
            );
          case 'error':
            return [[type, { error: expect.anything() }]];
          default:
            return [[type, {}]];
        }
      }),
    );
    expect(isDeeplyFrozen(everyObservation)).toBe(true);
  });

  it('has the fields of its type and no others', () => {
    for (const observation of everyObservation) {
      const { carries } = observations[observation.type];
      const { generation: _, ...fields } = observation;
      expect(Object.keys(fields)).toEqual(carries === null ? ['type'] : ['type', carries]);
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

describe('a sample observation', () => {
  it.each(observationTypes)(
    'of %s is of the current generation, which it names or not, or of the one before',
    (type) => {
      expect(sampleObservation(type, 'current')).not.toHaveProperty('generation');
      expect(sampleObservation(type, 'named')).toMatchObject({
        type,
        generation: representativeGeneration,
      });
      expect(sampleObservation(type, 'otherGeneration')).toMatchObject({
        type,
        generation: representativeGeneration - 1,
      });
    },
  );

  it.each(['suspended', 'checkpointed'] as const)(
    'of %s has an equal or a higher checkpoint',
    (type) => {
      expect(sampleObservation(type, 'current')).toEqual({ type, checkpoint: 1 });
      expect(sampleObservation(type, 'higher')).toEqual({ type, checkpoint: 2 });
      expect(sampleObservation(type, 'named')).toMatchObject({ checkpoint: 1 });
      expect(sampleObservation(type, 'namedHigher')).toMatchObject({ checkpoint: 2 });
    },
  );
});
