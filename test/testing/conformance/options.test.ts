/** The options of a conformance test: invalid ones are named, with what is allowed. */
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/input';
import { checkConformance } from '../../../src/testing';
import { conformancePlan } from '../../../src/testing/conformance/options';
import { memoryDriver } from './memory-driver';

describe('an invalid option is refused', () => {
  const budget = 'a number of milliseconds, or an object with milliseconds, walks, calls.';
  it.each([
    ['no options', null, 'options is null, but must be an object'],
    [
      'an unknown name',
      { sed: 1 },
      "Unknown field 'sed' (1): a conformance test has only capabilities, seed, ",
    ],
    ['seed', { seed: -1 }, 'seed is -1, but must be a non-negative safe integer'],
    ['extraWalks', { extraWalks: 0.5 }, 'extraWalks is 0.5, but must be a non-negative'],
    ['again', { again: '10s' }, 'again is "10s", but must be a non-negative safe integer'],
    ['budget as a text', { budget: '5m' }, `budget is "5m", but must be ${budget}`],
    ['budget of nothing', { budget: {} }, `budget is {}, but must be ${budget}`],
    ['budget.walks', { budget: { walks: -1 } }, 'budget.walks is -1, but must be a non-negative'],
    ['budget.calls', { budget: { calls: '9' } }, 'budget.calls is "9", but must be a non-negative'],
    [
      'budget.polls',
      { budget: { polls: 9 } },
      "Unknown field 'budget.polls' (9): a budget has only milliseconds, walks, calls.",
    ],
    ['budget', { budget: Number.NaN }, 'budget is NaN, but must be a non-negative safe integer'],
    ['statuses', { statuses: [] }, 'statuses is [], but must be an object'],
    ['statuses.Melting', { statuses: { Melting: ['Runing'] } }, 'statuses.Melting is "Runing"'],
    [
      'statuses.Melting of nothing',
      { statuses: { Melting: [] } },
      'statuses.Melting is [], but must be an array of one or more of Stopped, ',
    ],
    ['signal', { signal: 'stop' }, 'signal is "stop", but must be an AbortSignal'],
    ['clock', { clock: {} }, 'clock.now is undefined, but must be a method; so must sleep.'],
    ['onProgress', { onProgress: 1 }, 'onProgress is 1, but must be a function'],
    ['strict', { strict: 'yes' }, 'strict is "yes", but must be one of true, false'],
    ['keepGoing', { keepGoing: 1 }, 'keepGoing is 1, but must be one of true, false'],
    ['clients', { clients: 0 }, 'clients is 0, but must be a whole number from 1 to 64'],
    ['too many clients', { clients: 65 }, 'clients is 65, but must be a whole number from 1 to'],
    ['capabilities', { capabilities: { standbye: true } }, "Unknown field 'standbye' (true)"],
  ])('%s', async (_name, options, message) => {
    const testing = checkConformance(memoryDriver(), options as never);
    await expect(testing).rejects.toThrow(InvalidInputError);
    await expect(checkConformance(memoryDriver(), options as never)).rejects.toThrow(message);
  });

  it.each([
    ['lacks a function', { ...memoryDriver(), read: undefined }],
    ['is null', null],
  ])('a driver that %s', async (_, driver) => {
    await expect(checkConformance(driver as never)).rejects.toThrow(
      /driver\.(read|create) is undefined, but must be a function/,
    );
  });
});

describe('the defaults', () => {
  it('limit the time, and nothing else', () => {
    const { budget, again } = conformancePlan({});
    expect(budget).toEqual({ milliseconds: 60_000, walks: Infinity, calls: Infinity });
    expect(again).toBe(10_000);
  });

  it('do not limit the time if the budget is in walks or calls', () => {
    const { budget, again } = conformancePlan({ budget: { walks: 40 } });
    expect(budget).toEqual({ milliseconds: Infinity, walks: 40, calls: Infinity });
    expect(again).toBe(Infinity);
    const both = conformancePlan({ budget: { calls: 1_000, milliseconds: 5_000 } });
    expect(both.budget).toEqual({ milliseconds: 5_000, walks: Infinity, calls: 1_000 });
    expect(both.again).toBe(10_000);
  });
});
