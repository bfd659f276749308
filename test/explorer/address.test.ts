/** Walks as addresses: there and back, and what a hostile or malformed address comes to. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newWalk, stepsMax, type WalkStep, walkAddress, walkAt } from '../../src/explorer/model';
import {
  everyAction,
  everyCapabilities,
  everyObservation,
  InvalidInputError,
  observations,
} from '../../src/lifecycle';

const error = { message: 'The pipeline failed.', error_code: 'PipelineFailed', details: {} };

/** Any step that the page can take. */
const anyStep: fc.Arbitrary<WalkStep> = fc.oneof(
  fc.constantFrom(...everyAction).map((action) => ({ kind: 'action' as const, action })),
  fc
    .record({
      observation: fc.constantFrom(...everyObservation),
      generation: fc.option(fc.maxSafeNat(), { nil: undefined }),
    })
    .map(({ observation: { type, ...rest }, generation }): WalkStep => {
      const payload = observations[type].carries === 'error' ? { error } : rest;
      const named = generation === undefined ? {} : { generation };
      return { kind: 'observation', observation: { type, ...payload, ...named } as never };
    }),
);

const anyWalk = fc
  .record({
    capabilities: fc.constantFrom(...everyCapabilities),
    steps: fc.array(anyStep, { maxLength: stepsMax }),
    place: fc.nat(),
  })
  .map(({ capabilities, steps, place }) => ({
    ...{ capabilities, steps },
    taken: place % (steps.length + 1),
  }));

describe('the address of a walk', () => {
  test('says all of it', () => {
    fc.assert(
      fc.property(anyWalk, (walk) => {
        expect(walkAt(walkAddress(walk))).toEqual(walk);
      }),
    );
  });

  test('can be read by people', () => {
    const address =
      'without:standby/at:2/start?initial=paused/runner:provisioning@1/stop?force=true';
    expect(walkAddress(walkAt(address))).toBe(address);
    expect(walkAddress(newWalk)).toBe('');
  });

  test('needs no character that an address has to escape', () => {
    fc.assert(
      fc.property(anyWalk, (walk) => {
        expect(new URL(`http://localhost/#${walkAddress(walk)}`).hash.slice(1)).toBe(
          walkAddress(walk),
        );
      }),
    );
  });

  test.each([
    ['<img src=x onerror=alert(1)>', 'action is'],
    ['"><script>alert(1)</script>', 'action is'],
    ['javascript:alert(1)', 'action is'],
    ['start?initial=<script>', 'initial is'],
    ['start?initial=paused&initial=running', 'initial'],
    ['__proto__', 'action is'],
    ['start?__proto__=1', '__proto__'],
    ['runner:constructor', 'address is'],
    ['runner:running@', 'address is'],
    ['runner:running@-1', 'address is'],
    ['runner:running@99999999999999999', 'address is'],
    ['runner:running:5', "field 'checkpoint'"],
    ['runner:suspended', 'checkpoint is'],
    ['without:everything/start', 'address is'],
    ['without:', 'address is'],
    ['at:2/start', 'address is'],
    ['at:x/start', 'address is'],
    ['start/at:1', 'action is'],
    ['%73tart', 'action is'],
    [
      Array(stepsMax + 1)
        .fill('stop')
        .join('/'),
      `at most ${stepsMax} steps`,
    ],
    ['stop/'.repeat(100_000), `at most ${stepsMax} steps`],
  ])('that is hostile or malformed is refused in one short line: %s', (address, reason) => {
    let problem: unknown;
    try {
      walkAt(address);
    } catch (thrown) {
      problem = thrown;
    }
    expect(problem).toBeInstanceOf(InvalidInputError);
    const { message } = problem as InvalidInputError;
    expect(message).toContain(reason);
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(300);
  });

  test('that is anything at all is a walk or refused, and never anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          return walkAt(text).taken <= stepsMax;
        } catch (thrown) {
          return thrown instanceof InvalidInputError;
        }
      }),
    );
  });
});
