/** Conformance reports for people and for CI: as text, as Markdown, as JUnit. */
import { readResult, shortened } from '../../input';
import { columnName, columns } from './columns';
import { coverageRows, coverageSummary, incompletePairs, incompleteParts } from './coverage-texts';
import type { ConformanceReport, Failure } from './report';

const allowed = 'a report of checkConformance';

/** The report as text for a terminal. Pure. Throws InvalidInputError for anything else. */
export function describeConformance(report: ConformanceReport): string {
  return readResult('report', report, allowed, textOfReport);
}

function textOfReport(report: ConformanceReport): string {
  const { coverage, failure } = report;
  return [
    conformanceVerdictOf(report),
    ...(failure === null ? [] : ['', ...failureLines(failure)]),
    ...(coverage.covered === 0 ? [] : ['', ...coverageLines(report)]),
    ...troubleLines(report),
  ].join('\n');
}

/** The summary alone if a rule was broken: the test ended there, and more would hide it. */
function coverageLines({ coverage, failure }: ConformanceReport): string[] {
  const summary = coverageSummary(coverage);
  if (failure !== null) return [summary];
  const pairs = incompletePairs(coverage);
  const missing = [
    ...(pairs.length === 0 ? [] : [{ heading: 'Actions, by pair of statuses', lines: pairs }]),
    ...incompleteParts(coverage, groupsOfText),
  ];
  if (missing.length === 0) return [summary];
  return [
    `${summary} Not exercised:`,
    ...missing.flatMap(({ heading, lines }) => [
      `  ${heading}`,
      ...lines.map((line) => `    ${line}`),
    ]),
  ];
}

/** How many groups of missing goals the text and the Markdown show. */
const groupsOfText = 4;
const groupsOfMarkdown = 12;

function conformanceVerdictOf(report: ConformanceReport): string {
  const { outcome, walks, requests, elapsed, seed, coverage } = report;
  const effort = `${walks} walks, ${requests} calls and polls in ${(elapsed / 1000).toFixed(1)} s, seed ${seed}`;
  switch (outcome) {
    case 'conforms':
      return `No rule was broken: ${effort}.`;
    case 'violates':
      return `A rule was broken: ${effort}.`;
    case 'unreachable':
      return coverage.covered === 0
        ? `Nothing could be tested: ${effort}.`
        : `No verdict, as the server could not be reached or understood well enough: ${effort}.`;
  }
}

function failureLines({ message, story, history, again, kind }: Failure): string[] {
  const repeated =
    again.tried === 0
      ? 'It was not replayed.'
      : `Replayed, it failed again ${again.failed} of ${again.tried} times.`;
  return [
    ...(kind === 'illegal' ? [story] : [message]),
    '',
    `The history, which goes wrong at the last of its ${history.length} lines. ${repeated}`,
    ...history.map((line, index) => `  ${String(index + 1).padStart(3)} | ${line}`),
  ];
}

const troublesHeading = 'Troubles that break no rule';

function troubleLines({ troubles }: ConformanceReport): string[] {
  if (troubles.length === 0) return [];
  return [
    '',
    `${troublesHeading}:`,
    ...troubles.map(({ message, count }) => `  ${count} × ${shortened(message, 200)}`),
  ];
}

/** The report as Markdown. Pure. Throws InvalidInputError for anything else. */
export function conformanceToMarkdown(report: ConformanceReport): string {
  return readResult('report', report, allowed, markdownOfReport);
}

function markdownOfReport(report: ConformanceReport): string {
  const { coverage, failure, troubles } = report;
  const headings = ['pair', ...columns.map(columnName), 'why not all'];
  const rows = coverage.rows.map(({ pair, counts, why }) => [
    pair,
    ...columns.map((column) => String(counts[column] || '–')),
    why ?? '',
  ]);
  return [
    '# Conformance',
    conformanceVerdictOf(report),
    ...(failure === null
      ? []
      : [`## What is wrong\n\n\`\`\`text\n${failureLines(failure).join('\n')}\n\`\`\``]),
    ...(troubles.length === 0
      ? []
      : [
          `## ${troublesHeading}`,
          table(
            ['times', 'what'],
            troubles.map((each) => [String(each.count), each.message]),
          ),
        ]),
    '## Coverage',
    table(['exercised', 'what', 'meaning'], coverageRows(coverage)),
    '### Actions, by pair of statuses\n\nHow often each was exercised, and why not all were.',
    table(headings, rows),
    ...incompleteParts(coverage, groupsOfMarkdown).map(
      ({ heading, lines }) =>
        `### Not exercised: ${heading}\n\n${lines.map((line) => `- ${line}`).join('\n')}`,
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** The report as JUnit XML, with one test case. Pure. Throws InvalidInputError for others. */
export function conformanceToJUnit(report: ConformanceReport): string {
  return readResult('report', report, allowed, junitOfReport);
}

function junitOfReport(report: ConformanceReport): string {
  const { outcome, failure, elapsed } = report;
  const time = (elapsed / 1000).toFixed(3);
  const failures = failure === null ? 0 : 1;
  const errors = outcome === 'unreachable' ? 1 : 0;
  const said = xml(describeConformance(report));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="1" failures="${failures}" errors="${errors}" time="${time}">`,
    `  <testsuite name="pipeline-lifecycle conformance" tests="1" failures="${failures}" errors="${errors}" time="${time}">`,
    `    <testcase classname="pipeline-lifecycle" name="the rules of the lifecycle are kept" time="${time}">`,
    ...(failure === null
      ? []
      : [
          `      <failure type="${failure.kind}" message="${xml(failure.message)}">${said}</failure>`,
        ]),
    ...(errors === 0
      ? []
      : [
          `      <error type="unreachable" message="${xml(conformanceVerdictOf(report))}">${said}</error>`,
        ]),
    ...(failures + errors > 0 ? [] : [`      <system-out>${said}</system-out>`]),
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Text in XML; characters that XML cannot represent are left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
