/** Waiting with a limit: nothing hangs, and nothing is left behind. */
import { expect, test } from 'vitest';
import { TimeLimitError, UnreachableError } from '../../../src/testing';
import { within } from '../../../src/testing/timing';
import { inVirtualTime } from '../virtual-time';

test('settles as the attempt does, and leaves no sleeper behind', () =>
  inVirtualTime(async (clock) => {
    const late = async () => {
      await clock.sleep(90);
      return 'done';
    };
    expect(await within(100, 'it', late, clock)).toBe('done');
    const failure = new Error('planted');
    await expect(within(100, 'it', () => Promise.reject(failure), clock)).rejects.toBe(failure);
    const throwing = () => {
      throw failure;
    };
    await expect(within(100, 'it', throwing, clock)).rejects.toBe(failure);
    expect(clock.sleepers).toBe(0);
  }));

test('rejects with TimeLimitError once the limit is over, and ignores a later result', () =>
  inVirtualTime(async (clock) => {
    const began = clock.now();
    const late = async () => {
      await clock.sleep(101);
      throw new Error('too late to matter');
    };
    const error = await within(100, 'it', late, clock).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TimeLimitError);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ milliseconds: 100, message: 'it: no answer within 100 ms' });
    expect(clock.now() - began).toBe(100);
    await clock.sleep(10);
  }));
