/** Strange but legal: remarks on walks, which fail nothing unless the test is strict. */
import { describe, expect, it } from 'vitest';
import { fullCapabilities, parseRequest } from '../../../../src/lifecycle';
import {
  type ConformanceReport,
  conformanceToMarkdown,
  describeConformance,
} from '../../../../src/testing';
import { noteOf } from '../../../../src/testing/conformance/history/disturbance-notes';
import { callEntry } from '../../../../src/testing/conformance/history/history-entries';
import { RemarkGroups } from '../../../../src/testing/conformance/remarks/odd-events';
import { sessionSpaceWith } from '../../../../src/testing/conformance/walks/session';
import { randomOf } from '../../../../src/testing/random';
import { checkHistory, type HistoryEntry } from '../../../../src/trace';
import type { MemoryOptions } from '../memory-driver';
import { tested } from '../tested';

const budget = { walks: 6 };

/** A pipeline that runs now and then although it is to be paused, and nothing asked for that. */
function restless(): MemoryOptions {
  const random = randomOf(5);
  return {
    reading: (reading, { status, desiredStatus }) =>
      status === 'Paused' && desiredStatus === 'Paused' && random.chance(0.2)
        ? { ...reading, deployment_status: 'Running' }
        : reading,
  };
}

describe('a server that does what is legal, but hardly ever happens', () => {
  const remarked = (): Promise<ConformanceReport> => tested(restless(), { budget });

  it('conforms, with a remark that says how often and gives one example', async () => {
    const { outcome, failures, remarks } = await remarked();
    expect([outcome, failures]).toEqual(['conforms', []]);
    const [remark] = remarks;
    expect(remark).toMatchObject({ kind: 'unaskedStatus', rule: 'running.deployed' });
    expect(remark?.count).toBeGreaterThan(1);
    const { verdict, remarks: again } = await checkHistory(remark?.history ?? []);
    expect(verdict).toBe('legal');
    expect(again.map(({ line }) => line)).toEqual([remark?.history.length]);
  });

  it('has the remarks in a section of their own', async () => {
    const report = await remarked();
    const [remark] = report.remarks;
    const said = describeConformance(report);
    expect(said).toMatch(/^No rule was broken: /);
    expect(said).toMatch(
      /\nStrange but legal:\n.*\n {2}\d+ × a change of the status that nothing had asked for \(running\.deployed\), first in\n/,
    );
    const markdown = conformanceToMarkdown(report);
    expect(markdown).toContain('\n## Strange but legal\n');
    expect(markdown).toContain(remark?.history.at(-1));
  });

  it('violates a strict test, with a history that a strict check rejects', async () => {
    const { outcome, failure, failures } = await tested(restless(), { budget, strict: true });
    expect(outcome).toBe('violates');
    expect(failures).toHaveLength(1);
    expect(failure).toMatchObject({ kind: 'illegal', strict: true, again: { tried: 0 } });
    const history = failure?.history ?? [];
    expect(history.length).toBeLessThanOrEqual(12);
    expect((await checkHistory(history)).verdict).toBe('legal');
    const { violation } = await checkHistory(history, { strict: true });
    expect(violation?.line).toBe(history.length);
    expect(violation?.objections[0]?.rule.id).toBe(failure?.rule);
    expect(failure?.story).toContain('it hardly ever happens');
  });
});

describe('a server that does nothing strange', () => {
  it('has no remarks, and conforms to a strict test', async () => {
    const report = await tested({}, { budget, strict: true });
    expect([report.outcome, report.remarks]).toEqual(['conforms', []]);
    expect(describeConformance(report)).not.toContain('Strange');
    expect(conformanceToMarkdown(report)).not.toContain('Strange');
  });

  it('is not blamed for a failure that the kit has brought about itself', () => {
    const start = (initial: string) => callEntry(parseRequest(`start?initial=${initial}`), 202);
    const history = (note: string): readonly HistoryEntry[] => [
      start('running'),
      { kind: 'note', text: note },
      // Accepted only if the first deployment has failed.
      start('paused'),
    ];
    const groups = () => new RemarkGroups(sessionSpaceWith(fullCapabilities));
    expect(groups().judge(history(noteOf('failPipeline')))).toBeNull();
    const others = groups();
    expect(others.judge(history(noteOf('killRunner')))).toMatchObject({ line: 3 });
    expect(others.report).toMatchObject([{ kind: 'unseenFailure', count: 1 }]);
  });
});
