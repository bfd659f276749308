/** The deployments that can occur. */
import { describe, expect, it } from 'vitest';
import { createDeployment, everyCapabilities, reachableDeployments } from '../../src/lifecycle';
import { reachable } from './helpers';

describe('the reachable deployments', () => {
  it('are 320 with every capability, in 28 pairs of statuses', () => {
    const pairs = new Set(reachable.map((each) => `${each.status}/${each.desiredStatus}`));
    expect([reachable.length, pairs.size]).toEqual([320, 28]);
  });

  it('are fewer with fewer capabilities, and never others', () => {
    const all = new Set(reachable.map((each) => JSON.stringify(each)));
    for (const present of everyCapabilities) {
      for (const each of reachableDeployments(present)) expect(all).toContain(JSON.stringify(each));
    }
  });

  it('are in the order of a search from a stopped pipeline', () => {
    expect(reachable[0]).toEqual({ ...createDeployment(), generation: 1 });
    expect(reachable.slice(1, 4).every(({ status }) => status === 'Stopped')).toBe(true);
  });
});
