/** A verification in words: one line a property, what was assumed, and each counterexample. */
import { type Capabilities, capabilityNames } from '../lifecycle';
import { toHistory, toStory } from './counterexample';
import type { PropertyReport, VerifyReport } from './proof';

/** The report as text, for a terminal or a log. Pure. */
export function describeReport(report: VerifyReport): string {
  const { properties, combinations } = report;
  const rows = properties.map((each) => [
    each.verdict,
    each.property.line ?? '',
    each.property.id,
    `${grouped(each.checked)} ${each.unit}`,
    `premise met ${grouped(each.premiseMet)} times`,
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[column] as string).length), 0),
  );
  const lines = rows.map((row) => {
    const [verdict, line, id, checked] = row.map((cell, column) =>
      cell.padEnd(widths[column] ?? 0),
    );
    const count = (checked as string).trim().padStart(widths[3] as number);
    return `${verdict}  ${line}  ${id}  ${count}  ${row[4]}`;
  });
  return [
    ...lines,
    '',
    ...combinations.map(
      ({ capabilities, states, pairs, steps }) =>
        `${describeCapabilities(capabilities)}: ${grouped(states)} states in ${pairs} pairs of statuses, ${grouped(steps)} steps.`,
    ),
    '',
    total(report),
    ...(properties.some(({ property }) => property.kind === 'leadsTo')
      ? [`Liveness. ${report.fairness}`]
      : []),
    ...properties.flatMap(describeCounterexample),
  ].join('\n');
}

function total({ properties, combinations }: VerifyReport): string {
  const counts = (['holds', 'violated', 'vacuous', 'not applicable'] as const)
    .map((verdict) => [verdict, properties.filter((each) => each.verdict === verdict).length])
    .filter(([verdict, count]) => verdict === 'holds' || Number(count) > 0)
    .map(([verdict, count]) => `${count} ${verdict === 'holds' ? 'hold' : verdict}`);
  const sum = (count: (combination: VerifyReport['combinations'][number]) => number) =>
    grouped(combinations.reduce((all, each) => all + count(each), 0));
  const what = counted(properties.length, 'property', 'properties');
  const where = counted(combinations.length, 'combination', 'combinations');
  return `${what}: ${counts.join(', ')}; over ${sum(({ states }) => states)} states and ${sum(({ steps }) => steps)} steps in ${where} of capabilities.`;
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

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
