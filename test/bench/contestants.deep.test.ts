/** Each contestant of the benchmark does what the library does: otherwise its rate says nothing. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { checkAgreement } from '../../bench/agreement.mjs';
// @ts-expect-error -- a script, not a module with types
import { service } from '../../bench/contestants/robot3.mjs';
// @ts-expect-error -- a script, not a module with types
import * as honest from '../../bench/contestants/switch-checked.mjs';
// @ts-expect-error -- a script, not a module with types
import * as trusting from '../../bench/contestants/switch-trusting.mjs';
// @ts-expect-error -- a script, not a module with types
import { pure } from '../../bench/contestants/xstate-fsm.mjs';
// @ts-expect-error -- a script, not a module with types
import { contestantFor, contestants, idsFor } from '../../bench/contestants.mjs';
// @ts-expect-error -- a script, not a module with types
import { sequences as measured } from '../../bench/sequences.mjs';
import {
  createDeployment,
  type Decision,
  decide,
  everyAction,
  everyCapabilities,
  type Outcome,
  observe,
  reachableDeployments,
} from '../../src/lifecycle';
import { everyObservation } from '../../src/lifecycle/compiled/every-observation';
import type { Observation } from '../../src/lifecycle/observation';
import { amount, sample } from '../tier';

interface Sequence {
  readonly trail: readonly { readonly accepted: boolean }[];
}

/** The sequences of the benchmark; its fleet is so large for the sake of the clock. */
const sequences = {
  ...measured,
  fleet: { ...measured.fleet, size: amount({ usual: 10_000, deep: measured.fleet.size }) },
};
const { legal, uniform } = sequences as Record<'legal' | 'uniform', Sequence>;
const withFence = (observation: Observation): Observation[] => [
  observation,
  { ...observation, generation: 0 },
];
const observations = everyObservation.flatMap(withFence);

describe('the sequences', () => {
  test('have a thousand events: all accepted in the legal one, most refused in the uniform one', () => {
    const accepted = ({ trail }: Sequence) => trail.filter((each) => each.accepted).length;
    expect([legal.trail.length, uniform.trail.length]).toEqual([1000, 1000]);
    expect(accepted(legal)).toBe(1000);
    expect(accepted(uniform)).toBeLessThan(500);
    expect(accepted(uniform)).toBeGreaterThan(50);
  });
});

describe('the contestants', () => {
  const entries = (Object.keys(contestants) as string[]).flatMap((id) =>
    (contestants[id].works as string[]).map((name) => [id, name] as const),
  );

  test.each(entries)('%s agrees with the library on every event of %s', async (id, name) => {
    checkAgreement(id, await contestantFor(id, sequences[name]), sequences[name]);
  });

  test.each(entries)('%s reaches the same end of %s in every replay', async (id, name) => {
    const contestant = await contestantFor(id, sequences[name]);
    const [first, second] = [0, 1].map(() => {
      contestant.reset?.();
      return contestant.replay();
    });
    expect(second).toBe(first);
  });

  test('refuse the same number of events of a fleet', async () => {
    const refusals = await Promise.all(
      (idsFor('fleet') as string[]).map(async (id) => {
        const contestant = await contestantFor(id, sequences.fleet);
        contestant.reset();
        return contestant.replay();
      }),
    );
    expect(refusals).toHaveLength(2);
    expect(new Set(refusals).size).toBe(1);
  });

  test('are caught if they disagree', async () => {
    const { walk } = await contestantFor('switch', uniform);
    const altered = (change: (result: Decision | Outcome, position: number) => object) => ({
      *walk() {
        let position = 0;
        for (const result of walk()) {
          yield change(result, position);
          position += 1;
        }
      },
    });
    const check = (change: Parameters<typeof altered>[0]) => () =>
      checkAgreement('altered', altered(change), uniform);
    expect(check((result) => result)).not.toThrow();
    expect(check((result, at) => (at === 999 ? { ...result, rule: 'none' } : result))).toThrow(
      'altered disagrees on event 999 of uniform',
    );
    expect(
      check((result, at) => (at === 5 ? { ...result, deployment: { checkpoint: -1 } } : result)),
    ).toThrow('event 5 of uniform');
    const early = { walk: () => Array.from(walk()).slice(1, 1) };
    expect(() => checkAgreement('early', early, uniform)).toThrow('early stopped at event 0');
  });
});

describe.each([
  ['hand-written', trusting, withoutReason],
  ['honest', honest, (result: Decision | Outcome) => result],
] as const)('the %s switch agrees in every deployment', (_, { act, see }, part) => {
  test.each(sample(everyCapabilities, 1))('with %j', (capabilities) => {
    const differences: unknown[] = [];
    const compare = (event: object, given: Decision | Outcome, expected: Decision | Outcome) => {
      const isFrozen = Object.isFrozen(given) && Object.isFrozen(given.deployment);
      const isSame = isDeepStrictEqual(part(given), part(expected));
      if (!isFrozen || !isSame) differences.push({ event, isFrozen, given, expected });
    };
    for (const deployment of reachableDeployments(capabilities)) {
      for (const action of everyAction) {
        const expected = decide(deployment, action, capabilities);
        compare(action, act(deployment, action, capabilities), expected);
      }
      for (const observation of observations) {
        compare(observation, see(deployment, observation), observe(deployment, observation));
      }
    }
    expect(differences).toEqual([]);
  });
});

/** The whole result, except for the reason in words. */
function withoutReason(result: Decision | Outcome) {
  const { error: _error, reason: _reason, ...said } = result as unknown as Record<string, unknown>;
  return said;
}

describe('the honest switch', () => {
  const throws = (act: () => unknown) => {
    try {
      act();
      return false;
    } catch {
      return true;
    }
  };

  test('refuses every malformed or impossible deployment that the library refuses', () => {
    const changes = reachableDeployments().flatMap((each) => Object.entries(each));
    const known = [...new Map(changes.map((each) => [JSON.stringify(each), each])).values()];
    const wrong = Object.keys(createDeployment()).flatMap((field) =>
      ['nonsense', -1, 0.5, {}, undefined, null].map((value) => [field, value] as const),
    );
    const differences: unknown[] = [];
    for (const deployment of sample(reachableDeployments(), 40)) {
      for (const [field, value] of [...known, ...wrong, ['owner', 'ann'] as const]) {
        const changed = { ...deployment, [field]: value };
        const [expected, given] = [decide, honest.act].map((act) =>
          throws(() => act(changed, { type: 'stop', force: true })),
        );
        if (given !== expected) differences.push({ changed, given, expected });
      }
    }
    expect(differences).toEqual([]);
  });

  test('refuses every malformed event that the library refuses', () => {
    const fields = { initial: 'paused', bootstrapPolicy: 'allow', dismissError: true, force: true };
    const [deployment] = reachableDeployments() as [ReturnType<typeof createDeployment>];
    for (const event of [...everyAction, ...observations]) {
      const isAction = everyAction.includes(event as (typeof everyAction)[number]);
      for (const field of [...Object.keys(fields), 'checkpoint', 'generation', 'error', 'other']) {
        for (const value of [fields[field as keyof typeof fields], 'standby', 'nonsense', 1, -1]) {
          const changed = { ...event, [field]: value ?? null } as never;
          const [expected, given] = isAction
            ? [decide, honest.act].map((act) => throws(() => act(deployment, changed)))
            : [observe, honest.see].map((see) => throws(() => see(deployment, changed)));
          expect(given, JSON.stringify(changed)).toBe(expected);
        }
      }
    }
  });
});

describe('the flat machine agrees in every deployment', () => {
  const events = [...everyAction, ...observations];

  const flat = [
    ['robot3', service],
    ['@xstate/fsm', pure],
  ] as const;

  test.each(sample(flat, 1))('as %s', (_, contestant) => {
    const differences: unknown[] = [];
    for (const start of reachableDeployments()) {
      for (const event of events) {
        const expected = resultOf(start, event);
        const [result] = contestant({ start, steps: [{ event }] }).walk();
        const isSame =
          isDeepStrictEqual(result.deployment, expected.deployment) &&
          (!('accepted' in result) || result.accepted === expected.accepted);
        if (!isSame) differences.push({ start, event, result, expected });
      }
    }
    expect(differences).toEqual([]);
  });

  function resultOf(
    deployment: Parameters<typeof decide>[0],
    event: (typeof events)[number],
  ): Decision | Outcome {
    const action = everyAction.find((each) => each === event);
    return action === undefined
      ? observe(deployment, event as Observation)
      : decide(deployment, action);
  }
});
