/**
 * A shrunk story contains what explains a violation, and not only what contradicts: the call that
 * took effect, although it was refused or cancelled.
 */
import { describe, expect, it } from 'vitest';
import type { CompleteAction, Deployment } from '../../../../src/lifecycle';
import type { Failure } from '../../../../src/testing';
import { amount, isLong, sample } from '../../../tier';
import { inVirtualTime } from '../../virtual-time';
import { testedServer } from '../detection';
import { startInProcess } from '../in-process-server';
import type { MemoryOptions } from '../memory-driver';
import { bugs as serverBugs } from '../servers/bugs.mjs';
import { tested } from '../tested';

const withoutError = (deployment: Deployment): Deployment => ({ ...deployment, error: null });

const isStartThatKeepsErrors = (action: CompleteAction) =>
  action.type === 'start' && !action.dismissError;

/** Bugs of a pipeline in memory that fails often, with the line that explains what is seen. */
const inMemory: Readonly<Record<string, readonly [MemoryOptions['after'], RegExp]>> = {
  'a refused dismissal takes effect': [
    (after, before, { type }) =>
      type === 'dismissError' && before.status === 'Stopping' ? withoutError(after) : after,
    /"dismiss_error".*"answer":400/,
  ],
  'a refused start clears the error': [
    (after, before, action) =>
      isStartThatKeepsErrors(action) && before.error !== null ? withoutError(after) : after,
    /"start".*"dismiss_error":false.*"answer":400/,
  ],
  'a refused pause takes effect': [
    (after, { status, desiredStatus }, { type }) =>
      type === 'pause' && status === 'Provisioning' && desiredStatus === 'Running'
        ? { ...after, desiredStatus: 'Paused', initial: 'paused' }
        : after,
    /"pause".*"answer":400/,
  ],
};

const seeds = Array.from({ length: amount({ usual: 1, deep: 20 }) }, (_, index) => index + 1);

describe.each(sample(Object.entries(inMemory), 2))(
  '%s: the call is in the story',
  (_, [after, culprit]) => {
    const found = async (seed: number, again: number | undefined): Promise<Failure | null> => {
      const memory = { seed, failures: 0.02, ...(after === undefined ? {} : { after }) };
      return (await tested(memory, { seed, again })).failure;
    };

    it('whatever a replay has left out', async () => {
      for (const seed of seeds) {
        const failure = await found(seed, 10_000);
        expect(failure?.again.tried).toBeGreaterThan(0);
        expect(failure?.history.join('\n'), `seed ${seed}`).toMatch(culprit);
      }
    });

    it('if it was not replayed', async () => {
      for (const seed of seeds) {
        const failure = await found(seed, 0);
        expect(failure?.history.join('\n'), `seed ${seed}`).toMatch(culprit);
      }
    });
  },
);

describe.runIf(isLong)('what shows only later', () => {
  const late = {
    'cancelled-start-revived-after-300-ms': [/"start".*"answer":202/, /"stop".*"answer":202/],
    'refused-pause-is-carried-out-later': [/"pause".*"answer":400/],
  };
  const tries = 8;

  it.each(Object.entries(late))('has its cause in the story: %s', async (bug, culprits) => {
    const args = ['--latency', '2..10', ...(serverBugs[bug]?.options ?? [])];
    for (let seed = 1; seed <= tries; seed += 1) {
      const { failure } = await inVirtualTime((clock) =>
        testedServer(startInProcess(clock, { bug, seed, args }), args, {
          seed,
          budget: { walks: 60 },
          again: 60_000,
        }),
      );
      const history = failure?.history ?? [];
      for (const culprit of culprits) expect(history.join('\n'), `seed ${seed}`).toMatch(culprit);
      expect(history.length).toBeLessThanOrEqual(10);
    }
  });
});
