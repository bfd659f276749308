/** Conformance reports as JUnit: a case for each rule, so that CI shows which one is broken. */
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../../src/lifecycle';
import {
  type ConformanceOptions,
  type ConformanceReport,
  conformanceToJUnit,
} from '../../../../src/testing';
import type { MemoryOptions } from '../memory-driver';
import { tested } from '../tested';

type Result = 'passed' | 'failure' | 'error' | 'skipped';

interface Suite {
  /** The result of each case, by its name. */
  readonly cases: ReadonlyMap<string, Result>;
  readonly counts: Readonly<Record<string, string | undefined>>;
  readonly texts: readonly string[];
}

/** Reads a report as a consumer in CI does. */
function suiteOf(report: ConformanceReport): Suite {
  const document = XmlDocument.fromString(conformanceToJUnit(report));
  const elements = document.find('//testcase') as XmlElement[];
  const cases = elements.map((element): [string, Result] => {
    const result = (['failure', 'error', 'skipped'] as const).find((each) => element.get(each));
    return [element.attr('name')?.value ?? '', result ?? 'passed'];
  });
  const suite = document.get('//testsuite') as XmlElement;
  const names = ['tests', 'failures', 'errors', 'skipped'];
  const counts = Object.fromEntries(names.map((name) => [name, suite.attr(name)?.value]));
  const texts = document.find('//failure').map(({ content }) => content);
  document.dispose();
  // No two cases have the same name, or CI would take them for one.
  expect(new Map(cases).size).toBe(cases.length);
  return { cases: new Map(cases), counts, texts };
}

async function suite(memory: MemoryOptions, options: ConformanceOptions = {}) {
  const report = await tested(memory, { budget: { walks: 3 }, ...options });
  return { report, ...suiteOf(report) };
}

/** The names of the cases with this result. */
function named({ cases }: Suite, result: Result): string[] {
  return [...cases].filter(([, each]) => each === result).map(([name]) => name);
}

const isRule = (name: string) => rules.some(({ id }) => id === name);
const pauseIsLost: MemoryOptions = {
  after: (after, before, { type }) => (type === 'pause' ? before : after),
};

describe('the cases of a report', () => {
  it('add up to what the suite counts', async () => {
    const suites = [
      await suite({}),
      await suite(pauseIsLost, { budget: { walks: 50 } }),
      await suite({ answer: () => ({ httpStatus: 404, body: {} }) }),
    ];
    for (const each of suites) {
      const { tests, failures, errors, skipped } = each.counts;
      expect(Number(tests)).toBe(each.cases.size);
      expect(Number(failures)).toBe(named(each, 'failure').length);
      expect(Number(errors)).toBe(named(each, 'error').length);
      expect(Number(skipped)).toBe(named(each, 'skipped').length);
    }
  });

  it('are the rules that can be judged: passed if exercised, otherwise skipped', async () => {
    const found = await suite({});
    const { coverage } = found.report;
    for (const { rule, count } of coverage.rules) {
      expect(found.cases.get(rule), rule).toBe(count > 0 ? 'passed' : 'skipped');
    }
    const isRuleCase = [...found.cases.keys()].filter(isRule);
    expect(isRuleCase).toEqual(coverage.rules.map(({ rule }) => rule));
    expect(named(found, 'passed')).toContain('start.stopped');
    // Nothing ever fails, so there is no error to dismiss.
    expect(named(found, 'skipped')).toContain('dismissError.stopped');
    expect(named(found, 'failure')).toEqual([]);
  });

  it('are those of the capabilities', async () => {
    const standby = { standby: false, checkpointing: true, suspendable: true };
    const [all, without] = [
      await suite({}),
      await suite({ capabilities: standby }, { capabilities: standby }),
    ];
    expect(all.cases.has('activate.standby')).toBe(true);
    expect(all.cases.has('start.standbyNotAllowed')).toBe(false);
    expect(without.cases.has('activate.standby')).toBe(false);
    expect(without.cases.get('start.standbyNotAllowed')).toBe('passed');
  });
});

describe('a broken rule', () => {
  it('fails the case of the rule that objects first, and no other', async () => {
    const found = await suite(pauseIsLost, { budget: { walks: 50 } });
    const { failure } = found.report;
    expect(failure?.rule).toSatisfy(isRule);
    expect(failure?.story).toContain(`Rule ${failure?.rule}:`);
    expect(named(found, 'failure')).toEqual([failure?.rule]);
    expect(found.texts[0]).toContain(failure?.history.at(-1));
  });

  it('fails whatever characters the history contains', async () => {
    const body = { message: '<&>\u0000', error_code: '"', details: {} };
    const found = await suite({ answer: () => ({ httpStatus: 400, body }) });
    expect(named(found, 'failure')).toHaveLength(1);
    expect(conformanceToJUnit(found.report)).not.toContain('\u0000');
  });

  it('is one of several cases that fail if the test goes on', async () => {
    const found = await suite(
      {
        ...pauseIsLost,
        answer: (answer, { type }, before) =>
          type === 'resume' && before.desiredStatus === 'Suspended'
            ? { httpStatus: 202, body: undefined }
            : answer,
      },
      { keepGoing: true, budget: { walks: 40 } },
    );
    const broken = found.report.failures.map(({ rule }) => rule);
    expect(broken.length).toBeGreaterThan(1);
    expect(named(found, 'failure').toSorted()).toEqual(broken.toSorted());
  });
});

describe('a problem that breaks no rule', () => {
  it('is a case of its own: a pipeline that is stuck', async () => {
    const found = await suite({ runner: ({ status }) => status !== 'Stopping' });
    expect(named(found, 'failure')).toEqual([
      'the pipeline moves on where its runner has something to do',
    ]);
  });

  it('is a case of its own: a body that is not as documented', async () => {
    const found = await suite({
      answer: ({ httpStatus, body }) => ({
        httpStatus,
        body: body && { ...(body as object), details: undefined },
      }),
    });
    expect(named(found, 'failure')).toEqual(['every answer has the documented body']);
  });

  it('is an error: a server that cannot be tested', async () => {
    const found = await suite({ answer: () => ({ httpStatus: 404, body: {} }) });
    expect(named(found, 'error')).toEqual(['the server can be tested']);
    expect(named(found, 'passed').filter(isRule)).not.toContain('start.stopped');
    expect(named(found, 'failure')).toEqual([]);
  });
});
