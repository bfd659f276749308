/**
 * Conformance reports for CI, as JUnit: a test case for each rule that the test can judge, and for
 * each other thing that can go wrong. So CI shows which rule is broken.
 */
import { readResult } from '../../../input';
import { type JUnitCase, junitXml, xmlText } from '../../junit';
import type { Failure } from '../failures';
import type { ConformanceReport } from './report';
import { conformanceVerdictOf, describeConformance } from './report-texts';

/**
 * The report as JUnit XML. A rule is passed if it decided a call, or could have objected to a poll;
 * otherwise it is skipped. Pure. Throws InvalidInputError for others.
 */
export function conformanceToJUnit(report: ConformanceReport): string {
  return readResult('report', report, 'a report of checkConformance', junitOfReport);
}

function junitOfReport(report: ConformanceReport): string {
  const cases = [wholeCase(report), ...ruleCases(report), ...kindCases(report)];
  return junitXml('pipeline-lifecycle conformance', cases, secondsOf(report));
}

/** The case that holds the whole report, and the error if too little could be tested. */
function wholeCase(report: ConformanceReport): JUnitCase {
  const said = xmlText(describeConformance(report));
  const isError = report.outcome === 'unreachable';
  const message = xmlText(conformanceVerdictOf(report));
  return {
    name: 'the server can be tested',
    seconds: secondsOf(report),
    result: isError ? 'error' : 'passed',
    lines: isError
      ? [`<error type="unreachable" message="${message}">${said}</error>`]
      : [`<system-out>${said}</system-out>`],
  };
}

/** A case for each rule; a broken rule may be one that nobody expected to be judged. */
function ruleCases({ coverage, failures }: ConformanceReport): readonly JUnitCase[] {
  const judged = coverage.rules.map(({ rule }) => rule);
  const broken = failures.flatMap(({ rule }) => (rule === null ? [] : [rule]));
  return [...new Set([...judged, ...broken])].map((id) => {
    const { count = 0 } = coverage.rules.find(({ rule }) => rule === id) ?? {};
    const why = 'not exercised: it decided no call for certain, and no poll could tell';
    return caseOf(
      id,
      count > 0,
      why,
      failures.filter(({ rule }) => rule === id),
    );
  });
}

/** The names of the cases for failures to which no rule objects, by their kind. */
const kindNames: Readonly<Record<Failure['kind'], string>> = {
  illegal: 'a course of events explains every answer and every poll',
  stuck: 'the pipeline moves on where its runner has something to do',
  malformed: 'every answer has the documented body',
  refused: 'a forced stop and the dismissal after it are accepted',
};

function kindCases({ coverage, failures }: ConformanceReport): readonly JUnitCase[] {
  return Object.entries(kindNames).flatMap(([kind, name]) => {
    const broken = failures.filter((each) => each.rule === null && each.kind === kind);
    // What is illegal breaks a rule, as a rule, and that has a case of its own.
    if (kind === 'illegal' && broken.length === 0) return [];
    return [caseOf(name, coverage.covered > 0, 'nothing could be tested', broken)];
  });
}

function caseOf(
  name: string,
  isExercised: boolean,
  whyNot: string,
  failures: readonly Failure[],
): JUnitCase {
  const seconds = '0.000';
  if (failures.length > 0) {
    return { name, seconds, result: 'failure', lines: failures.map(failureElement) };
  }
  if (isExercised) return { name, seconds, result: 'passed', lines: [] };
  return { name, seconds, result: 'skipped', lines: [`<skipped message="${xmlText(whyNot)}"/>`] };
}

function failureElement({ kind, message, story, history }: Failure): string {
  const text = [...new Set([message, story]), '', ...history].join('\n');
  return `<failure type="${kind}" message="${xmlText(message)}">${xmlText(text)}</failure>`;
}

function secondsOf({ elapsed }: ConformanceReport): string {
  return (elapsed / 1000).toFixed(3);
}
