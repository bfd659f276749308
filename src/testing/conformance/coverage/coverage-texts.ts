/** Coverage in words: a summary, and what is missing, grouped so that it can be taken in. */
import { coverageColumns } from '../goals';
import type { CoveragePart, CoverageReport } from './coverage';

/** The finer parts of coverage, with the words for what they count. */
const parts = [
  {
    name: 'decisions',
    counts: 'decisions in classes of deployments',
    meaning:
      'a class has the statuses, the parameters of the start, an approval and an error in common',
    missing: 'Decisions, by class',
    groupOf: (name: string) => name.slice(0, name.indexOf(': ')),
  },
  {
    name: 'sequences',
    counts: 'decisions right after another',
    meaning: 'by the rules that decide, with a look at what became of them',
    missing: 'Decisions right after',
    groupOf: (name: string) => name.slice(0, name.indexOf(', then ')),
  },
  {
    name: 'stays',
    counts: 'stays',
    meaning: 'calls and statuses in which the pipeline is left alone, for what a runner does late',
    missing: 'Stays, by what came before',
    groupOf: (name: string) => name.replace(/ in .*/, ''),
  },
] as const;

/** Says in one sentence how much was exercised. Pure. */
export function coverageSummary(coverage: CoverageReport): string {
  const [last, ...others] = parts
    .map(({ name, counts }) => `${ofTotal(coverage[name])} ${counts}`)
    .reverse();
  const actions = `${ofTotal(coverage)} pairs of statuses × actions`;
  return `Exercised ${[actions, ...others.reverse()].join(', ')}, and ${last}.`;
}

/** One row for each part of coverage: how many, and what it counts. Pure. */
export function coverageRows(coverage: CoverageReport): readonly (readonly string[])[] {
  return [
    [ofTotal(coverage), 'pairs of statuses × actions', 'see below'],
    ...parts.map(({ name, counts, meaning }) => [ofTotal(coverage[name]), counts, meaning]),
    [
      `${coverage.rules.filter(({ count }) => count > 0).length} of ${coverage.rules.length}`,
      'rules',
      'those that decided a call, or could have objected to a poll',
    ],
  ];
}

/** The pairs of statuses in which not every action was exercised, and why. Pure. */
export function incompletePairs({ rows }: CoverageReport): readonly string[] {
  return rows
    .filter(({ why }) => why !== null)
    .map(({ pair, counts, why, wasSeen }) => {
      const done = coverageColumns.filter((column) => counts[column] > 0).length;
      const seen = wasSeen ? '' : ' (never seen)';
      return `${pair.padEnd(26)} ${done} of ${coverageColumns.length}: ${why}${seen}`;
    });
}

/** The missing goals of each finer part, in groups; those that lack most come first. Pure. */
export function incompleteParts(
  coverage: CoverageReport,
  groupsMax: number,
): readonly { readonly heading: string; readonly lines: readonly string[] }[] {
  return parts
    .map(({ name, missing, groupOf }) => ({
      heading: missing,
      lines: groupLines(coverage[name], groupOf, groupsMax),
    }))
    .filter(({ lines }) => lines.length > 0);
}

function groupLines(
  { missing }: CoveragePart,
  groupOf: (name: string) => string,
  groupsMax: number,
): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const name of missing) {
    const group = groups.get(groupOf(name)) ?? [];
    group.push(name.slice(groupOf(name).length).replace(/^(: |, then | in )/, ''));
    groups.set(groupOf(name), group);
  }
  const sorted = [...groups].sort(([, one], [, other]) => other.length - one.length);
  const lines = sorted.slice(0, groupsMax).map(([group, names]) => {
    const shown = names.filter((name) => name !== '').slice(0, namesMax);
    const more = names.length > shown.length && shown.length > 0 ? ', …' : '';
    return shown.length === 0
      ? `${group}: missing`
      : `${group}: ${names.length} missing: ${shown.join(', ')}${more}`;
  });
  const left = sorted.slice(groupsMax).reduce((sum, [, names]) => sum + names.length, 0);
  return left === 0 ? lines : [...lines, `and ${left} more, which the report as JSON lists`];
}

/** How many names of a group are shown. */
const namesMax = 3;

function ofTotal({ covered, total }: { readonly covered: number; readonly total: number }): string {
  return `${covered} of ${total}`;
}
