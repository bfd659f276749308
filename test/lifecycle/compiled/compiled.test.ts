/**
 * The compiled answers: fresh, well formed, and the same as those of the machine, whatever the
 * data.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionTypes,
  createDeployment,
  type Deployment,
  decide,
  everyAction,
  everyCapabilities,
  fullCapabilities,
  observations,
  observationTypes,
  observe,
  parseDeployment,
} from '../../../src/lifecycle';
import { ask, type MachineAnswer } from '../../../src/lifecycle/build/ask';
import { compileAnswers, toSource } from '../../../src/lifecycle/build/compile';
import { columnOf, positionAt } from '../../../src/lifecycle/compiled/cells';
import { classCount, classKeys } from '../../../src/lifecycle/compiled/classes';
import { answersByType } from '../../../src/lifecycle/compiled/compiled';
import { deploymentKeyCount, keyOfFields } from '../../../src/lifecycle/compiled/deployment-key';
import { eventTypes, observationVariants } from '../../../src/lifecycle/compiled/event-index';
import {
  fromRuns,
  shortRule,
  toRuns,
  type WrittenReply,
  wholeRule,
} from '../../../src/lifecycle/compiled/format';
import { lifecycleMachine } from '../../../src/lifecycle/machine/machine';
import type { Observation } from '../../../src/lifecycle/observation';
import { type RuleId, ruleOf } from '../../../src/lifecycle/rules/catalogue';
import { refusals } from '../../../src/lifecycle/rules/refusals';
import { everyNth, reachable } from '../helpers';

const written = readFileSync(
  new URL('../../../src/lifecycle/compiled/compiled.ts', import.meta.url),
  'utf8',
);

describe('compiled.ts', () => {
  it('has the answers of the machine', () => {
    const source = toSource(compileAnswers());
    expect(written, 'src/lifecycle/compiled/compiled.ts is stale: run `npm run generate`').toBe(
      source,
    );
  });

  // If nothing can be started, there is only one class of deployments: soon compiled.
  const inert = { undismissedError: () => true };
  const sourceWith = (guards: object) =>
    toSource(compileAnswers(lifecycleMachine.provide({ guards: { ...inert, ...guards } })));

  it('is stale if a guard answers otherwise', () => {
    const source = sourceWith({});
    expect(source).not.toBe(written);
    expect(source.split('\n').slice(0, 8)).toEqual(written.split('\n').slice(0, 8));
  });

  it.each([
    ['with some capabilities', { withoutCheckpointing: () => false }],
    ['to one action', { withoutError: () => false }],
    ['to observations of another generation', { currentGeneration: () => true }],
  ])('is stale if answers differ only %s', (_where, guards) => {
    expect(sourceWith(guards)).not.toBe(sourceWith({}));
  });

  it('is the same however often it is compiled', () => {
    expect(sourceWith({})).toBe(sourceWith({}));
  });
});

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('numbers in runs', () => {
  it.each([
    [[], ''],
    [[0], 'A'],
    [[0, 0, 0, 1], 'A3B'],
    [[1, 0, 0, 1], 'BA2B'],
    [[26, 25, 51, 51], 'aZz2'],
    [new Array(10).fill(2), 'C10'],
    [new Array(1009).fill(2), 'C1009'],
    [[...letters].map((_, position) => position), letters],
  ])('are written and read back: case %$', (numbers, text) => {
    expect(toRuns(numbers)).toBe(text);
    expect(fromRuns(text)).toEqual(numbers);
  });

  it('are read back as they were written, and one letter stands for a run', () => {
    const run = fc.tuple(fc.nat({ max: letters.length - 1 }), fc.integer({ min: 1, max: 130 }));
    fc.assert(
      fc.property(fc.array(run), (lengths) => {
        const numbers = lengths.flatMap(([number, length]) => new Array(length).fill(number));
        const text = toRuns(numbers);
        expect(fromRuns(text)).toEqual(numbers);
        const changes = numbers.filter((number, at) => number !== numbers[at - 1]);
        expect(text.replace(/\d/g, '')).toHaveLength(changes.length);
      }),
    );
  });

  it.each([[[letters.length]], [[0, 0, letters.length + 8, 0]], [[-1]], [[0.5]]])(
    'cannot be written of %j: there is no letter for it',
    (numbers) => {
      expect(() => toRuns(numbers)).toThrow(new RangeError('There are only 52 letters.'));
    },
  );
});

describe('the table of answers', () => {
  const types = Object.entries(answersByType);
  const indexesByType = new Map<string, number[]>();
  [
    ...everyAction.map(({ type }) => type),
    ...observationTypes.flatMap((type) => Object.keys(observationVariants).map(() => type)),
  ].forEach((type, index) => {
    indexesByType.set(type, [...(indexesByType.get(type) ?? []), index]);
  });

  it('has the classes of the deployments that can occur, ascending, each once', () => {
    const keys = reachable.map((deployment) => keyOfFields(deployment, false));
    const ascending = [...new Set(keys)].sort((one, other) => one - other);
    expect(classKeys).toEqual(ascending);
    expect(classCount).toBe(160);
    expect(classKeys.at(-1)).toBeLessThan(deploymentKeyCount);
  });

  it('has every type of event in the order of the vocabulary, and every event index', () => {
    expect(types.map(([type]) => type)).toEqual([...actionTypes, ...observationTypes]);
    expect([...indexesByType.keys()]).toEqual(types.map(([type]) => type));
    expect([...indexesByType.values()].flat()).toEqual([...Array(eventTypes.length).keys()]);
  });

  it.each(types)(
    'has exactly one reply to every %s in every class, and no spare ones',
    (type, written) => {
      const indexes = indexesByType.get(type) ?? [];
      const digits = new Set(written.by ?? '0');
      expect(written.by?.length ?? everyCapabilities.length).toBe(everyCapabilities.length);
      expect([...digits].sort().join('')).toBe('01234567'.slice(0, digits.size));
      // Capabilities do not matter to observations.
      if (type in observations) expect(written.by).toBeUndefined();
      const rows = written.rows.map(fromRuns);
      for (const row of rows) expect(row).toHaveLength(indexes.length * digits.size);
      expect(new Set(written.rows).size).toBe(rows.length);
      expectNumbers(rows.flat(), written.replies.length);
      const byClass = fromRuns(written.classes);
      expect(byClass).toHaveLength(classCount);
      expectNumbers(byClass, rows.length);
      expect(new Set(written.replies.map((reply) => JSON.stringify(reply))).size).toBe(
        written.replies.length,
      );
      for (const { rule } of written.replies) {
        const id = wholeRule(rule, type);
        expect(ruleOf(id).id).toBe(id);
        expect(shortRule(id, type)).toBe(rule);
      }
    },
  );

  /** Each number below this one, and no other. */
  function expectNumbers(numbers: readonly number[], count: number): void {
    const found = [...new Set(numbers)].sort((one, other) => one - other);
    expect(found).toEqual([...Array(count).keys()]);
  }

  it('has the answer of the rule for a refused action, and no changes for a refusal', () => {
    const replies = types.flatMap(([type, { replies }]) =>
      replies.map((each) => ({ ...each, rule: wholeRule(each.rule, type) })),
    );
    for (const { rule, httpStatus, code, ...effect } of replies) {
      const refusal = refusals[rule as keyof typeof refusals];
      expect([httpStatus, code], rule).toEqual([refusal?.httpStatus, refusal?.code]);
      if (refusal !== undefined || rule.endsWith('.stale')) expect(effect, rule).toEqual({});
    }
  });

  it('has a reply of the right type in every place', () => {
    for (const [type, indexes] of indexesByType) {
      for (const index of indexes) {
        const column = columnOf(index);
        const written = answersByType[type]?.replies as readonly WrittenReply[];
        expect(column.replies).toHaveLength(written.length);
        for (const [position, reply] of written.entries()) {
          expect(column.replies[position]).toMatchObject(
            Object.fromEntries(
              Object.entries(reply).filter(([name, value]) => name !== 'rule' && value !== 'take'),
            ),
          );
          expect(column.replies[position]?.rule).toBe(wholeRule(reply.rule, type));
        }
        for (const [combination] of everyCapabilities.entries()) {
          for (const [classIndex] of classKeys.entries()) {
            const reply = column.replies[positionAt(column, classIndex, combination)];
            if (reply === undefined)
              throw new Error(`Class ${classIndex} has no reply to event ${index}.`);
          }
        }
      }
    }
  });
});

/**
 * The answers were compiled from one representative of each class. So the machine is asked about
 * other deployments: of another generation, with another error and checkpoint, observed with any
 * data.
 */
describe('decide and observe answer as the machine does', () => {
  const other = { message: 'Out of memory.', error_code: 'OutOfMemory', details: { worker: 3 } };
  const seventh = everyNth(reachable, 9).map(
    (each): Deployment => ({
      ...each,
      error: each.error && other,
      checkpoint: each.checkpoint && 5,
      generation: 7,
    }),
  );
  /** The deployment as a caller has it, and as the library returns it. */
  const bothOf = (deployment: Deployment) => [{ ...deployment }, parseDeployment(deployment)];

  it.each([
    ['in generation 7', seventh],
    ['before the first generation', [createDeployment()]],
  ])('about every action %s', (_when, deployments) => {
    for (const deployment of deployments) {
      for (const action of everyAction) {
        const answer = ask(deployment, action, fullCapabilities);
        for (const before of bothOf(deployment)) {
          const decision = decide(before, action);
          expectSame(before, action.type, answer, decision);
          if (!decision.accepted) {
            const { httpStatus, code } = refusals[decision.rule];
            expect([decision.httpStatus, decision.error.error_code]).toEqual([httpStatus, code]);
          }
        }
      }
    }
  });

  it.each([
    ['in generation 7', seventh, ['accept', 'stale']],
    ['before the first generation', [createDeployment()], ['stale']],
  ])(
    'about observations with any checkpoint, error and generation %s',
    (_when, deployments, expected) => {
      const verdicts = new Set<string>();
      for (const deployment of deployments) {
        for (const observation of observationsWithData(deployment)) {
          const answer = ask(deployment, observation, fullCapabilities);
          for (const before of bothOf(deployment)) {
            const outcome = observe(before, observation);
            expectSame(before, observation.type, answer, outcome);
          }
          verdicts.add(answer.verdict);
        }
      }
      expect([...verdicts].sort()).toEqual(expected);
    },
  );

  const failure = { message: '', error_code: 'Disk', details: { at: [1, null, { deep: true }] } };
  const payloads = {
    error: [{ error: failure }],
    checkpoint: [0, 5, 6, Number.MAX_SAFE_INTEGER].map((checkpoint) => ({ checkpoint })),
    nothing: [{}],
  };

  function observationsWithData({ generation }: Deployment): Observation[] {
    return observationTypes.flatMap((type) => {
      const all = payloads[observations[type].carries ?? 'nothing'];
      const of = (generations: readonly (number | undefined)[], some: readonly object[]) =>
        generations.flatMap((each) => some.map((data) => ({ type, ...data, generation: each })));
      const others = [generation + 1, generation - 1].filter((each) => each >= 0);
      return [
        ...of([undefined, generation], all),
        ...of(others, all.slice(-1)),
      ] as unknown as Observation[];
    });
  }

  interface Result {
    readonly accepted: boolean;
    readonly changed?: boolean;
    readonly rule: RuleId;
    readonly deployment: Deployment;
  }

  function expectSame(
    before: Deployment,
    event: string,
    answer: MachineAnswer,
    result: Result,
  ): void {
    const { accepted, rule, deployment } = result;
    const refused = event in observations ? 'stale' : 'reject';
    const found = JSON.stringify([accepted ? 'accept' : refused, rule, deployment]);
    const expected = JSON.stringify([answer.verdict, answer.rule, answer.deployment]);
    // Plain comparison first: a matcher takes longer than asking the machine.
    if (found !== expected) expect(found, `${event} in ${JSON.stringify(before)}`).toBe(expected);
    const changed = JSON.stringify(deployment) !== JSON.stringify(before);
    if ((result.changed ?? false) !== changed || (deployment === before) === changed) {
      throw new Error(`${event} by ${rule} in ${JSON.stringify(before)}: changed or not?`);
    }
  }
});
