/** Wrong options are refused before anything begins, each with an error that names it. */
import { describe, expect, test } from 'vitest';
import { latencyText } from '../../src/cli/times';
import { InvalidInputError } from '../../src/input/invalid-input';
import { createSimulator } from '../../src/simulator/simulator';

describe('a simulator refuses', () => {
  test.each<[field: string, options: unknown, allowed: string]>([
    ['edition', { edition: 'community' }, 'one of "enterprise", "open-source"'],
    ['failures', { failures: 1.5 }, 'a probability'],
    ['failures', { failures: Number.NaN }, 'a probability'],
    ['failures', { failures: '0.5' }, 'a probability'],
    ['seed', { seed: -1 }, 'a non-negative safe integer'],
    ['seed', { seed: 0.5 }, 'a non-negative safe integer'],
    ['latency', { latency: { least: 2, most: 1 } }, '{ least, most } in milliseconds'],
    ['latency', { latency: { least: -1, most: 1 } }, '{ least, most } in milliseconds'],
    ['latency', { latency: { least: 0, most: 1e9 } }, '{ least, most } in milliseconds'],
    ['latency', { latency: null }, '{ least, most } in milliseconds'],
    ['latency', { latency: 5 }, '{ least, most } in milliseconds'],
    ['pipelines', { pipelines: 'demo' }, 'a list of names'],
    ['pipelines[1]', { pipelines: ['demo', 'a b'] }, '1 to 100 letters'],
    ['pipelines[0]', { pipelines: [7] }, 'a string'],
    ['pipelines[1]', { pipelines: ['demo', 'demo'] }, 'given only once'],
    ['cors', { cors: 'localhost:5173' }, 'an origin'],
    ['cors', { cors: 'http://localhost:5173/' }, 'an origin'],
    ['cors', { cors: '' }, 'an origin'],
    ['apiKeys[0].key', { apiKey: 'short' }, 'a key of 16'],
    ['latencies', { latencies: 1 }, 'left out'],
  ])('%s in %j', (field, options, allowed) => {
    const error = thrownBy(() => createSimulator(options as object));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ field, allowed: expect.stringContaining(allowed) });
    expect(String(error)).not.toContain('short"');
  });

  test('no option that is undefined', () => {
    const { settings } = createSimulator({ seed: undefined, pipelines: undefined } as object);
    expect(settings).toMatchObject({ seed: 7, pipelines: ['demo'], edition: 'enterprise' });
  });
});

test.each([
  [{ least: 200, most: 2_000 }, '200ms..2s'],
  [{ least: 50, most: 50 }, '50ms'],
  [{ least: 0, most: 60_000 }, '0s..60s'],
])('the latency %j is written as %s', (latency, text) => {
  expect(latencyText(latency)).toBe(text);
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
