/** The verdicts of `check` for CI: as JUnit and as Markdown, with one case a pipeline. */
import { has } from '../input';
import { type JUnitCase, junitXml, xmlText } from '../testing/junit';
import {
  describeDeviation,
  describeRemark,
  describeUndecided,
  describeViolation,
  type HistoryReport,
} from '../trace';

/** The verdict on one history, or why it cannot be read. */
export type CheckResult =
  | HistoryReport
  | { readonly source: string; readonly line: number; readonly error: string };

/** Returns the verdict, or that there is none because the history cannot be read. */
export function checkVerdict(result: CheckResult): HistoryReport['verdict'] | 'unreadable' {
  return has(result, 'verdict') ? result.verdict : 'unreadable';
}

/** Returns the place that a result is about: `history.jsonl:6`, or the history as a whole. */
function placeOfResult(result: CheckResult): string {
  const { source } = result;
  const at = has(result, 'error')
    ? result.line
    : ((result.violation ?? result.undecided)?.line ?? 0);
  return at === 0 ? source : `${source}:${at}`;
}

/** Returns the whole text about a result, in lines. */
function detailsOf(result: CheckResult): string {
  if (has(result, 'error')) return result.error;
  const { violation, undecided, remarks, deviations } = result;
  return [
    ...(violation === null ? [] : [describeViolation(violation)]),
    ...(undecided === null ? [] : [describeUndecided(undecided)]),
    ...deviations.map(describeDeviation),
    ...remarks.map(describeRemark),
  ].join('\n');
}

/** Returns the results as JUnit XML. Pure. */
export function checkToJUnit(results: readonly CheckResult[]): string {
  return junitXml('pipeline-lifecycle check', results.map(junitCase), '0.000');
}

function junitCase(result: CheckResult): JUnitCase {
  const [name, seconds, details] = [result.source, '0.000', xmlText(detailsOf(result))];
  const verdict = checkVerdict(result);
  if (verdict === 'legal') {
    const lines = details === '' ? [] : [`<system-out>${details}</system-out>`];
    return { name, seconds, result: 'passed', lines };
  }
  const element = verdict === 'illegal' ? 'failure' : 'error';
  const message = xmlText(`${verdict}: ${placeOfResult(result)}`);
  const lines = [`<${element} type="${verdict}" message="${message}">${details}</${element}>`];
  return { name, seconds, result: element, lines };
}

/** Returns the results as Markdown. Pure. */
export function checkToMarkdown(results: readonly CheckResult[]): string {
  return [
    '# Histories',
    ...results.flatMap((result) => {
      const details = detailsOf(result);
      const heading = `## ${checkVerdict(result)}: ${placeOfResult(result)}`;
      return details === '' ? [heading] : [heading, `\`\`\`\`text\n${details}\n\`\`\`\``];
    }),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
