/** The pool of candidates stays small, whatever happens to a deployment. */
import { describe, expect, it } from 'vitest';
import {
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  everyObservation,
  fullCapabilities,
  observe,
  reachableDeployments,
} from '../../../src/lifecycle';
import { CandidatePool } from '../../../src/trace/candidates';
import { amount } from '../../tier';

describe('a pool', () => {
  it('lists the members of a set in the same order, whatever it was asked before', () => {
    const [fresh, used] = [
      new CandidatePool(fullCapabilities),
      new CandidatePool(fullCapabilities),
    ];
    for (const deployment of [...reachableDeployments()].reverse()) void used.of(deployment).later;
    const namesIn = (pool: CandidatePool) =>
      pool.anywhere().members.map(({ deployment }) => JSON.stringify(deployment));
    expect(namesIn(used)).toEqual(namesIn(fresh));
  });

  it('has no candidates but those of the deployments that can occur', () => {
    const candidates = new CandidatePool(fullCapabilities);
    const pool = new Set(candidates.anywhere().members);
    expect(pool.size).toBeLessThanOrEqual(reachableDeployments().length);
    const met = new Set(
      longLife(amount({ usual: 25_000, deep: 50_000 })).map((each) => candidates.of(each)),
    );
    expect(met.size).toBeGreaterThan(pool.size / 2);
    expect([...met].filter((candidate) => !pool.has(candidate))).toEqual([]);
  });

  it('finds nothing new if observations follow observations', () => {
    const candidates = new CandidatePool(fullCapabilities);
    for (const candidate of candidates.anywhere().members) {
      const unfolded = candidates.setOf([candidate]).afterAnyObservations();
      expect(unfolded.members).toContain(candidate);
      expect(unfolded.afterAnyObservations()).toBe(unfolded);
    }
    expect(candidates.anywhere().afterAnyObservations()).toBe(candidates.anywhere());
  });
});

/** Every deployment along a walk that takes each action and observation in turn, over and over. */
function longLife(steps: number): Deployment[] {
  const walk = [createDeployment()];
  let deployment = createDeployment();
  // A multiplicative generator: the walk is the same on every run, and nowhere near periodic.
  let random = 1;
  for (let step = 0; step < steps; step += 1) {
    random = (random * 48_271) % 2_147_483_647;
    const event = random % (everyAction.length + everyObservation.length);
    const action = everyAction[event];
    const observation = everyObservation[event - everyAction.length];
    if (action !== undefined) deployment = decide(deployment, action).deployment;
    if (observation !== undefined) deployment = observe(deployment, observation).deployment;
    walk.push(deployment);
  }
  return walk;
}
