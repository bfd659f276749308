/** Going on after a violation: several broken rules in one run, each of them once. */
import { describe, expect, it } from 'vitest';
import {
  conformanceToMarkdown,
  describeConformance,
  type Failure,
  type LifecycleDriver,
} from '../../../../src/testing';
import { Failures } from '../../../../src/testing/conformance/failures/failures';
import { checkHistory } from '../../../../src/trace';
import { type MemoryOptions, memoryDriver } from '../memory-driver';
import { tested, testedDriver } from '../tested';

/** Bugs in what is promised of three actions. */
const buggy: MemoryOptions = {
  after: (after, before, { type }) => (type === 'pause' ? before : after),
  answer: (answer, { type }, before) => {
    const isRevived = type === 'resume' && before.desiredStatus === 'Suspended';
    const isDoubled = type === 'approve' && before.status === 'Running';
    return isRevived || isDoubled ? { httpStatus: 202, body: undefined } : answer;
  },
};
const options = { keepGoing: true, budget: { walks: 40 } };

describe('a test that keeps going', () => {
  it('reports several broken rules, each once, the first one first', async () => {
    const [first, several] = [
      await tested(buggy, { budget: options.budget }),
      await tested(buggy, options),
    ];
    expect(first.failures).toEqual([first.failure]);
    const { outcome, failure, failures, walks } = several;
    expect(outcome).toBe('violates');
    expect(failure).toEqual(first.failure);
    expect(failures[0]).toBe(failure);
    expect(failures.length).toBeGreaterThan(1);
    const rules = failures.map(({ rule, kind }) => rule ?? kind);
    expect(new Set(rules).size).toBe(rules.length);
    expect(walks).toBe(options.budget.walks);
    for (const { kind, history } of failures) {
      if (kind !== 'illegal') continue;
      expect((await checkHistory(history)).violation?.line).toBe(history.length);
    }
  });

  it('has all of them first, in the text and in Markdown', async () => {
    const report = await tested(buggy, options);
    const count = report.failures.length;
    const said = describeConformance(report);
    expect(said.startsWith(`${count} rules were broken: `)).toBe(true);
    expect(said.indexOf(`Violation ${count} of ${count}:`)).toBeLessThan(
      said.indexOf('\nExercised '),
    );
    const markdown = conformanceToMarkdown(report);
    expect(markdown.indexOf(`## What is wrong, ${count} of ${count}`)).toBeGreaterThan(0);
    expect(markdown.indexOf('## What is wrong, 1 of')).toBeLessThan(
      markdown.indexOf('## Coverage'),
    );
  });

  it('is as any other if nothing is broken', async () => {
    const budget = { walks: 4 };
    const [one, other] = [
      await tested({}, { budget }),
      await tested({}, { budget, keepGoing: true }),
    ];
    expect(other).toEqual(one);
  });

  it('ends if the pipeline cannot be stopped any more', async () => {
    const driver = memoryDriver({ runner: ({ status }) => status !== 'Stopping' });
    const stubborn = (): LifecycleDriver => driver;
    const { failures, walks } = await testedDriver(stubborn, {
      ...{ keepGoing: true, budget: { walks: 200 } },
    });
    expect(failures.map(({ kind }) => kind)).toEqual(['stuck']);
    expect(walks).toBeLessThan(200);
  });
});

describe('failures', () => {
  const failureOf = (rule: string | null, kind: Failure['kind'] = 'illegal'): Failure => ({
    ...{ kind, rule, strict: false, overlapping: false, message: '', history: [], story: '' },
    ...{ after: 0, again: { tried: 0, failed: 0 } },
  });

  it('are full with the first one, or with ten', () => {
    const [one, ten] = [new Failures(false), new Failures(true)];
    one.add(failureOf('a'));
    expect([one.isFull, ten.isFull]).toEqual([true, false]);
    for (let number = 1; number <= 10; number += 1) {
      expect(ten.isFull).toBe(false);
      ten.add(failureOf(`rule ${number}`));
    }
    expect(ten.isFull).toBe(true);
  });

  it('are known by the rule before and after they are shortened, or by their kind', () => {
    const failures = new Failures(true);
    failures.add(failureOf('shortened'), { kind: 'illegal', rule: 'found' });
    failures.add(failureOf(null, 'malformed'));
    failures.add(failureOf('shortened'));
    expect(failures.all.map(({ rule }) => rule)).toEqual(['shortened', null]);
    expect(failures.isKnown({ kind: 'illegal', rule: 'found' })).toBe(true);
    expect(failures.isKnown({ kind: 'malformed', rule: null })).toBe(true);
    expect(failures.isKnown({ kind: 'stuck', rule: null })).toBe(false);
  });
});
