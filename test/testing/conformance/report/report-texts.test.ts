/** Conformance reports as text and as Markdown. */
import { describe, expect, it } from 'vitest';
import {
  type ConformanceReport,
  conformanceToMarkdown,
  describeConformance,
} from '../../../../src/testing';
import { tested } from '../tested';

const complete = tested({}, { budget: { walks: 4 } });

/** A report on a server whose answers are `body` only. */
const broken = (body: object): Promise<ConformanceReport> =>
  tested({ answer: () => ({ httpStatus: 400, body }) }, { budget: { walks: 2 } });

describe('a report on what conforms', () => {
  it('says for every pair that is incomplete why', async () => {
    const { coverage } = await complete;
    for (const { counts, why } of coverage.rows) {
      const isComplete = Object.values(counts).every((count) => count > 0);
      expect(why === null).toBe(isComplete);
    }
    const said = describeConformance(await complete);
    expect(said).toMatch(/^No rule was broken: 4 walks, \d+ calls and polls in [\d.]+ s, seed 1\./);
    expect(said).toMatch(
      /\nExercised \d+ of 224 pairs of statuses × actions, \d+ of 616 decisions in classes of deployments, \d+ of 487 decisions right after another, and \d+ of 83 stays\. Not exercised:\n/,
    );
    expect(said).toMatch(/Stopped\/Running +\d of 8: the runner never rests here: a call must/);
  });

  it('lists what is missing in groups, and no more than can be taken in', async () => {
    const said = describeConformance(await complete);
    for (const heading of ['Decisions, by class', 'Decisions right after', 'Stays, by what']) {
      expect(said).toContain(`\n  ${heading}`);
    }
    expect(said).toMatch(/\n {4}refused calls: \d+ missing: \w+\/\w+, \w+\/\w+, \w+\/\w+, …\n/);
    expect(said).toMatch(/\n {4}and \d+ more, which the report as JSON lists\n/);
    expect(said.split('\n').length).toBeLessThan(60);
    const { decisions } = (await complete).coverage;
    expect(decisions.missing).toContain('Stopped/Stopped, with an error: start.undismissedError');
  });

  it('says in Markdown how often each action was exercised in each pair', async () => {
    const markdown = conformanceToMarkdown(await complete);
    expect(markdown).toContain('| pair | start | stop | stop?force=true | pause |');
    expect(markdown.match(/^\| \w+\/\w+ \|/gm)).toHaveLength(28);
    expect(markdown).toMatch(/\| \d+ of 616 \| decisions in classes of deployments \|/);
    expect(markdown).toContain('### Not exercised: Stays, by what came before\n\n- ');
  });
});

describe('a report on a violation', () => {
  const report = broken({ message: '<&>\u0000', error_code: '"', details: {} });

  it('says what is wrong, as text and in Markdown', async () => {
    const said = describeConformance(await report);
    expect(said).toMatch(/^A rule was broken: /);
    expect(said).toMatch(/The history, which goes wrong at the last of its \d+ lines\./);
    expect(conformanceToMarkdown(await report)).toContain('## What is wrong');
  });

  it('has the violation right after the verdict, and of the coverage no more than a sentence', async () => {
    const broken = await tested({
      after: (after, before, { type }) => (type === 'pause' ? before : after),
    });
    const said = describeConformance(broken);
    const story = broken.failure?.story ?? '';
    expect(said).toMatch(/^A rule was broken: /);
    expect(said.slice(said.indexOf('\n') + 2)).toSatisfy((rest: string) => rest.startsWith(story));
    const coverage = said.indexOf('\nExercised ');
    expect(coverage).toBeGreaterThan(said.indexOf('The history, which goes wrong'));
    expect(said.slice(coverage + 1)).toMatch(/^Exercised [^\n]*\.$/);
  });

  it('has the violation before the coverage in Markdown, too', async () => {
    const markdown = conformanceToMarkdown(await report);
    expect(markdown).toMatch(/^# Conformance\n\nA rule was broken: [^\n]*\n\n## What is wrong\n/);
    expect(markdown.indexOf('## Coverage')).toBeGreaterThan(markdown.indexOf('The history, which'));
  });
});

describe('a report on a server that could not be tested', () => {
  const report = tested({ answer: () => ({ httpStatus: 404, body: {} }) });

  it('says so, with the troubles', async () => {
    const said = describeConformance(await report);
    expect(said).toMatch(/^Nothing could be tested: 5 walks, /);
    expect(said).toContain('\nTroubles that break no rule:\n');
    expect(said).toMatch(/\n {2}\d × .*: answered with 404 and \{\}/);
    expect(conformanceToMarkdown(await report)).toContain('| times | what |');
  });
});
