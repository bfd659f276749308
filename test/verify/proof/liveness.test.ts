/**
 * Liveness is decided on the graph. A second procedure, which removes states until the rest stays
 * fair, comes to the same result, also on graphs with random changes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deployment, type StepType, steps as stepTable } from '../../../src/lifecycle';
import type { StateSpace, Transition } from '../../../src/verify/exploration/explore';
import { runnerMoves } from '../../../src/verify/exploration/runner';
import { componentsOf } from '../../../src/verify/proof/components';
import type { ViolatingRun } from '../../../src/verify/proof/finding';
import { checkLeadsTo } from '../../../src/verify/proof/liveness';
import { lifecycleProperties } from '../../../src/verify/properties/lifecycle-properties';
import { type LeadsToProperty, leadsTo } from '../../../src/verify/properties/property';
import { amount, isDeep } from '../../tier';
import { fairRuns, shortestViolation } from '../brute-force';
import { explored, verified } from '../explored';

const liveness = lifecycleProperties.filter(
  (each): each is LeadsToProperty => each.kind === 'leadsTo',
);
const words = { id: 'team.claim', statement: 'It gets there.', rules: [] };
// The smallest one first.
const [smallest, ...larger] = [
  { checkpointing: false, standby: false },
  { standby: false },
  {},
].map((each) => explored(each)) as [StateSpace, ...StateSpace[]];
const spaces = isDeep ? [smallest, ...larger] : [smallest];

describe('components', () => {
  const graph = fc.integer({ min: 0, max: 12 }).chain((size) =>
    fc.array(fc.array(fc.nat({ max: Math.max(0, size - 1) }), { maxLength: 3 }), {
      minLength: size,
      maxLength: size,
    }),
  );

  it('are the nodes that lead to each other', () => {
    fc.assert(
      fc.property(graph, (next) => {
        const leads = next.map((_, from) => {
          const reached = new Set([from]);
          for (const node of reached) for (const to of next[node] ?? []) reached.add(to);
          return reached;
        });
        const together = next.map((_, node) =>
          [...next.keys()].filter((other) => leads[node]?.has(other) && leads[other]?.has(node)),
        );
        const components = componentsOf(next).map((each) => [...each].sort((a, b) => a - b));
        expect(components.flat().sort((a, b) => a - b)).toEqual([...next.keys()]);
        for (const component of components) {
          for (const node of component) expect(component).toEqual(together[node]);
        }
      }),
    );
  });

  it('are found in a long chain, too', () => {
    const chain = Array.from({ length: 2000 }, (_, node) => (node === 1999 ? [0] : [node + 1]));
    expect(componentsOf(chain).map(({ length }) => length)).toEqual([2000]);
  });
});

describe('the runner', () => {
  it('moves by observations that are applied, are of its generation and not a failure', () => {
    const moves = runnerMoves(smallest);
    const expected = smallest.transitions.map((steps) =>
      steps.filter(
        ({ kind, accepted, event }) =>
          kind === 'observation' &&
          accepted &&
          event.type !== 'failed' &&
          (event.generation ?? 1) === 1,
      ),
    );
    expect(moves.map((each) => each.map(({ transition }) => transition))).toEqual(expected);
  });

  it('can complete every step that reconcile asks for, wherever it asks for it', () => {
    for (const space of spaces) {
      const moves = runnerMoves(space);
      for (const { number, deployment } of space.states) {
        const asked = stepTable[deployment.status][deployment.desiredStatus] as StepType;
        const isWaiting = asked === 'awaitApproval' && !deployment.bootstrapApproved;
        const does = new Set((moves[number] ?? []).map((each) => each.completes).filter(Boolean));
        const expected = asked === 'idle' || isWaiting ? [] : [asked];
        expect([...does]).toEqual(
          asked === 'awaitApproval' && !isWaiting ? ['bootstrap'] : expected,
        );
      }
    }
  });
});

/** Changes a space: some transitions are removed, others lead to another state. */
function changedBy(space: StateSpace, pick: (step: Transition) => number | null): StateSpace {
  const transitions = space.transitions.map((each) =>
    each.flatMap((step): Transition[] => {
      const to = step.kind === 'observation' && step.accepted ? pick(step) : step.to;
      return to === null ? [] : [{ ...step, to: to % space.states.length }];
    }),
  );
  return { ...space, transitions };
}

/** A space with random changes, computed from a few numbers. */
const changedSpace = fc
  .record({
    base: fc.nat({ max: amount({ usual: 0, deep: 1 }) }),
    salt: fc.nat({ max: 1_000_000 }),
    // In percent; often none, or hardly any property would hold, or hardly anything move.
    removed: fc.constantFrom(0, 0, 2, 10, 40),
    bent: fc.constantFrom(0, 0, 2, 10, 30),
  })
  .map(({ base, salt, removed, bent }) => {
    let position = salt;
    return changedBy((base === 0 ? smallest : larger[0]) as StateSpace, ({ to }) => {
      position += 1;
      const chance = hash(position);
      if (chance % 100 < removed) return null;
      return chance % 100 < removed + bent ? hash(chance) : to;
    });
  });

function hash(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) >>> 3) & 0xffffff;
}

/** Expects a run of the space that ends in a fair cycle short of the goal. */
function expectRun(space: StateSpace, { from, to }: LeadsToProperty, violation: ViolatingRun) {
  const { steps, cycle } = violation as ViolatingRun & { cycle: readonly Transition[] };
  const moves = runnerMoves(space);
  const at = (number: number) => space.states[number]?.deployment as Deployment;
  const path = [0];
  for (const step of [...steps, ...cycle]) {
    expect(space.transitions[path.at(-1) as number]).toContain(step);
    path.push(step.to);
  }
  const end = path[steps.length] as number;
  expect(path.at(-1)).toBe(end);
  // From some start on, there are only moves of the runner short of the goal.
  const isMove = (step: Transition) =>
    moves[step.from]?.some((move) => move.transition === step) === true;
  const isRun = (first: number) =>
    from(at(path[first] as number)) &&
    path.slice(first).every((number) => !to(at(number))) &&
    [...steps, ...cycle].slice(first).every(isMove);
  expect(path.slice(0, steps.length + 1).some((_, first) => isRun(first))).toBe(true);
  // Fair: each step that can be completed is completed, or cannot be somewhere on the cycle.
  const around = cycle.length === 0 ? [end] : cycle.map((step) => step.from);
  const possible = around.map(
    (number) => new Set(moves[number]?.map(({ completes }) => completes)),
  );
  const done = cycle.map(
    (step) => moves[step.from]?.find((move) => move.transition === step)?.completes,
  );
  for (const type of new Set(possible.flatMap((each) => [...each]))) {
    if (type === null) continue;
    expect(done.includes(type) || possible.some((each) => !each.has(type))).toBe(true);
  }
}

function expectAgreement(space: StateSpace, property: LeadsToProperty) {
  const { violation, premiseMet, checked } = checkLeadsTo(space, property);
  const starts = space.states.filter(
    ({ deployment }) => property.from(deployment) && !property.to(deployment),
  );
  expect(premiseMet).toBe(starts.length);
  const length = shortestViolation(space, property);
  expect(violation === null ? null : violation.steps.length).toBe(length);
  if (violation !== null) expectRun(space, property, violation);
  else expect(checked).toBeLessThanOrEqual(space.states.length);
  return violation;
}

/** Pinned, because these tests also expect that few runs meet every kind of result. */
const seed = 11;

describe('both procedures agree', () => {
  it.each(liveness.map((each) => [each.id, each] as const))(
    'about the lifecycle: %s',
    (_, each) => {
      for (const space of spaces) {
        expect(expectAgreement(space, each)).toBeNull();
        const { staying } = fairRuns(space, each);
        const starts = space.states.filter(({ deployment }) => each.from(deployment));
        expect(starts.filter(({ number }) => staying.has(number))).toEqual([]);
      }
    },
  );

  it('about graphs with random changes', () => {
    const found = { holds: 0, cycles: 0, stays: 0 };
    fc.assert(
      fc.property(changedSpace, fc.constantFrom(...liveness), (space, property) => {
        const violation = expectAgreement(space, property);
        if (violation === null) found.holds += 1;
        else found[violation.cycle?.length === 0 ? 'stays' : 'cycles'] += 1;
      }),
      { seed, numRuns: amount({ usual: 20, deep: 120 }) },
    );
    // Both results and both kinds of runs were really compared.
    expect(Math.min(found.holds, found.cycles, found.stays)).toBeGreaterThan(0);
  });

  it('about random goals', () => {
    const found = { holds: 0, violated: 0 };
    fc.assert(
      fc.property(
        changedSpace,
        fc.nat({ max: 1_000_000 }),
        fc.integer({ min: 2, max: 9 }),
        (space, salt, share) => {
          const numbers = new Map(space.states.map((each) => [each.deployment, each.number]));
          const chance = (deployment: Deployment, shift: number) =>
            hash(salt + shift + (numbers.get(deployment) ?? 0)) % 10;
          const violation = expectAgreement(
            space,
            leadsTo({
              ...words,
              from: (deployment) => chance(deployment, 0) < 3,
              to: (deployment) => chance(deployment, 5000) < share,
            }),
          );
          found[violation === null ? 'holds' : 'violated'] += 1;
        },
      ),
      { seed, numRuns: amount({ usual: 10, deep: 60 }) },
    );
    expect(found.violated).toBeGreaterThan(0);
  });
});

describe('a claim of your own about a fair runner', () => {
  const resultOf = (from: LeadsToProperty['from'], to: LeadsToProperty['to']) => {
    const property = leadsTo({ ...words, from, to });
    const { properties } = verified({ properties: [property], only: ['team'] });
    return properties[0];
  };

  it('is violated by a cycle: a step that is undone again and again', () => {
    const found = resultOf(
      ({ status, desiredStatus }) => status === 'Running' && desiredStatus === 'Paused',
      // It is paused, observed running for a while, and paused again.
      () => false,
    );
    expect(found?.verdict).toBe('violated');
    const cycle = found?.counterexample?.cycle ?? [];
    expect(cycle.length).toBeGreaterThan(0);
    expect(new Set(cycle.map(({ after }) => after.status))).toEqual(new Set(['Running', 'Paused']));
  });

  it('is violated by a settled state: nothing more is asked of the runner', () => {
    const found = resultOf(
      ({ status }) => status === 'Running',
      ({ status }) => status === 'Stopped',
    );
    expect(found).toMatchObject({ verdict: 'violated', counterexample: { cycle: [] } });
  });

  it('holds by fairness alone: other observations cannot go on for ever', () => {
    const found = resultOf(
      ({ status, desiredStatus }) => status === 'Suspending' && desiredStatus === 'Suspended',
      ({ status }) => status === 'Stopped',
    );
    expect(found).toMatchObject({ verdict: 'holds', counterexample: null });
  });

  it('does not hold if only a failure would lead there', () => {
    const found = resultOf(
      ({ status }) => status === 'Running',
      ({ error }) => error !== null,
    );
    expect(found?.verdict).toBe('violated');
  });

  it('counts only the states short of the goal, and is vacuous without any', () => {
    const isRunning = ({ status }: Deployment) => status === 'Running';
    expect(resultOf(isRunning, isRunning)).toMatchObject({ verdict: 'vacuous', premiseMet: 0 });
  });

  it('comes with the assumptions about users and the runner', () => {
    expect(verified({ only: ['liveness'] }).fairness).toMatch(
      /users do nothing, nothing fails.*reconcile.*completed in the end/,
    );
  });
});
