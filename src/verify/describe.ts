/**
 * A verification report in words: a row for each property, the assumptions, each counterexample.
 */
import { readResult } from '../input';
import { type Capabilities, capabilityNames } from '../lifecycle';
import { toHistory, toStory } from './counterexample';
import type { PropertyReport, VerifyReport } from './proof';

/**
 * Describes the report as text, for a terminal or a log. Pure. Throws InvalidInputError for
 * anything but a report.
 */
export function describeReport(report: VerifyReport): string {
  return readResult('report', report, 'a report of verify', reportInWords);
}

function reportInWords(report: VerifyReport): string {
  const { properties, combinations } = report;
  return [
    ...rowsInColumns(properties),
    '',
    ...combinations.map(
      ({ capabilities, states, pairs, transitions }) =>
        `${describeCapabilities(capabilities)}: ${grouped(states)} states in ${pairs} pairs of statuses, ${grouped(transitions)} transitions.`,
    ),
    '',
    totalsInWords(report),
    ...(properties.some(({ property }) => property.kind === 'leadsTo')
      ? [`Liveness. ${report.fairness}`]
      : []),
    ...properties.flatMap(describeCounterexample),
  ].join('\n');
}

function rowsInColumns(properties: readonly PropertyReport[]): string[] {
  const rows = properties.map((each) => [
    each.verdict,
    each.property.requirement ?? '',
    each.property.id,
    `${grouped(each.checked)} ${each.unit}`,
    `premise met ${grouped(each.premiseMet)} times`,
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[column] as string).length), 0),
  );
  return rows.map((row) => {
    const [verdict, requirement, id, checked] = row.map((cell, column) =>
      column === 3 ? cell.padStart(widths[3] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    return `${verdict}  ${requirement}  ${id}  ${checked}  ${row[4]}`;
  });
}

function totalsInWords({ properties, combinations }: VerifyReport): string {
  const counts = (['holds', 'violated', 'vacuous', 'not applicable'] as const)
    .map((verdict) => [verdict, properties.filter((each) => each.verdict === verdict).length])
    .filter(([verdict, count]) => verdict === 'holds' || Number(count) > 0)
    .map(([verdict, count]) => `${count} ${verdict === 'holds' && count !== 1 ? 'hold' : verdict}`);
  const sum = (count: (combination: VerifyReport['combinations'][number]) => number) =>
    grouped(combinations.reduce((all, each) => all + count(each), 0));
  const subject = countInWords(properties.length, 'property', 'properties');
  const scope = countInWords(combinations.length, 'combination', 'combinations');
  return `${subject}: ${counts.join(', ')}; over ${sum(({ states }) => states)} states and ${sum(({ transitions }) => transitions)} transitions in ${scope} of capabilities.`;
}

function describeCounterexample({ counterexample }: PropertyReport): string[] {
  if (counterexample === null) return [];
  return [
    '',
    toStory(counterexample),
    'As a history:',
    ...toHistory(counterexample).map((line) => `  ${line}`),
  ];
}

function describeCapabilities(capabilities: Capabilities): string {
  const missing = capabilityNames.filter((name) => !capabilities[name]);
  return missing.length === 0 ? 'every capability' : `without ${missing.join(', ')}`;
}

function countInWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
