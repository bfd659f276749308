/** Conformance reports for people: as text, and as Markdown. */
import { readResult, shortened } from '../../../input';
import { coverageRows, coverageSummary, incompletePairs, incompleteParts } from '../coverage';
import type { Failure } from '../failures';
import { columnName, coverageColumns } from '../goals';
import type { ConformanceDeviation, ConformanceRemark } from '../remarks';
import type { ConformanceReport } from './report';

const allowed = 'a report of checkConformance';

/** The report as text for a terminal. Pure. Throws InvalidInputError for anything else. */
export function describeConformance(report: ConformanceReport): string {
  return readResult('report', report, allowed, textOfReport);
}

function textOfReport(report: ConformanceReport): string {
  const { coverage, failures } = report;
  return [
    conformanceVerdictOf(report),
    ...failures.flatMap((each, index) => [
      '',
      ...(failures.length === 1 ? [] : [`Violation ${index + 1} of ${failures.length}:`]),
      ...failureLines(each),
    ]),
    ...(coverage.covered === 0 ? [] : ['', ...coverageLines(report)]),
    ...deviationLines(report),
    ...remarkLines(report),
    ...troubleLines(report),
  ].join('\n');
}

/** The summary alone if a rule was broken: more would hide it. */
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

/** The verdict in one line. Pure. */
export function conformanceVerdictOf(report: ConformanceReport): string {
  const { outcome, walks, requests, elapsed, seed, coverage, failures } = report;
  const seconds = (elapsed / 1000).toFixed(1);
  const walked = walks === 1 ? '1 walk' : `${walks} walks`;
  const effort = `${walked}${concurrentText(report)}, ${requests} calls and polls in ${seconds} s, seed ${seed}`;
  switch (outcome) {
    case 'conforms':
      return `No rule was broken: ${effort}.`;
    case 'violates':
      return failures.length === 1
        ? `A rule was broken: ${effort}.`
        : `${failures.length} rules were broken: ${effort}.`;
    case 'unreachable':
      return coverage.covered === 0
        ? `Nothing could be tested: ${effort}.`
        : `No verdict, as the server could not be reached or understood well enough: ${effort}.`;
  }
}

function concurrentText({ concurrent }: ConformanceReport): string {
  if (concurrent === null) return '';
  const { clients, episodes, calls } = concurrent;
  return ` (${episodes} of them with ${clients} clients at once, ${calls} calls)`;
}

function failureLines(failure: Failure): string[] {
  const { message, story, history, kind } = failure;
  return [
    ...(kind === 'illegal' ? [story] : [message]),
    '',
    aboutHistory(failure),
    ...history.map((line, index) => `  ${String(index + 1).padStart(3)} | ${line}`),
  ];
}

function aboutHistory({ kind, history, again, overlapping }: Failure): string {
  const repeated =
    again.tried === 0
      ? 'It was not replayed.'
      : `Replayed, it failed again ${again.failed} of ${again.tried} times.`;
  const place =
    overlapping && kind === 'illegal'
      ? 'The history of several clients, with the times at which each line began and ended.'
      : `The history, which goes wrong at the last of its ${history.length} lines.`;
  return `${place} ${repeated}`;
}

const deviationsHeading = 'Legal only by the dialect';

function deviationLines({ deviations, dialect }: ConformanceReport): string[] {
  if (deviations.length === 0) return [];
  return [
    '',
    `${deviationsHeading} ${dialect}:`,
    ...deviations.map(({ deviation, count }) => `  ${count} × ${deviationText(deviation)}`),
  ];
}

function deviationText({ id, statement }: ConformanceDeviation['deviation']): string {
  return `${id}: ${statement}`;
}

function deviationSections({ deviations, dialect }: ConformanceReport): string[] {
  if (deviations.length === 0) return [];
  return [
    `## ${deviationsHeading} ${dialect}\n\nWithout these deviations, the lines would break a rule of the documents.`,
    table(
      ['times', 'deviation', 'what the server does', 'source'],
      deviations.map(({ deviation: { id, statement, source }, count }) => [
        String(count),
        `\`${id}\``,
        statement,
        source,
      ]),
    ),
    ...deviations.map(
      ({ deviation: { id }, history }) => `### For example: ${id}\n\n${codeBlock(history)}`,
    ),
  ];
}

const remarksHeading = 'Strange but legal';
const remarksMeaning =
  'Lines that are legal only because of something that hardly ever happens; with the option strict, the first is a violation';
/** How many groups of remarks are explained. */
const remarksShown = 3;

function remarkLines({ remarks }: ConformanceReport): string[] {
  if (remarks.length === 0) return [];
  const left = remarks.length - remarksShown;
  return [
    '',
    `${remarksHeading}:`,
    `  ${remarksMeaning}.`,
    ...remarks
      .slice(0, remarksShown)
      .flatMap((remark) => [
        `  ${remark.count} × ${remarkName(remark)}, first in`,
        ...remark.message.split('\n').map((line) => `  ${line}`),
      ]),
    ...(left > 0 ? [`  and ${left} more of other kinds, which the report as JSON lists`] : []),
  ];
}

function remarkName({ kind, rule }: ConformanceRemark): string {
  return rule === null ? oddEventNames[kind] : `${oddEventNames[kind]} (${rule})`;
}

const oddEventNames: Readonly<Record<ConformanceRemark['kind'], string>> = {
  unseenFailure: 'a failure that no line shows',
  unaskedStatus: 'a change of the status that nothing had asked for',
  lateCall: 'a call without an answer that took effect late',
  unknown: 'something that cannot be told',
};

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
  const { coverage, failures, troubles } = report;
  const headings = ['pair', ...coverageColumns.map(columnName), 'why not all'];
  const rows = coverage.rows.map(({ pair, counts, why }) => [
    pair,
    ...coverageColumns.map((column) => String(counts[column] || '–')),
    why ?? '',
  ]);
  return [
    '# Conformance',
    conformanceVerdictOf(report),
    ...failures.map((each, index) => {
      const number = failures.length === 1 ? '' : `, ${index + 1} of ${failures.length}`;
      return `## What is wrong${number}\n\n${codeBlock(failureLines(each))}`;
    }),
    ...deviationSections(report),
    ...remarkSections(report),
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

function remarkSections({ remarks }: ConformanceReport): string[] {
  if (remarks.length === 0) return [];
  return [
    `## ${remarksHeading}\n\n${remarksMeaning}.`,
    table(
      ['times', 'what'],
      remarks.map((each) => [String(each.count), remarkName(each)]),
    ),
    ...remarks.map((each) => {
      const lines = [each.message, '', ...each.history];
      return `### For example: ${remarkName(each)}\n\n${codeBlock(lines)}`;
    }),
  ];
}

function codeBlock(lines: readonly string[]): string {
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\``;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
