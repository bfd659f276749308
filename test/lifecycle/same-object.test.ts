/**
 * What comes back as the very same object, and how much is kept: at most as many deployments and
 * results as there are places, and nearly all of those that were made last.
 */
import { describe, expect, it } from 'vitest';
import {
  type Capabilities,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  everyCapabilities,
  observe,
  parseDeployment,
  verdicts,
} from '../../src/lifecycle';
import { deploymentWith } from './helpers';

const running = deploymentWith({
  status: 'Running',
  desiredStatus: 'Running',
  initial: 'running',
  bootstrapPolicy: 'allow',
  checkpoint: 1,
});
const places = { deployments: 4096, results: 8192 };

describe('a result', () => {
  it('of every action with all capabilities is kept, all at the same time', () => {
    const made = parseDeployment({ ...running, generation: 3 });
    const all = (given: (present: Capabilities) => Partial<Capabilities>) =>
      everyCapabilities.flatMap((present) =>
        verdicts(made, given(present)).map(({ decision }) => decision),
      );
    const first = all((present) => present);
    const again = all((present) => ({ ...present }));
    expect(first).toHaveLength(everyCapabilities.length * everyAction.length);
    expect(first.filter((decision, position) => decision !== again[position])).toEqual([]);
  });

  it('that is stale, or taken in without data, is kept', () => {
    for (const observation of [{ type: 'deprovisioned' }, { type: 'paused' }] as const) {
      expect(observe(running, observation)).toBe(observe(running, { ...observation }));
    }
  });

  it('that says what its message carried is not given to another message', () => {
    const reasons = [3, 0, 3].map((generation) => {
      const outcome = observe(running, { type: 'paused', generation });
      return outcome.accepted ? '' : outcome.reason.split(',')[0];
    });
    expect(reasons).toEqual([3, 0, 3].map((each) => `'paused' is of generation ${each}`));
    const seen = [7, 9, 7].map((checkpoint) =>
      observe(running, { type: 'checkpointed', checkpoint }),
    );
    expect(seen.map(({ deployment }) => deployment.checkpoint)).toEqual([7, 9, 7]);
    const failures = ['One.', 'Two.'].map((message) => {
      return observe(running, { type: 'failed', error: { message, error_code: 'E', details: {} } });
    });
    expect(failures.map(({ deployment }) => deployment.error?.message)).toEqual(['One.', 'Two.']);
  });

  it('about an object of a caller is made anew, and is not taken for one about another', () => {
    const [one, other] = [{ ...running }, { ...running, generation: 2 }];
    const [first, second] = [one, other].map((each) => decide(each, { type: 'pause' }));
    expect(first?.deployment.generation).toBe(1);
    expect(second?.deployment.generation).toBe(2);
    expect(decide(one, { type: 'pause' })).not.toBe(first);
    expect(decide(one, { type: 'activate' }).deployment).toBe(one);
    expect(decide(other, { type: 'activate' }).deployment).toBe(other);
  });
});

describe('the body of a refusal', () => {
  it('is made once for all deployments of a class', () => {
    for (const action of everyAction) {
      const [one, other] = [{ ...running }, { ...running, generation: 5, checkpoint: 8 }].map(
        (each) => decide(each, action),
      );
      if (one === undefined || one.accepted || other === undefined || other.accepted) continue;
      expect(other.error).toBe(one.error);
    }
    expect(decide(running, { type: 'activate' }).accepted).toBe(false);
  });
});

describe('a pipeline that was never started', () => {
  it('is one object, about which the answers are those about its copy', () => {
    const fresh = createDeployment();
    expect(createDeployment()).toBe(fresh);
    for (const action of everyAction) {
      const decision = decide({ ...fresh }, action);
      expect(decide(fresh, action)).toEqual(decision);
      // Asked again, when its class is known.
      expect(decide(fresh, action)).toEqual(decision);
    }
  });
});

/** How many of these are still the same objects; the newest first, which replaces no older one. */
function kept<Made>(made: readonly Made[], again: (position: number) => Made): number {
  let count = 0;
  for (let position = made.length - 1; position >= 0; position -= 1) {
    if (again(position) === made[position]) count += 1;
  }
  return count;
}

describe('the memory', () => {
  const series: [what: string, nth: (position: number) => Deployment][] = [
    ['checkpoints', (position) => ({ ...running, checkpoint: position })],
    ['generations', (position) => ({ ...running, generation: position + 1 })],
  ];

  it.each(series)('of deployments tells %s apart, and has a bound', (_what, nth) => {
    const make = (position: number) => parseDeployment(nth(position));
    const made = Array.from({ length: 4 * places.deployments }, (_, position) => make(position));
    made.forEach((each, position) => {
      const { checkpoint, generation } = nth(position);
      if (each.checkpoint !== checkpoint || each.generation !== generation) {
        expect(each).toEqual(nth(position));
      }
    });
    const count = kept(made, make);
    expect(count).toBeLessThanOrEqual(places.deployments);
    expect(count).toBeGreaterThan(0.99 * places.deployments);
  });

  it('of results has a bound', () => {
    const deployments = Array.from({ length: 1000 }, (_, position) =>
      parseDeployment({ ...running, generation: position + 10 }),
    );
    const asked = deployments.flatMap((deployment) =>
      everyAction.map((action) => ({ deployment, action })),
    );
    const ask = (position: number) => {
      const { deployment, action } = asked[position] as (typeof asked)[number];
      return decide(deployment, action);
    };
    const made = asked.map((_, position) => ask(position));
    made.forEach(({ deployment, accepted }, position) => {
      if (!accepted && deployment !== asked[position]?.deployment) throw new Error('Another one.');
    });
    const count = kept(made, ask);
    expect(count).toBeLessThanOrEqual(places.results);
    expect(count).toBeGreaterThan(0.99 * places.results);
  });
});
