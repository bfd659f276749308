/** A violation as a text that a stranger understands. */

import { shortened } from '../input';
import { type Deployment, sourceOf } from '../lifecycle';
import type { Violation } from './check';
import type { Objection } from './objections';

/** The violation in words: several lines, without a final newline. Pure. */
export function describeViolation(violation: Violation): string {
  const { line, text, context, claim, possible, refusals } = violation;
  const width = String(line).length;
  return [
    ...context.map(
      (before) => `    ${String(before.line).padStart(width)} | ${shown(before.text)}`,
    ),
    `  > ${line} | ${shown(text)}`,
    `  Line ${line} claims that ${shown(claim)}.`,
    `  Just before it, whatever the runner did, the pipeline was in one of these`,
    `  (status/desired status): ${pairsOf(possible)}.`,
    `  The rules refuse the claim in each of them:`,
    ...refusals.flatMap(({ rule, because, deployments }, index) => [
      `  - in ${pairsOf(deployments)}: ${because}.`,
      `      Rule ${rule.id}: ${rule.statement}`,
      `      Source: ${sourceOnce(refusals, index)}`,
    ]),
  ].join('\n');
}

/** A source in full where it is first named; the quotes are long. */
function sourceOnce(refusals: readonly Objection[], index: number): string {
  const sources = refusals.map(({ rule }) => sourceOf(rule));
  const source = sources[index] as string;
  return sources.indexOf(source) < index ? 'as above' : source;
}

/** Recorded lines are whatever somebody wrote: a terminal must not obey them, nor be flooded. */
function shown(recorded: string): string {
  return shortened(recorded, 300);
}

/** The pairs of statuses of deployments, each once. */
function pairsOf(deployments: readonly Deployment[]): string {
  const pairs = deployments.map(({ status, desiredStatus }) => `${status}/${desiredStatus}`);
  return [...new Set(pairs)].join(', ');
}
