/**
 * Liveness is decided on the graph. A second procedure, which takes states away until what is left
 * stays fair, comes to the same result on graphs that chance has changed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deployment, type StepType, steps as stepTable } from '../../src/lifecycle';
import { explore, type StateSpace, type Transition } from '../../src/verify/exploration/explore';
import { runnerMoves } from '../../src/verify/exploration/runner';
import { componentsOf } from '../../src/verify/proof/components';
import type { ViolatingRun } from '../../src/verify/proof/finding';
import { checkLeadsTo } from '../../src/verify/proof/liveness';
import { verify } from '../../src/verify/proof/verify';
import { lifecycleProperties } from '../../src/verify/properties/lifecycle-properties';
import { type LeadsToProperty, leadsTo } from '../../src/verify/properties/property';
import { fairRuns, shortestViolation } from './brute-force';

const liveness = lifecycleProperties.filter(
  (each): each is LeadsToProperty => each.kind === 'leadsTo',
);
const words = { id: 'team.claim', statement: 'It gets there.', rules: [] };
const spaces = [
  explore({ checkpointing: false, standby: false }),
  explore({ standby: false }),
  explore(),
] as const;

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

  it('do not end at the depth of the graph', () => {
    const chain = Array.from({ length: 2000 }, (_, node) => (node === 1999 ? [0] : [node + 1]));
    expect(componentsOf(chain).map(({ length }) => length)).toEqual([2000]);
  });
});

describe('the runner', () => {
  it('moves by what is taken in, is of its generation and no failure', () => {
    const [space] = spaces;
    const moves = runnerMoves(space);
    const expected = space.transitions.map((steps) =>
      steps.filter(
        ({ kind, accepted, event }) =>
          kind === 'observation' && accepted && event.type !== 'failed' && !('generation' in event),
      ),
    );
    expect(moves.map((each) => each.map(({ transition }) => transition))).toEqual(expected);
  });

  it('can do each step that reconcile asks for, wherever it asks for it', () => {
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

/** The space, with some of its steps taken out, and others leading to another state. */
function changedBy(space: StateSpace, pick: (step: Transition) => number | null): StateSpace {
  const transitions = space.transitions.map((each) =>
    each.flatMap((step): Transition[] => {
      const to = step.kind === 'observation' && step.accepted ? pick(step) : step.to;
      return to === null ? [] : [{ ...step, to: to % space.states.length }];
    }),
  );
  return { ...space, transitions };
}

/** A space that chance has changed, from a few numbers; the same for the same numbers. */
const changedSpace = fc
  .record({
    base: fc.nat({ max: 1 }),
    salt: fc.nat({ max: 1_000_000 }),
    // In percent; often one or none of them, for else hardly anything holds, or hardly anything moves.
    removed: fc.constantFrom(0, 0, 2, 10, 40),
    bent: fc.constantFrom(0, 0, 2, 10, 30),
  })
  .map(({ base, salt, removed, bent }) => {
    let position = salt;
    return changedBy(spaces[base] as StateSpace, ({ to }) => {
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

/** The steps lead on from each other; where they end, the runner goes round fairly, short of the goal. */
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
  // From some start on, only moves of the runner short of the goal.
  const isMove = (step: Transition) =>
    moves[step.from]?.some((move) => move.transition === step) === true;
  const isRun = (first: number) =>
    from(at(path[first] as number)) &&
    path.slice(first).every((number) => !to(at(number))) &&
    [...steps, ...cycle].slice(first).every(isMove);
  expect(path.slice(0, steps.length + 1).some((_, first) => isRun(first))).toBe(true);
  // Fair: each step that can be done is done, or cannot be somewhere.
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

  it('about graphs that chance has changed', () => {
    const found = { holds: 0, goesRound: 0, stays: 0 };
    fc.assert(
      fc.property(changedSpace, fc.constantFrom(...liveness), (space, property) => {
        const violation = expectAgreement(space, property);
        if (violation === null) found.holds += 1;
        else found[violation.cycle?.length === 0 ? 'stays' : 'goesRound'] += 1;
      }),
      { numRuns: 120 },
    );
    // Both results, and both kinds of runs, were really compared.
    expect(Math.min(found.holds, found.goesRound, found.stays)).toBeGreaterThan(0);
  });

  it('about goals that chance has chosen', () => {
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
      { numRuns: 60 },
    );
    expect(found.violated).toBeGreaterThan(0);
  });
});

describe('a claim of your own about a fair runner', () => {
  const resultOf = (from: LeadsToProperty['from'], to: LeadsToProperty['to']) => {
    const property = leadsTo({ ...words, from, to });
    const { properties } = verify({ properties: [property], only: ['team'], capabilities: [{}] });
    return properties[0];
  };

  it('is violated by going round: a step that is done away with again and again', () => {
    const found = resultOf(
      ({ status, desiredStatus }) => status === 'Running' && desiredStatus === 'Paused',
      // It is paused, seen running for a while, and paused again.
      () => false,
    );
    expect(found?.verdict).toBe('violated');
    const cycle = found?.counterexample?.cycle ?? [];
    expect(cycle.length).toBeGreaterThan(0);
    expect(new Set(cycle.map(({ after }) => after.status))).toEqual(new Set(['Running', 'Paused']));
  });

  it('is violated by resting: nothing more is asked of the runner', () => {
    const found = resultOf(
      ({ status }) => status === 'Running',
      ({ status }) => status === 'Stopped',
    );
    expect(found).toMatchObject({ verdict: 'violated', counterexample: { cycle: [] } });
  });

  it('holds by fairness alone: what else is reported cannot go on for ever', () => {
    const found = resultOf(
      ({ status, desiredStatus }) => status === 'Suspending' && desiredStatus === 'Suspended',
      ({ status }) => status === 'Stopped',
    );
    expect(found).toMatchObject({ verdict: 'holds', counterexample: null });
  });

  it('holds not where only a failure would lead there', () => {
    const found = resultOf(
      ({ status }) => status === 'Running',
      ({ error }) => error !== null,
    );
    expect(found?.verdict).toBe('violated');
  });

  it('counts only the states that are not there yet; none of them is vacuous', () => {
    const isRunning = ({ status }: Deployment) => status === 'Running';
    expect(resultOf(isRunning, isRunning)).toMatchObject({ verdict: 'vacuous', premiseMet: 0 });
  });

  it('says of whom it is, and what was assumed', () => {
    expect(verify({ only: ['liveness'], capabilities: [{}] }).fairness).toMatch(
      /no action of a user, no failure.*reconcile.*done in the end/,
    );
  });
});
